/* SPDX-License-Identifier: GPL-3.0-or-later
   The table.  Read report.h before. */
#include "report.h"

#include <stdio.h>
#include <string.h>

const char *const report_peers[] = {"as C", "ADOL-C", "Sacado", "PyTorch"};
const size_t report_n_peers = sizeof report_peers / sizeof *report_peers;

/* The one that has both modes. */
static const char recorder[] = "ADOL-C";

enum { TEXT = 24 };

/* --- rows ----------------------------------------------------------------- */

static const struct row *faster(const struct row *x, const struct row *y)
{
  return !x || (y && y->time.median < x->time.median) ? y : x;
}

static const struct row *answer(const struct rows *rows,
                                const struct workload *w, const char *tool)
{
  if (w->measured & MEASURE_JACOBIAN)
    return faster(rows_best(rows, w->name, tool, METHOD_REVERSE_JACOBIAN),
                  rows_best(rows, w->name, tool, METHOD_FORWARD_JACOBIAN));
  return rows_best(rows, w->name, tool, METHOD_GRADIENT);
}

const struct row *report_peer(const struct rows *rows,
                              const struct workload *w, size_t peer)
{
  return answer(rows, w, report_peers[peer]);
}

const struct row *report_ours(const struct rows *rows,
                              const struct workload *w)
{
  return answer(rows, w, TOOL_OURS);
}

/* --- cells ---------------------------------------------------------------- */

static const char *time_text(char text[TEXT], const struct row *row)
{
  double t = row ? row->time.median : 0;
  if (!row)
    snprintf(text, TEXT, "-");
  else if (t < 1e-6)
    snprintf(text, TEXT, "%.3g ns", 1e9 * t);
  else if (t < 1e-3)
    snprintf(text, TEXT, t < 0.9995e-4 ? "%.3g us" : "%.0f us", 1e6 * t);
  else
    snprintf(text, TEXT, t < 0.09995 ? "%.3g ms" : "%.0f ms", 1e3 * t);
  return text;
}

static const char *number_text(char text[TEXT], double x)
{
  snprintf(text, TEXT, x < 99.95 ? "%.3g" : "%.0f", x);
  return text;
}

static const char *ratio_text(char text[TEXT], const struct row *x,
                              const struct row *y)
{
  if (!x || !y)
    return strcpy(text, "-");
  return number_text(text, x->time.median / y->time.median);
}

/* The median of the paired ratios. */
static const char *paired_text(char text[TEXT], const struct row *x)
{
  return x ? number_text(text, x->wall.median) : strcpy(text, "-");
}

/* Half the distance from the fastest to the slowest, in percent. */
static const char *spread_text(char text[TEXT], const struct row *row)
{
  if (!row)
    return strcpy(text, "-");
  snprintf(text, TEXT, "%.0f",
           50 * (row->time.most - row->time.least) / row->time.median);
  return text;
}

/* What the goal limits, in its unit. */
static double goal_value(const struct workload *w, const struct row *ours,
                         const struct row *plain, const struct row *hand)
{
  double t = ours->time.median;
  switch (w->goal) {
  case GOAL_PLAIN: return t / plain->time.median;
  case GOAL_HAND: return t / hand->time.median;
  case GOAL_TIME: return 1e9 * t;
  case GOAL_OP: return 1e9 * t / w->ops;
  default: return 0;
  }
}

static const char *goal_text(char text[TEXT], const struct workload *w,
                             const struct row *ours, const struct row *plain,
                             const struct row *hand)
{
  static const char *const unit[] = {[GOAL_PLAIN] = "P", [GOAL_HAND] = "H",
                                     [GOAL_TIME] = "ns", [GOAL_OP] = "ns/o"};
  if (w->goal == GOAL_NONE)
    return strcpy(text, "");
  snprintf(text, TEXT, "%s %.3g %s",
           goal_value(w, ours, plain, hand) <= w->limit ? "<=" : "> ",
           w->limit, unit[w->goal]);
  return text;
}

/* --- value and gradient --------------------------------------------------- */

static const char *name_end(const struct row *row, const char *prefix)
{
  return row ? row->method + strlen(prefix) : "-";
}

static void gradient_line(const struct rows *rows, const struct workload *w)
{
  char s[12][TEXT];
  const struct row *plain = rows_find(rows, w->name, TOOL_HAND, METHOD_PLAIN);
  const struct row *hand =
    rows_find(rows, w->name, TOOL_HAND, METHOD_DERIVATIVE);
  const struct row *value =
    rows_find(rows, w->name, TOOL_OURS, METHOD_EVALUATION);
  const struct row *ours = report_ours(rows, w);
  if (!ours)
    return;
  printf("%-13s %8s %8s %8s %3s %6s %-9s %6s", w->name,
         time_text(s[0], plain), time_text(s[1], value),
         time_text(s[2], ours), spread_text(s[3], ours),
         ratio_text(s[4], ours, plain), goal_text(s[5], w, ours, plain, hand),
         ratio_text(s[6], ours, hand));
  for (size_t i = 0; i < report_n_peers; i++)
    printf(" %7s", paired_text(s[7], report_peer(rows, w, i)));
  printf(" %6s %5s\n",
         number_text(s[8], 1e9 * ours->time.median / w->ops),
         number_text(s[9], ours->bytes / w->ops));
}

