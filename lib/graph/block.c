/* SPDX-License-Identifier: GPL-3.0-or-later
   Matrices built from matrices, [a, b; c, d]: the blocks of a row have one
   height, the rows of blocks one width.  Read builder.h before.

   What finds its block by walking past those before it would take n^2 steps
   for n blocks.  So no node has more than AD_BLOCKS: more are joined in
   groups first, and these in groups again. */
#include "graph/builder.h"

#include <stdlib.h>
#include <string.h>

enum { AD_BLOCKS = 64 };

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

/* The node, of any number of blocks that fit. */
static ad_ref append(ad_builder *b, ad_shape shape, size_t rows,
                     const size_t *across, size_t n, const ad_ref *blocks)
{
  size_t layout = b->g.n_layouts;
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

/* --- many blocks ---------------------------------------------------------- */

/* n blocks side by side, or one under the other, as one. */
static ad_ref join(ad_builder *b, int upright, size_t n, const ad_ref *blocks)
{
  size_t ones[AD_BLOCKS], across[1] = {n};
  ad_shape shape;
  for (size_t i = 0; i < n; i++)
    ones[i] = 1;
  size_t rows = upright ? n : 1;
  return measure(b, rows, upright ? ones : across, blocks, &shape)
           ? append(b, shape, rows, upright ? ones : across, n, blocks)
           : AD_NO_REF;
}

/* Joins groups of AD_BLOCKS neighbours until no more than that are left, in
   place; returns how many. */
static size_t gather(ad_builder *b, int upright, size_t n, ad_ref *blocks)
{
  while (n > AD_BLOCKS && b->error.status == AD_OK) {
    size_t groups = 0, size;
    for (size_t i = 0; i < n; i += size) {
      size = n - i < AD_BLOCKS ? n - i : AD_BLOCKS;
      blocks[groups++] = size == 1 ? blocks[i]
                                   : join(b, upright, size, blocks + i);
    }
    n = groups;
  }
  return n;
}

/* Every row of blocks as one block, then these one under the other. */
static ad_ref append_many(ad_builder *b, size_t rows, const size_t *across,
                          const ad_ref *blocks, ad_ref *room)
{
  size_t left = 0;
  for (size_t r = 0; r < rows; r++, left++) {
    memmove(room + left, blocks, across[r] * sizeof *room);
    size_t n = gather(b, 0, across[r], room + left);
    if (n > 1)
      room[left] = join(b, 0, n, room + left);
    blocks += across[r];
  }
  left = gather(b, 1, left, room);
  return left > 1 ? join(b, 1, left, room) : room[0];
}

ad_ref ad_block(ad_builder *b, size_t rows, const size_t *across, size_t n,
                const ad_ref *blocks)
{
  ad_shape shape;
  if (!ad_builder_ready(b, n, blocks) || !fits_layout(b, rows, across, n) ||
      !measure(b, rows, across, blocks, &shape))
    return AD_NO_REF;
  if (n <= AD_BLOCKS)
    return append(b, shape, rows, across, n, blocks);
  ad_ref *room = malloc(n * sizeof *room);
  if (!room) {
    ad_fail_memory(&b->error, n * sizeof *room);
    return AD_NO_REF;
  }
  ad_ref x = append_many(b, rows, across, blocks, room);
  free(room);
  return b->error.status == AD_OK ? x : AD_NO_REF;
}
