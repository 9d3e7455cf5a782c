/* SPDX-License-Identifier: GPL-3.0-or-later
   Tasks: what the worksheet's own lines ask.  Their right sides do not matter:
   the truth is the graph.  Read class.h before. */
#include <stdlib.h>
#include <string.h>

#include "check/class.h"
#include "host/exits.h"
#include "lower.h"

/* A shape may be of a name. */
static int are_alike(const ad_statement *x, const ad_statement *y)
{
  const ad_item *a = &x->items[0], *b = &y->items[0];
  if (x->keyword != y->keyword || !a->expr != !b->expr)
    return 0;
  return a->expr ? ad_expr_equal(a->expr, b->expr)
                 : strcmp(a->name, b->name) == 0;
}

size_t tasks_find(const struct tasks *tasks, const ad_statement *line)
{
  size_t i = 0;
  while (i < tasks->n && !are_alike(tasks->of[i].statement, line))
    i++;
  return i;
}

int tasks_has_formula(const struct tasks *tasks, size_t k,
                      const ad_statement *line)
{
  const ad_statement *task = tasks->of[k].statement;
  return task->keyword == AD_K_CHAIN && line->keyword == AD_K_CLAIM &&
         ad_expr_equal(task->items[0].expr, line->items[0].expr) &&
         tasks_find(tasks, line) == tasks->n;
}

static double points_of(const ad_sheet *sheet, const ad_statement *st)
{
  const ad_scope scope = {.number = ad_graph_number,
                          .state = ad_sheet_graph(sheet)};
  double points;
  return st->points &&
                 ad_lower_number(st->points, &scope, &points, NULL) == AD_OK
             ? points
             : 1;
}

static char *text_of(const ad_statement *st)
{
  char *left = NULL;
  if (!st->items[0].expr)
    left = memory_copy(st->items[0].name);
  else if (ad_expr_print(st->items[0].expr, &left) != AD_OK)
    left = memory_copy("");
  char *text = memory_format("%s %s", check_kind(st), left);
  free(left);
  return text;
}

struct tasks tasks_of(const ad_sheet *sheet)
{
  struct tasks tasks = {0};
  const ad_statement *st;
  for (size_t i = 0; (st = ad_sheet_kept(sheet, i)); i++) {
    size_t k = tasks_find(&tasks, st);
    double points = points_of(sheet, st);
    if (k == tasks.n) {
      tasks.of = memory_grow(tasks.of, ++tasks.n, sizeof *tasks.of);
      tasks.of[k] = (struct task){st, text_of(st), points};
    } else if (points > tasks.of[k].points)
      tasks.of[k].points = points;
  }
  for (size_t k = 0; k < tasks.n; k++)
    tasks.points += tasks.of[k].points;
  return tasks;
}

void tasks_free(struct tasks *tasks)
{
  for (size_t k = 0; k < tasks->n; k++)
    free(tasks->of[k].text);
  free(tasks->of);
  *tasks = (struct tasks){0};
}
