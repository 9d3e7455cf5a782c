/* SPDX-License-Identifier: GPL-3.0-or-later
   Matrices built from matrices, [a, b; c, d]: the blocks of a row have one
   height, the rows of blocks one width.  Read builder.h before. */
#include "builder.h"

/* Width and height of one row of blocks; false with a failure. */
static int measure_row(ad_builder *b, size_t n, const ad_ref *blocks,
                       ad_shape *out)
{
  *out = ad_builder_shape(b, blocks[0]);
  for (size_t k = 1; k < n; k++) {
    ad_shape s = ad_builder_shape(b, blocks[k]);
    if (s.rows != out->rows) {
      char left[128], right[128];
      ad_builder_fail(b, "blocks side by side differ in height: %s and %s",
                      ad_builder_describe(b, blocks[0], left, sizeof left),
                      ad_builder_describe(b, blocks[k], right, sizeof right));
      return 0;
    }
    out->cols += s.cols;
    out->unit_cols = 0;
  }
  return 1;
}

/* The whole matrix, row of blocks under row of blocks. */
static int measure(ad_builder *b, size_t rows, const size_t *across,
                   const ad_ref *blocks, ad_shape *out)
{
  if (!measure_row(b, across[0], blocks, out))
    return 0;
  for (size_t r = 1; r < rows; r++) {
    blocks += across[r - 1];
    ad_shape s;
    if (!measure_row(b, across[r], blocks, &s))
      return 0;
    if (s.cols != out->cols) {
      ad_builder_fail(b, "row %zu of the matrix is %zu wide, row 1 is %zu",
                      r + 1, s.cols, out->cols);
      return 0;
    }
    out->rows += s.rows;
    out->unit_rows = 0;
  }
  return 1;
}

/* Do the rows, none of them empty, hold n blocks together? */
static int fits_layout(ad_builder *b, size_t rows, const size_t *across,
                       size_t n)
{
  size_t left = n, r = 0;
  for (; r < rows && across[r] > 0 && across[r] <= left; r++)
    left -= across[r];
  if (rows > 0 && r == rows && left == 0)
    return 1;
  ad_builder_fail(b, "%zu blocks do not fill %zu rows of blocks", n, rows);
  return 0;
}

ad_ref ad_block(ad_builder *b, size_t rows, const size_t *across, size_t n,
                const ad_ref *blocks)
{
  ad_shape shape;
  size_t layout = b->g.n_layouts;
  if (!ad_builder_ready(b, n, blocks) || !fits_layout(b, rows, across, n) ||
      !measure(b, rows, across, blocks, &shape))
    return AD_NO_REF;
  if (ad_grow((void **)&b->g.layouts, &b->room_layouts, b->g.n_layouts,
              rows + 1, sizeof *b->g.layouts) != AD_OK) {
    ad_fail_memory(&b->error, rows * sizeof *b->g.layouts);
    return AD_NO_REF;
  }
  b->g.layouts[b->g.n_layouts++] = rows;
  for (size_t r = 0; r < rows; r++)
    b->g.layouts[b->g.n_layouts++] = across[r];
  return ad_builder_append(b, AD_OP_block, shape, layout, 0, n, blocks);
}
