/* SPDX-License-Identifier: GPL-3.0-or-later
   Which sections there are, and which are shown.  Read sections.h before. */
#include "explain/sections.h"

const char *const section_words[] = {"shapes", "formulas", NULL};

typedef void section(struct page *page, const struct explained *e, int full);

static section *const shows[] = {section_shapes, section_formulas};

/* Is every node with a name 1 x 1? */
static int is_scalar(const struct explained *e)
{
  for (size_t i = 0; i < e->n_named; i++) {
    ad_shape shape = ad_graph_shape(e->graph, e->named[i]);
    if (shape.rows * shape.cols != 1)
      return 0;
  }
  return 1;
}

unsigned sections_of(const struct explained *e, const struct options *options)
{
  if (options->only)
    return options->only;
  return is_scalar(e) ? SECTION_FORMULAS : SECTION_SHAPES | SECTION_FORMULAS;
}

void sections_show(struct page *page, const struct explained *e,
                   unsigned sections, int full)
{
  for (size_t i = 0; i < sizeof shows / sizeof shows[0]; i++)
    if (sections & 1u << i)
      shows[i](page, e, full);
}
