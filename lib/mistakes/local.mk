# SPDX-License-Identifier: GPL-3.0-or-later
# Wrong claims, and what went wrong.

library_sources += \
  %D%/amend.c \
  %D%/astray.c \
  %D%/bypass.c \
  %D%/constant.c \
  %D%/counter.c \
  %D%/edit.c \
  %D%/edit_arguments.c \
  %D%/edit_axes.c \
  %D%/edit_kinds.c \
  %D%/edit_kinds.h \
  %D%/edit_names.c \
  %D%/edit_parts.c \
  %D%/edit_places.c \
  %D%/edit_slopes.c \
  %D%/edit_values.c \
  %D%/edited.c \
  %D%/entries.c \
  %D%/factors.c \
  %D%/follow.c \
  %D%/glance.c \
  %D%/jacobian.c \
  %D%/known.c \
  %D%/lint.c \
  %D%/mistakes.c \
  %D%/mistakes_data.h \
  %D%/mistakes_image.c \
  %D%/missteps.c \
  %D%/missteps.def \
  %D%/missteps.h \
  %D%/missteps_entrywise.c \
  %D%/missteps_matrix.c \
  %D%/missteps_rules.c \
  %D%/missteps_rules.def \
  %D%/missteps_ways.c \
  %D%/missteps_words.c \
  %D%/own.c \
  %D%/pairs.c \
  %D%/repairs.c \
  %D%/search.c \
  %D%/search.h \
  %D%/suspects.c \
  %D%/symbols.c \
  %D%/trial.c \
  %D%/trial_data.h \
  %D%/trial_term.c \
  %D%/whole.c \
  %D%/words.c
