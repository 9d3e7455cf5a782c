/* SPDX-License-Identifier: GPL-3.0-or-later
   Finding operations by name.  Read op_choice.h before. */
#include "ops/op_choice.h"

#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "host/exits.h"
#include "report.h"

static void add(struct op_choices *choices, struct op_choice choice)
{
  choices->choice = memory_grow(choices->choice, choices->n + 1,
                                sizeof *choices->choice);
  choices->choice[choices->n++] = choice;
}

static int answers_to(const ad_op_row *row, const char *name)
{
  return strcmp(row->name, name) == 0 || strcmp(row->id, name) == 0 ||
         (row->infix[0] && strcmp(row->infix, name) == 0);
}

static int refuse_name(const char *name)
{
  enum { MOST = AD_OP_count + 96 };
  const char *names[MOST];
  const ad_derived_row *row;
  const ad_made_row *made;
  ad_op op;
  size_t n = 0;
  for (size_t i = 0; ad_op_listed(i, &op); i++)
    names[n++] = ad_op_get(op)->name;
  for (size_t i = 0; (row = ad_derived_get(i)) && n < MOST; i++)
    names[n++] = row->name;
  for (size_t i = 0; (made = ad_made_get(i)) && n < MOST; i++)
    names[n++] = made->name;
  const char *nearest = ad_nearest(name, names, n);
  complain("there is no operation '%s'%s%s%s", name,
           nearest ? "; did you mean '" : "", nearest ? nearest : "",
           nearest ? "'?" : "");
  return EXIT_INPUT;
}

int op_choose(struct op_choices *choices, const char *name)
{
  const ad_derived_row *derived = ad_derived_find(name);
  const ad_made_row *made = ad_made_find(name);
  size_t before = choices->n;
  ad_op op;
  for (size_t i = 0; ad_op_listed(i, &op); i++)
    if (answers_to(ad_op_get(op), name))
      add(choices, (struct op_choice){op, NULL, NULL});
  if (derived)
    add(choices, (struct op_choice){AD_OP_leaf, derived, NULL});
  if (made)
    add(choices, (struct op_choice){AD_OP_leaf, NULL, made});
  return choices->n > before ? EXIT_FINE : refuse_name(name);
}

void op_choose_all(struct op_choices *choices)
{
  const ad_derived_row *derived;
  const ad_made_row *made;
  ad_op op;
  for (size_t i = 0; ad_op_listed(i, &op); i++)
    add(choices, (struct op_choice){op, NULL, NULL});
  for (size_t i = 0; (derived = ad_derived_get(i)); i++)
    add(choices, (struct op_choice){AD_OP_leaf, derived, NULL});
  for (size_t i = 0; (made = ad_made_get(i)); i++)
    add(choices, (struct op_choice){AD_OP_leaf, NULL, made});
}

void op_choices_free(struct op_choices *choices)
{
  free(choices->choice);
}
