/* SPDX-License-Identifier: GPL-3.0-or-later
   What the numbers of a coded column stand for.  Read sheet_read.h before. */
#include "data/csv_field.h"
#include "sheet/sheet_read.h"

/* A class that is called like a missing value is worth a warning; which text it
   is stays in the file (see --untrusted). */
static void warn_gap(ad_reader *r, const ad_statement *st,
                     const ad_coding *coding, size_t k)
{
  ad_error err = {0};
  ad_fail(&err, AD_EINPUT,
          "column '%.60s': class %zu is called as missing values often are",
          coding->column, coding->first + k);
  ad_hint(&err, "if it is one, name it before 'columns': missing as \"...\"");
  err.place = st->from.place;
  ad_report_add(r->report, AD_WARNING, &err);
}

static void warn_gaps(ad_reader *r, const ad_statement *st,
                      const ad_coding *coding)
{
  for (size_t k = 0; coding->classes && k < coding->n; k++)
    if (coding->classes[k] &&
        ad_field_slip(coding->classes[k], '.') == AD_SLIP_GAP) {
      warn_gap(r, st, coding, k);
      return;
    }
}

void ad_reader_keep_codings(ad_reader *r, const ad_statement *st, int file,
                            ad_frame *frame)
{
  ad_sheet *s = r->sheet;
  if (frame->n_codings == 0 ||
      !ad_reader_grow(r, (void **)&s->coded, &s->room_coded, s->n_coded,
                      sizeof *s->coded))
    return;
  for (size_t i = 0; i < frame->n_codings; i++)
    warn_gaps(r, st, &frame->codings[i]);
  s->coded[s->n_coded++] =
    (ad_leaf_codings){.leaf = s->n_leaves - 1, .file = file,
                      .n = frame->n_codings, .codings = frame->codings};
  frame->codings = NULL;
  frame->n_codings = 0;
}
