/* SPDX-License-Identifier: GPL-3.0-or-later
   What a worksheet holds, and its end.  Read sheet_read.h before. */
#include <stdlib.h>

#include "data/frame_column.h"
#include "sheet/sheet_read.h"

void ad_sheet_free(ad_sheet *s)
{
  if (!s)
    return;
  for (size_t i = 0; i < s->n_notes; i++)
    free(s->notes[i]);
  for (size_t i = 0; i < s->n_exercises; i++)
    free(s->exercises[i]);
  for (size_t i = 0; i < s->n_stops; i++)
    free(s->stops[i].text);
  for (size_t i = 0; i < s->n_dims; i++)
    free(s->dims[i].name);
  for (size_t i = 0; i < s->n_leaves; i++)
    free(s->leaves[i]);
  for (size_t i = 0; i < s->n_files; i++) {
    free(s->files[i].name);
    free(s->files[i].path);
    free(s->files[i].keep);
    free(s->files[i].comment);
    ad_csv_free(s->files[i].csv);
  }
  for (size_t i = 0; i < s->n_coded; i++) {
    for (size_t k = 0; k < s->coded[i].n; k++)
      ad_coding_clear(&s->coded[i].codings[k]);
    free(s->coded[i].codings);
  }
  for (size_t i = 0; i < s->n_kept; i++)
    ad_statement_free(s->kept[i]);
  for (size_t i = 0; i < s->n_sweeps; i++)
    ad_sweep_free(s->sweeps[i].ranges);
  free(s->sweeps);
  for (size_t i = 0; i < s->n_texts; i++)
    free(s->texts[i].text);
  free(s->texts);
  free(s->made);
  free(s->copy);
  free(s->notes);
  free(s->exercises);
  free(s->stops);
  free(s->exercise_at);
  free(s->dims);
  free(s->leaves);
  free(s->origins);
  free(s->coded);
  free(s->files);
  free(s->kept);
  free(s->title);
  free(s->source);
  ad_graph_free(s->graph);
  free(s);
}

const ad_graph *ad_sheet_graph(const ad_sheet *s)
{
  return s->graph;
}

int ad_sheet_is_hessian(const ad_sheet *sheet)
{
  return sheet->hessian;
}

const char *ad_sheet_title(const ad_sheet *s)
{
  return s->title ? s->title : "";
}

const char *ad_sheet_source(const ad_sheet *s)
{
  return s->source ? s->source : "";
}

const char *ad_sheet_note(const ad_sheet *s, size_t i)
{
  return i < s->n_notes ? s->notes[i] : NULL;
}

const char *ad_sheet_exercise(const ad_sheet *s, size_t i)
{
  return i < s->n_exercises ? s->exercises[i] : NULL;
}

const ad_stop *ad_sheet_stop(const ad_sheet *s, size_t i)
{
  return i < s->n_stops ? &s->stops[i] : NULL;
}

size_t ad_sheet_exercise_of(const ad_sheet *s, const ad_statement *line)
{
  size_t n = 0;
  while (n < s->n_exercises && s->exercise_at[n] < line->place.offset)
    n++;
  return n;
}

unsigned long ad_sheet_seed(const ad_sheet *s)
{
  return s->seed;
}

int ad_sheet_drawn(const ad_sheet *s)
{
  return s->drawn;
}

ad_place ad_sheet_place(const ad_sheet *s, ad_ref x)
{
  /* The reader asks, too, before there is a graph. */
  if (s->n_made == 0 || (s->graph && x.index >= ad_graph_size(s->graph)))
    return (ad_place){0, 0};
  size_t low = 0, high = s->n_made - 1;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (x.index < s->made[middle].nodes)
      high = middle;
    else
      low = middle + 1;
  }
  return s->made[low].place;
}

const char *ad_sheet_text(const ad_sheet *s, ad_ref x)
{
  size_t low = 0, high = s->n_texts;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (s->texts[middle].node < x.index)
      low = middle + 1;
    else
      high = middle;
  }
  return low < s->n_texts && s->texts[low].node == x.index
           ? s->texts[low].text
           : "";
}

const double *ad_sheet_leaf(const ad_sheet *s, size_t i)
{
  return i < s->n_leaves ? s->leaves[i] : NULL;
}

int ad_sheet_dim(const ad_sheet *s, size_t i, const char **name, size_t *size)
{
  if (i >= s->n_dims)
    return 0;
  *name = s->dims[i].name;
  *size = s->dims[i].size;
  return 1;
}

int ad_sheet_file(const ad_sheet *s, size_t i, const char **name, size_t *rows,
                  size_t *dropped)
{
  if (i >= s->n_files)
    return 0;
  *name = s->files[i].name;
  *rows = s->files[i].rows;
  *dropped = s->files[i].dropped;
  return 1;
}

const ad_coding *ad_sheet_coding(const ad_sheet *s, size_t i, size_t *leaf,
                                 int *file)
{
  for (size_t k = 0; k < s->n_coded; i -= s->coded[k++].n)
    if (i < s->coded[k].n) {
      *leaf = s->coded[k].leaf;
      *file = s->coded[k].file;
      return &s->coded[k].codings[i];
    }
  return NULL;
}

const ad_statement *ad_sheet_kept(const ad_sheet *s, size_t i)
{
  return i < s->n_kept ? s->kept[i] : NULL;
}
