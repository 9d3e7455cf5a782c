/* SPDX-License-Identifier: GPL-3.0-or-later
   The drawing without numbers, for readers without the script and for lists of
   pages.  Read step.h before. */
#include "page/html_escape.h"
#include "step/step.h"

enum { MARGIN = 4, LETTERS = 16 /* of a name                              */ };

/* Whole numbers are near enough. */
static void put_lines(FILE *out, const struct step *s)
{
  fputs("<path d=\"", out);
  for (size_t i = 0; i < s->n_lines; i++) {
    const struct step_line *line = &s->lines[i];
    const struct step_shape *from = &s->shapes[line->from];
    const struct step_shape *to = &s->shapes[line->to];
    size_t x = from->layer * STEP_COLUMN;
    fprintf(out, "M%zu,%.0f", x + STEP_BOX_WIDTH, from->y);
    for (size_t k = 0; k < line->n; k++) {
      x += STEP_COLUMN;
      fprintf(out, "L%zu,%.0fh%d", x, line->bends[k], STEP_BOX_WIDTH);
    }
    fprintf(out, "L%zu,%.0f", to->layer * STEP_COLUMN, to->y);
  }
  fputs("\"/>", out);
}

static void put_shape(FILE *out, const struct step *s,
                      const struct step_shape *shape)
{
  size_t x = shape->layer * STEP_COLUMN;
  int height = shape->is_leaf ? STEP_LEAF_HEIGHT : STEP_BOX_HEIGHT;
  fprintf(out,
          "<rect x=\"%zu\" y=\"%.0f\" width=\"%d\" height=\"%d\" "
          "rx=\"%d\"/><text x=\"%zu\" y=\"%.0f\">",
          x, shape->y - 0.5 * height, STEP_BOX_WIDTH, height,
          shape->is_leaf ? 0 : STEP_GAP, x + STEP_BOX_WIDTH / 2,
          shape->y + 10);
  html_text(out, step_name(s, &s->boxes[shape->first]));
  fputs(shape->n > 1 ? " ...</text>" : "</text>", out);
}

/* In one line, so that it can be taken from the page. */
void step_sketch(FILE *out, const struct step *s)
{
  size_t width = (s->layers - 1) * STEP_COLUMN + STEP_BOX_WIDTH + 2 * MARGIN;
  fprintf(out,
          "<svg class=\"sketch\" viewBox=\"%d %d %zu %.0f\" role=\"img\" "
          "aria-label=\"Graph of %zu nodes\" fill=\"none\" "
          "stroke=\"currentColor\" font-size=\"26\" text-anchor=\"middle\">",
          -MARGIN, -MARGIN, width, s->height + 2 * MARGIN, s->n);
  put_lines(out, s);
  for (size_t i = 0; i < s->n_shapes; i++)
    put_shape(out, s, &s->shapes[i]);
  fputs("</svg>\n", out);
}
