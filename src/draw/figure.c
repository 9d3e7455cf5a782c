/* SPDX-License-Identifier: GPL-3.0-or-later
   Read figure.h before. */
#include "draw/figure.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "page/text_lines.h"

/* Room for 2^k elements is made when the k-th power is reached. */
static void *grown(void *array, size_t n, size_t size)
{
  return (n & (n - 1)) == 0 ? memory_grow(array, n ? 2 * n : 1, size) : array;
}

size_t figure_add_box(struct figure *f, struct figure_box box)
{
  f->boxes = grown(f->boxes, f->n_boxes, sizeof *f->boxes);
  f->boxes[f->n_boxes] = box;
  return f->n_boxes++;
}

size_t figure_add_edge(struct figure *f, struct figure_edge edge)
{
  f->edges = grown(f->edges, f->n_edges, sizeof *f->edges);
  f->edges[f->n_edges] = edge;
  return f->n_edges++;
}

void figure_free(struct figure *f)
{
  for (size_t i = 0; i < f->n_boxes; i++) {
    free(f->boxes[i].id);
    free(f->boxes[i].bold);
    free(f->boxes[i].text);
  }
  for (size_t i = 0; i < f->n_edges; i++) {
    free(f->edges[i].label);
    free(f->edges[i].points);
  }
  free(f->boxes);
  free(f->edges);
  free(f->title);
  free(f->key);
  *f = (struct figure){0};
}

int figure_has_aside(const struct figure *f)
{
  for (size_t i = 0; i < f->n_edges; i++)
    if (f->edges[i].aside)
      return 1;
  return 0;
}

/* A letter of a sans serif is about 0.55 of its size wide, a bold one more; a
   line is 1.2 times its size high. */
void figure_measure(struct figure_box *box, double size)
{
  struct lines lines = {0};
  lines_wrap(&lines, box->text, SIZE_MAX);
  double wide = (double)lines_width(&lines, 0, lines.n), bold = 0;
  if (*box->bold)
    bold = 1.2 * (double)text_columns(box->bold) + 2 +
           (lines.n > 0 ? (double)text_columns(lines_at(&lines, 0)) : 0);
  box->width = (0.55 * (bold > wide ? bold : wide) + 1.6) * size / 72;
  box->height = (1.2 * (double)(lines.n > 0 ? lines.n : 1) + 0.8) * size / 72;
  lines_free(&lines);
}
