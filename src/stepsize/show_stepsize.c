/* SPDX-License-Identifier: GPL-3.0-or-later
   The derivative, the errors of the differences, and their best steps.  What
   rounding makes is shown to one digit: more would hang on the C library.
   Read show_stepsize.h before. */
#include "stepsize/show_stepsize.h"

#include <float.h>
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

static void put_rough(struct table *table, double x)
{
  if (!isfinite(x))
    table_put(table, "-");
  else if (x == 0)
    table_put(table, "0");
  else
    table_print(table, "%.0e", x);
}

static void put_error(struct table *table, const struct stepsize *s,
                      const struct stepsize_point *p,
                      enum stepsize_method method)
{
  if (method != STEPSIZE_GSL && stepsize_is_truncation(s, p, method))
    table_print(table, "%.1e", p->error[method]);
  else
    put_rough(table, p->error[method]);
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
    table_print(table, "%.0e", p->h);
    for (int k = 0; k < STEPSIZE_METHODS; k++)
      put_error(table, s, p, (enum stepsize_method)k);
    put_rough(table, p->bar);
    put_rough(table, p->chosen / s->scale);
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

/* --- best steps ----------------------------------------------------------- */

void show_slope(struct table *table, const struct loglog *line)
{
  if (line->points == 0)
    table_put(table, "-");
  else
    table_print(table, "%.2f \302\261 %.2f", line->slope, line->error);
}

static void put_best(struct table *table, const struct stepsize *s,
                     enum stepsize_method method)
{
  const struct stepsize_best *best = &s->best[method];
  table_row(table);
  table_put(table, stepsize_name(method));
  if (best->at == STEPSIZE_POINTS)
    table_put(table, "-");
  else
    table_print(table, "%.0e", s->points[best->at].h);
  put_rough(table, best->error);
  if (method == STEPSIZE_GSL)
    return;
  int power = stepsize_power(method);
  table_print(table, "eps^1/%d = %.0e", power + 1, stepsize_theory(method));
  show_slope(table, &best->truncation);
  table_print(table, "%d", power);
  show_slope(table, &best->rounding);
  table_put(table, "-1");
}

static struct table *best_table(void)
{
  struct table *table = table_new();
  table_column(table, "method", ALIGN_LEFT);
  table_column(table, "best h", ALIGN_POINT);
  table_column(table, "error there", ALIGN_POINT);
  table_column(table, "h in theory", ALIGN_LEFT);
  table_column(table, "slope, large h", ALIGN_RIGHT);
  table_column(table, "theory", ALIGN_RIGHT);
  table_column(table, "slope, small h", ALIGN_RIGHT);
  table_column(table, "theory", ALIGN_RIGHT);
  return table;
}

/* The leading term of an error may vanish at a point, or all of them. */
static int is_steep(const struct stepsize *s, enum stepsize_method method)
{
  const struct loglog *line = &s->best[method].truncation;
  return line->points > 0 && line->slope > stepsize_power(method) + 0.5;
}

static int is_exact(const struct stepsize *s, enum stepsize_method method)
{
  return s->best[method].truncation.points == 0 &&
         s->best[method].at < STEPSIZE_POINTS &&
         !stepsize_is_lost(s, method) &&
         s->points[0].near == AD_FD_CLEAN && s->points[0].far == AD_FD_CLEAN;
}

/* Prints "one-sided, central" and the text, if one of them is so. */
static void say_of(struct page *page, const struct stepsize *s,
                   int (*is_so)(const struct stepsize *, enum stepsize_method),
                   const char *text)
{
  char *names = memory_copy("");
  for (int k = 0; k < STEPSIZE_GSL; k++)
    if (is_so(s, (enum stepsize_method)k))
      memory_append(&names, ", ",
                    memory_copy(stepsize_name((enum stepsize_method)k)));
  if (*names)
    page_print(page, "%s: %s", names, text);
  free(names);
}

static void say_slopes(struct page *page, const struct stepsize *s)
{
  say_of(page, s, is_steep, "steeper than in theory, as the leading term of "
                            "the error (almost) vanishes here.");
  say_of(page, s, is_exact, "no slope at large h, where hardly an error but "
                            "rounding is left: the formula is exact here, or "
                            "nearly so.");
  say_of(page, s, stepsize_is_lost,
         fabs(s->f) < DBL_MIN
             ? "at no step is anything left of the differences: the function "
               "underflows, to 0 or nearly so."
             : "at no step is anything left of the differences: rounding in "
               "the function is larger.");
}

static void say_gsl(struct page *page, const struct stepsize *s)
{
  size_t tried = 0, short_bars = 0;
  for (size_t i = 0; i < STEPSIZE_POINTS; i++) {
    const struct stepsize_point *p = &s->points[i];
    tried += isfinite(p->bar) ? 1 : 0;
    short_bars += p->error[STEPSIZE_GSL] > p->bar + s->floor ? 1 : 0;
  }
  if (tried == 0)
    return;
  const struct stepsize_point *p = &s->points[STEPSIZE_DECADE];
  char *went = p->chosen < p->step
                   ? memory_format("went down to %.0e by itself",
                                   p->chosen / s->scale)
                   : memory_copy("stayed there");
  page_print(page, "GSL, begun at h = %.0e, %s. Of %zu starts, %d in a decade, "
                   "its error was larger than its own bar in %zu.",
             p->h, isfinite(p->bar) ? went : "found nothing", tried,
             STEPSIZE_DECADE, short_bars);
  free(went);
}

void show_best_steps(struct page *page, const struct study *study)
{
  if (study->stepsize.estimate.reason == AD_FD_KINK ||
      study->stepsize.estimate.reason == AD_FD_JUMP)
    return; /* no step helps */
  const struct stepsize *s = &study->stepsize;
  struct table *table = best_table();
  for (int k = 0; k < STEPSIZE_METHODS; k++)
    put_best(table, s, (enum stepsize_method)k);
  page_section(page, "Best steps");
  page_table(page, table);
  say_slopes(page, s);
  say_gsl(page, s);
}
