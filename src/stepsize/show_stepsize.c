/* SPDX-License-Identifier: GPL-3.0-or-later
   The derivative, and the errors of the differences.  What rounding makes is
   shown to one digit: more would hang on the C library.  Read show_stepsize.h
   before. */
#include "stepsize/show_stepsize.h"

#include <math.h>
#include <stdlib.h>

#include "host/exits.h"
#include "page/number_format.h"
#include "worksheet/label.h"
#include "worksheet/reason_words.h"

char *study_derivative(const struct study *study)
{
  return label_derivative_entry(study->graph, study->output, study->of_entry,
                                study->wrt, study->by_entry);
}

char *study_variable(const struct study *study)
{
  return label_entry(study->wrt->name, study->wrt->shape, study->by_entry);
}

char *study_function(const struct study *study)
{
  const struct taylor *t = &study->taylor;
  if (t->count > 1)
    return memory_format("u'%s", study->output->name);
  return label_entry(study->output->name, study->output->shape,
                     t->first - study->output->first);
}

/* --- the derivative ------------------------------------------------------- */

static void put_line(struct table *table, const char *what, const char *text)
{
  table_row(table);
  table_put(table, what);
  table_put(table, text);
}

static const char *engines_text(const struct stepsize *s)
{
  if (s->judged.reason == AD_REASON_SINGULAR)
    return "inconclusive: a partial derivative on the way is not finite";
  if (s->judged.engines == AD_DISAGREE)
    return "they differ by more than rounding explains: an engine is wrong";
  if (s->judged.engines == AD_INCONCLUSIVE)
    return "inconclusive: the bound on rounding overflows";
  return "agree, within the rounding bound";
}

/* Agreement within rounding says nothing of digits that both have lost. */
static char *known_text(const struct stepsize *s)
{
  if (!s->judged.weak)
    return memory_copy(engines_text(s));
  char *doubt = label_doubt(&s->judged, s->reverse, stepsize_off(s));
  char *text = memory_format("%s (%s)",
                             s->judged.engines == AD_AGREE
                                 ? "agree, but weakly"
                                 : engines_text(s), doubt);
  free(doubt);
  return text;
}

static enum tone known_tone(const struct stepsize *s)
{
  if (s->judged.engines == AD_DISAGREE)
    return TONE_BAD;
  return s->judged.engines == AD_AGREE && !s->judged.weak ? TONE_GOOD
                                                          : TONE_DOUBT;
}

static void say_lost(struct page *page, const struct stepsize *s)
{
  if (s->judged.lost)
    page_print(page, "Rounding leaves no digit of this derivative: what "
                     "follows is measured against a number that may be wrong "
                     "altogether.");
}

void show_derivative(struct page *page, const struct study *study)
{
  const struct stepsize *s = &study->stepsize;
  struct table *table = table_new();
  char out[FORMAT_SIZE], *name = study_derivative(study);
  char *variable = study_variable(study), *known = known_text(s);
  double off = s->judged.lost ? (double)INFINITY : stepsize_off(s);
  table_column(table, "", ALIGN_LEFT);
  table_column(table, "", ALIGN_LEFT);
  put_line(table, variable, format_number(out, s->x));
  put_line(table, "forward mode",
           format_uncertain(out, s->forward, off));
  put_line(table, "reverse mode",
           format_uncertain(out, s->reverse, off));
  put_line(table, "forward = reverse", known);
  table_tone(table, known_tone(s));
  page_section(page, "Derivative %s", name);
  page_table(page, table);
  say_lost(page, s);
  free(known);
  free(variable);
  free(name);
}

/* --- errors --------------------------------------------------------------- */

void show_rough(struct table *table, double x)
{
  if (isfinite(x))
    table_amount(table, x, x == 0 ? format_number : format_power);
  else
    table_none(table);
}

static void put_error(struct table *table, const struct stepsize *s,
                      const struct stepsize_point *p,
                      enum stepsize_method method)
{
  if (method != STEPSIZE_GSL && stepsize_is_truncation(s, p, method))
    table_amount(table, p->error[method], format_powers);
  else
    show_rough(table, p->error[method]);
}

static struct table *errors_table(void)
{
  struct table *table = table_new();
  table_column(table, "h", ALIGN_POINT);
  for (int k = 0; k < STEPSIZE_METHODS; k++)
    table_column(table, stepsize_name((enum stepsize_method)k), ALIGN_POINT);
  table_column(table, "GSL's own bar", ALIGN_POINT);
  table_column(table, "GSL's step", ALIGN_POINT);
  return table;
}

static void say_clean(struct page *page, const struct study *study)
{
  const struct stepsize *s = &study->stepsize;
  size_t i = stepsize_first_clean(s);
  if (i == 0)
    return;
  const struct stepsize_point *p = &s->points[i - 1];
  ad_fd_reason met = p->near != AD_FD_CLEAN ? p->near : p->far;
  const char *what = reason_words_fd(met)->formula;
  if (i < STEPSIZE_POINTS && s->points[i].step > 0)
    page_print(page, "From h = %.1e upwards %s: errors there say nothing about "
                     "the formulas.", p->h, what);
  else
    page_print(page, "At every step %s.", what);
}

/* Which case it is, the slopes or values on both sides, and the derivative. */
static void say_sides(struct page *page, const struct study *study,
                      const char *format, double left, double right)
{
  char a[FORMAT_SIZE], b[FORMAT_SIZE], x[FORMAT_SIZE];
  page_print(page, format, format_rough(a, left, 4),
             format_rough(b, right, 4),
             format_number(x, study->stepsize.reverse));
}

static void say_kink(struct page *page, const struct study *study)
{
  const ad_fd_estimate *e = &study->stepsize.estimate;
  const ad_judgement *j = &study->stepsize.compared;
  if (j->smooth)
    say_sides(page, study, "The point lies on a kink of an operation, but the "
                           "slopes on both sides are the derivative: %s on the "
                           "left, %s on the right; forward and reverse give "
                           "%s.", e->left, e->right);
  else if (j->reason == AD_REASON_JUMP)
    say_sides(page, study,
              "The point lies at a jump: the value goes from %s on "
              "the left to %s on the right; forward and reverse "
              "give %s, by convention. No step helps.",
              e->side_value[0], e->side_value[1]);
  else if (j->reason == AD_REASON_KINK && isfinite(e->left) &&
           isfinite(e->right))
    say_sides(page, study, "The point lies on a kink: the slope is %s on the "
                           "left, %s on the right; forward and reverse give "
                           "%s, by convention. No step helps.",
              e->left, e->right);
  else
    say_clean(page, study);
}

void show_errors(struct page *page, const struct study *study)
{
  const struct stepsize *s = &study->stepsize;
  struct table *table = errors_table();
  char scale[FORMAT_SIZE], *variable = study_variable(study);
  for (size_t i = 0; i < STEPSIZE_POINTS; i += STEPSIZE_DECADE) {
    const struct stepsize_point *p = &s->points[i];
    table_row(table);
    table_amount(table, p->h, format_power);
    for (int k = 0; k < STEPSIZE_METHODS; k++)
      put_error(table, s, p, (enum stepsize_method)k);
    show_rough(table, p->bar);
    show_rough(table, p->chosen / s->scale);
  }
  page_section(page, "Error of the differences by the step h");
  if (s->scale != 1)
    page_print(page, "h is in units of |%s| = %s.", variable,
               format_number(scale, s->scale));
  page_table(page, table);
  if (s->points[STEPSIZE_POINTS - 1].step == 0)
    page_print(page, "-: %s + h = %s, or no finite value.", variable,
               variable);
  say_kink(page, study);
  free(variable);
}
