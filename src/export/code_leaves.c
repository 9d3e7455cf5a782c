/* SPDX-License-Identifier: GPL-3.0-or-later
   Numbers, names and matrices of numbers.  Read code_parts.h before. */
#include "export/code_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "host/exits.h"

static char *number_text(const struct target *target, double x)
{
  char text[AD_NUMBER_SIZE];
  if (isnan(x))
    return memory_copy(target->nan);
  if (isinf(x))
    return memory_format(x > 0 ? "%s" : "-%s", target->infinity);
  ad_number_print(text, x);
  return memory_copy(text);
}

struct piece code_number(const struct target *target, double x)
{
  enum { MINUS = 4 };
  return (struct piece){number_text(target, x),
                        signbit(x) ? MINUS : CODE_NAME, 0, 1};
}

struct piece code_name(const char *name)
{
  return (struct piece){memory_copy(name), CODE_NAME, 0, 0};
}

struct piece code_copy(const struct piece *piece)
{
  struct piece copy = *piece;
  copy.text = memory_copy(piece->text);
  return copy;
}

char *code_float(const char *text)
{
  return memory_format("%s%s", text, strpbrk(text, ".en") ? "" : ".0");
}

/* Do the n numbers look the same?  0 and -0 do not. */
static int all_same(size_t n, const double *x)
{
  size_t i = 1;
  while (i < n && memcmp(&x[i], &x[0], sizeof x[0]) == 0)
    i++;
  return i >= n;
}

/* A row of numbers, in lines of about 80 columns. */
static void add_row(const struct target *target, struct growing *out,
                    size_t n, const double *x)
{
  enum { WIDE = 72, MARGIN = 4 };
  size_t begin = out->size;
  growing_add(out, "", "[");
  for (size_t i = 0; i < n; i++) {
    char *plain = number_text(target, x[i]), *text = code_float(plain);
    int fits = out->size - begin + strlen(text) + MARGIN < WIDE;
    begin = fits ? begin : out->size;
    growing_add(out, !i ? "" : fits ? ", " : ",\n     ", text);
    free(plain);
    free(text);
  }
  growing_add(out, "", "]");
}

struct piece code_matrix(const struct target *target, ad_shape shape,
                         const double *x)
{
  struct growing out = {0};
  struct piece piece = {.strength = CODE_CALL};
  if (shape.rows * shape.cols > 1 && all_same(shape.rows * shape.cols, x)) {
    char *number = number_text(target, x[0]), *text = code_float(number);
    piece.text = memory_format("%s((%zu, %zu), %s)", target->full, shape.rows,
                               shape.cols, text);
    free(number);
    free(text);
    return piece;
  }
  growing_add(&out, "", target->array);
  growing_add(&out, "", "([");
  for (size_t i = 0; i < shape.rows; i++) {
    growing_add(&out, i ? ",\n    " : "", "");
    add_row(target, &out, shape.cols, x + i * shape.cols);
  }
  growing_add(&out, "", "])");
  piece.text = out.text;
  return piece;
}