static void gradient_table(const struct rows *rows)
{
  printf("Value and gradient (W6: the Jacobian, the better mode).\n"
         "x P, x hand: our time as a multiple of plain C's and of a gradient "
         "by hand.  The worksheet exported\nas C, and the peers: their time as "
         "a multiple of ours, paired; above 1, the library is ahead.\n\n");
  printf("%-13s %8s %8s %8s %3s %6s %-9s %6s", "workload", "P", "value",
         "gradient", "+-%", "x P", "goal", "x hand");
  for (size_t i = 0; i < report_n_peers; i++)
    printf(" %7s", report_peers[i]);
  printf(" %6s %5s\n", "ns/op", "B/op");
  for (size_t i = 0; i < n_workloads; i++)
    gradient_line(rows, &workloads[i]);
}

/* --- by turns ------------------------------------------------------------- */

/* "9.1 (8.8-9.6)" */
static void range_cell(const struct ratio *ratio)
{
  char s[3][TEXT], text[4 * TEXT] = "-";
  if (ratio && ratio->median > 0)
    snprintf(text, sizeof text, "%s (%s-%s)",
             number_text(s[0], ratio->median), number_text(s[1], ratio->least),
             number_text(s[2], ratio->most));
  printf(" %19s", text);
}

static void turns_table(const struct rows *rows, int by_cpu)
{
  printf(by_cpu ? "\nThe same by the time that the processor worked.\n\n%-13s"
                : "\nThe library and the others by turns, three rounds: their "
                  "time as a multiple of ours,\nthe median of the rounds and "
                  "its range.\n\n%-13s", "workload");
  for (size_t i = 0; i < report_n_peers; i++)
    printf(" %19s", report_peers[i]);
  printf("\n");
  for (size_t k = 0; k < n_workloads; k++) {
    if (!report_ours(rows, &workloads[k]) || !workloads[k].sheet)
      continue;
    printf("%-13s", workloads[k].name);
    for (size_t i = 0; i < report_n_peers; i++) {
      const struct row *row = report_peer(rows, &workloads[k], i);
      range_cell(!row ? NULL : by_cpu ? &row->cpu : &row->wall);
    }
    printf("\n");
  }
}

/* --- forward mode --------------------------------------------------------- */

static void forward_line(const struct rows *rows, const struct workload *w)
{
  char s[8][TEXT];
  const struct row *plain = rows_find(rows, w->name, TOOL_HAND, METHOD_PLAIN);
  const struct row *one =
    rows_find(rows, w->name, TOOL_OURS, METHOD_FORWARD_1);
  const struct row *all = rows_best(rows, w->name, TOOL_OURS, METHOD_FORWARD);
  if (!all)
    return;
  printf("%-13s %9s %6s %9s %6s %4s %8s %8s", w->name, time_text(s[0], one),
         ratio_text(s[1], one, plain), time_text(s[2], all),
         spread_text(s[3], all), name_end(all, METHOD_FORWARD),
         ratio_text(s[4], all, plain),
         ratio_text(s[5], all, report_ours(rows, w)));
  const struct row *peer =
    rows_best(rows, w->name, recorder, METHOD_FORWARD);
  printf(" %8s\n", ratio_text(s[6], peer, all));
}

static void forward_table(const struct rows *rows)
{
  printf("\nThe whole gradient by forward mode, in chunks of the best width k; "
         "a reverse sweep beside it.\n\n"
         "%-13s %9s %6s %9s %6s %4s %8s %8s %8s\n", "workload", "one dir.",
         "x P", "gradient", "+-%", "k", "x P", "x rev.", recorder);
  for (size_t i = 0; i < n_workloads; i++)
    forward_line(rows, &workloads[i]);
}

/* --- Jacobians ------------------------------------------------------------ */

static void jacobian_line(const struct rows *rows, const struct workload *w)
{
  char s[10][TEXT];
  const struct row *plain = rows_find(rows, w->name, TOOL_HAND, METHOD_PLAIN);
  const struct row *hand =
    rows_find(rows, w->name, TOOL_HAND, METHOD_DERIVATIVE);
  const struct row *reverse =
    rows_best(rows, w->name, TOOL_OURS, METHOD_REVERSE_JACOBIAN);
  const struct row *forward =
    rows_best(rows, w->name, TOOL_OURS, METHOD_FORWARD_JACOBIAN);
  if (!reverse || !forward)
    return;
  printf("%-13s %9s %6s %9s %4s %6s %9s %4s %6s", w->name,
         time_text(s[0], hand), ratio_text(s[1], hand, plain),
         time_text(s[2], reverse), name_end(reverse, METHOD_REVERSE_JACOBIAN),
         ratio_text(s[3], reverse, plain), time_text(s[4], forward),
         name_end(forward, METHOD_FORWARD_JACOBIAN),
         ratio_text(s[5], forward, plain));
  const char *peer = recorder;
  printf(" %8s %8s\n",
         ratio_text(s[6], rows_best(rows, w->name, peer,
                                    METHOD_REVERSE_JACOBIAN), reverse),
         ratio_text(s[7], rows_best(rows, w->name, peer,
                                    METHOD_FORWARD_JACOBIAN), forward));
}

static void jacobian_table(const struct rows *rows)
{
  char title[2][TEXT];
  snprintf(title[0], TEXT, "%s r", recorder);
  snprintf(title[1], TEXT, "%s f", recorder);
  printf("\nJacobians both ways, with the better number k of cotangents or "
         "directions at once.\n\n"
         "%-13s %9s %6s %9s %4s %6s %9s %4s %6s %8s %8s\n", "workload",
         "hand", "x P", "reverse", "k", "x P", "forward", "k", "x P",
         title[0], title[1]);
  for (size_t i = 0; i < n_workloads; i++)
    jacobian_line(rows, &workloads[i]);
}

void report_table(const struct rows *rows)
{
  gradient_table(rows);
  turns_table(rows, 0);
  turns_table(rows, 1);
  forward_table(rows);
  jacobian_table(rows);
}
