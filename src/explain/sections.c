/* SPDX-License-Identifier: GPL-3.0-or-later
   Which sections there are, and which are shown.  Read sections.h before. */
#include "explain/sections.h"

#include "explain/exercises.h"

const char *const section_words[] = {"given", "shapes", "trace", "ledger",
                                     "paths", "kept", "layers", "locals",
                                     "chains", "formulas", "flow", "autograd",
                                     NULL};

typedef void section(struct page *page, const struct explained *e, int full);

static section *const shows[] = {section_given, section_shapes,
                                 section_trace, section_ledger,
                                 section_paths, section_kept,
                                 section_layers, section_locals,
                                 section_chains, section_formulas,
                                 section_flow, section_autograd};

int sections_give(const struct explained *e, unsigned sections)
{
  return (sections & SECTION_GIVEN) != 0 ||
         ((sections & SECTION_TRACE) != 0 && explain_is_scalar(e));
}

unsigned sections_of(const struct explained *e, const struct options *options)
{
  if (options->only)
    return options->only;
  if (e->n_exercises > 0)
    return exercises_sections(e);
  if (e->gates)
    return SECTION_TRACE;
  if (explain_is_scalar(e))
    return SECTION_TRACE | SECTION_PATHS;
  return SECTION_SHAPES | SECTION_CHAINS | SECTION_FORMULAS |
         (option_given(options, OPTION_BLANK) ? SECTION_GIVEN : 0);
}

void sections_show(struct page *page, const struct explained *e,
                   unsigned sections, int full)
{
  for (size_t i = 0; i < sizeof shows / sizeof shows[0]; i++)
    if (sections & 1u << i)
      shows[i](page, e, full);
}
