/* SPDX-License-Identifier: GPL-3.0-or-later
   See wide.h: what is written, and how it is compared. */
#include "wide.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agree.h"
#include "fd.h"
#include "forward.h"
#include "sheet.h"
#include "tape.h"
#include "value.h"

enum { SMALL = 3, NODES = 40 };

/* --- writing -------------------------------------------------------------- */

/* What a node is: a number, a row of two, a column, a matrix of two columns.
   The shape of two is that of both bits. */
enum kind { NUMBER = 0, ROW = 1, COLUMN = 2, MATRIX = 3 };

typedef struct writer {
  const uint8_t *bytes;
  size_t size, at;
  char *text;
  size_t length;
  size_t n; /* nodes, the first of them leaves                             */
  char names[NODES][4];
  enum kind kinds[NODES];
  double most[NODES]; /* no entry is larger than that                      */
} writer;

static unsigned next(writer *w)
{
  return w->at < w->size ? w->bytes[w->at++] : 0;
}

static void write(writer *w, const char *format, ...) AD_PRINTF(2, 3);
static void write(writer *w, const char *format, ...)
{
  va_list args;
  va_start(args, format);
  int n = vsnprintf(w->text + w->length, WIDE_TEXT - w->length, format, args);
  va_end(args);
  if (n > 0 && w->length + (size_t)n < WIDE_TEXT)
    w->length += (size_t)n;
  w->text[w->length] = '\0';
}

/* Declares the next node. */
static size_t add(writer *w, const char *name, enum kind kind, double most)
{
  snprintf(w->names[w->n], sizeof w->names[0], "%s", name);
  w->kinds[w->n] = kind;
  w->most[w->n] = most;
  return w->n++;
}

/* An operand; one in four goes far back, the others are late. */
static size_t pick(writer *w)
{
  unsigned byte = next(w);
  size_t back = byte & 3 ? byte / 4 % 4 : byte / 4;
  return w->n - 1 - back % w->n;
}

/* `x` and `y` are names; larger than `most` no entry can be. */
static const struct form {
  const char *text;
  unsigned operands;
  double most; /* 0: product, -1: sum of what the operands are; -2: x's    */
} forms[] = {
  {"sin(%s)", 1, 1},       {"tanh(%s)", 1, 1},
  {"stop_gradient(%s)", 1, -2},
  {"%s + %s", 2, -1},      {"%s*%s", 2, 0},
  {"cos(%s)", 1, 1},       {"%s - %s", 2, -1},
  {"relu(%s - 0.1237)", 1, -2},
  {"sigmoid(%s)", 1, 1},   {"where(%s > 0.2173, %s, 0.731)", 2, -1},
  {"max(%s, 0.317*%s - 0.0713)", 2, -1},
  {"exp(0.25*sin(%s))", 1, 1.3},
  {"abs(%s + 0.0517)", 1, -2},
  {"%s/(2.385 + cos(%s))", 2, -1},
  {"1.3*stop_gradient(%s)", 1, -1},
  {"%s", 1, -2},
};
enum { FORMS = sizeof forms / sizeof *forms };

static void write_elementwise(writer *w, const char *name, unsigned byte)
{
  const struct form *f = &forms[byte % FORMS];
  size_t x = pick(w), y = f->operands == 2 ? pick(w) : x;
  double most = f->most == 0    ? w->most[x] * w->most[y]
                : f->most == -1 ? w->most[x] + w->most[y]
                : f->most == -2 ? w->most[x] + 0.1
                                : f->most;
  char text[80];
  /* Of one operand the second name is left over. */
  snprintf(text, sizeof text, f->text, w->names[x], w->names[y]);
  write(w, most > 4 ? "%s = sin(%s)\n" : "%s = %s\n", name, text);
  enum kind kind = (enum kind)(w->kinds[x] | (f->operands == 2
                                                ? w->kinds[y] : NUMBER));
  add(w, name, kind, most > 4 ? 1 : most);
}

/* One number for all rows, whatever n is. */
static void write_number(writer *w, const char *name, unsigned byte)
{
  size_t x = pick(w);
  const char *text = byte % 4 == 0   ? "%s = max(%s)\n"
                     : byte % 4 == 1 ? "%s = norm(%s)/sqrt(n)\n"
                     : byte % 4 == 2 ? "%s = sum(%s/n)\n"
                                     : "%s = sum(%s)/n\n";
  write(w, w->kinds[x] & COLUMN ? text : "%s = sum(%s)\n", name, w->names[x]);
  add(w, name, NUMBER, 2 * w->most[x]);
}

static void write_leaves(writer *w, int wide)
{
  write(w, "input x = 0.7\ninput w[1,2] = [0.3, -1.1]\n"
           "data e[n] = repeat([0.4; -0.9; 1.3])\n"
           "data f[n,2] = repeat([0.4, 1.7; -0.9, 0.2; 1.1, -0.6])\n"
           "%s p[n] = repeat([1.2; -0.3; 0.8])\n", wide ? "param" : "data");
  add(w, "f", MATRIX, 1.7);
  add(w, "w", ROW, 1.1);
  add(w, "p", COLUMN, 1.2);
  add(w, "x", NUMBER, 0.7);
  add(w, "e", COLUMN, 1.3);
  write(w, "a = sin(x*e) + p\n");
  add(w, "a", COLUMN, 2.2);
}

size_t wide_write(const uint8_t *bytes, size_t size, char *text)
{
  static const size_t rows[] = {8193, 8190, 10011, 12288, 20013, 9000, 24,
                                1536};
  writer w = {.bytes = bytes, .size = size, .text = text};
  unsigned first = next(&w), outputs = 1 + next(&w) % 3;
  char name[8] = "";
  write(&w, "dim n = 3\n");
  write_leaves(&w, first & 8);
  while (w.n < NODES - 4 && w.at < size) {
    unsigned byte = next(&w);
    snprintf(name, sizeof name, "v%zu", w.n);
    if (byte >= 224)
      write_number(&w, name, byte);
    else
      write_elementwise(&w, name, byte);
  }
  for (unsigned i = 0; i < outputs; i++) {
    size_t x = pick(&w);
    write(&w, "y%u = sum(%s)%s\n", i, w.names[x],
          w.kinds[x] & COLUMN ? "/n" : "");
  }
  write(&w, outputs == 1 ? "output y0\n" : outputs == 2
              ? "output y0, y1\n" : "output y2, y0, y1\n");
  return rows[first % 8];
}

/* --- both sheets ---------------------------------------------------------- */

/* The engines of one of them, and what they found: by x and both entries of
   w; by the first three entries of p, each together with those that repeat
   it. */
enum { COLUMNS = 6 };

typedef struct wide {
  ad_sheet *sheet;
  const ad_graph *g;
  size_t rows, n, m;
  ad_value *value;
  ad_forward *forward;
  ad_tape *tape;
  ad_agree *agree;
  ad_fd *fd;
  double v[3], forward_[3][COLUMNS], reverse[3][COLUMNS], S[3];
  double moved[3];
  ad_fd_estimate estimate;
} wide;

static int make(wide *t, const char *text, size_t rows, unsigned chunk)
{
  char size[24];
  snprintf(size, sizeof size, "%zu", rows);
  const ad_override dims[] = {{"n", size}};
  const ad_source source = {"wide", text, strlen(text)};
  const ad_sheet_options options = {.n_dims = 1, .dims = dims};
  ad_report report;
  ad_report_init(&report, &source);
  *t = (wide){.rows = rows};
  ad_status status = ad_sheet_read(&source, &options, &t->sheet, &report);
  ad_report_free(&report);
  if (status != AD_OK)
    return 0;
  t->g = ad_sheet_graph(t->sheet);
  t->n = ad_graph_wrt_entries(t->g);
  t->m = ad_graph_output_entries(t->g);
  int made = ad_value_new(t->g, &t->value, NULL) == AD_OK &&
             ad_forward_new(t->g, 1 + chunk % 4, &t->forward, NULL) == AD_OK &&
             ad_tape_new(t->g, 1 + chunk / 4 % 3, &t->tape, NULL) == AD_OK &&
             ad_agree_new(t->g, &t->agree, NULL) == AD_OK &&
             ad_fd_new(t->g, &t->fd, NULL) == AD_OK;
  if (made)
    ad_agree_take_differences(t->agree, t->fd);
  return made;
}

static void end(wide *t)
{
  ad_value_free(t->value);
  ad_forward_free(t->forward);
  ad_tape_free(t->tape);
  ad_agree_free(t->agree);
  ad_fd_free(t->fd);
  ad_sheet_free(t->sheet);
}

static void set_leaves(wide *t)
{
  for (size_t i = 0; i < ad_graph_leaves(t->g); i++) {
    const double *x = ad_sheet_leaf(t->sheet, i);
    ad_value_set(t->value, i, x);
    ad_forward_set(t->forward, i, x);
    ad_tape_set(t->tape, i, x);
    ad_agree_set(t->agree, i, x);
    ad_fd_set(t->fd, i, x);
  }
}

/* Columns `from` .. from + k - 1 by forward mode: directions d[n x k], which
   may be more than single entries. */
static void push(wide *t, size_t from, size_t k, double *d)
{
  memset(d, 0, t->n * k * sizeof *d);
  for (size_t c = 0; c < k; c++)
    for (size_t i = 0; i < t->n; i++)
      d[i * k + c] = from + c < 3 ? i == from + c
                                  : i >= 3 && i % 3 == (from + c) % 3;
  ad_forward_sweep(t->forward, k, d);
  for (size_t of = 0; of < t->m; of++)
    for (size_t c = 0; c < k; c++)
      t->forward_[of][from + c] = ad_forward_tangent(t->forward, of)[c];
}

/* Rows `from` .. from + k - 1 by reverse mode. */
static void pull(wide *t, size_t from, size_t k)
{
  ad_tape_reverse_unit(t->tape, from, k);
  for (size_t of = from; of < from + k; of++)
    for (size_t w = 0, at = 0; w < ad_graph_wrts(t->g); w++) {
      ad_shape s = ad_graph_shape(t->g, ad_graph_wrt(t->g, w));
      const double *bar = ad_tape_adjoint(t->tape, w);
      for (size_t i = 0; i < s.rows * s.cols; i++, at++)
        t->reverse[of][at < 3 ? at : 3 + at % 3] += bar[i * k + of - from];
    }
}

static int run(wide *t, unsigned chunk)
{
  size_t columns = t->n > 3 ? COLUMNS : 3, pushed = 1 + chunk % 4;
  size_t pulled = 1 + chunk / 4 % 3;
  double *d = malloc(t->n * pushed * sizeof *d);
  if (!d)
    return 0;
  set_leaves(t);
  ad_value_sweep(t->value);
  ad_tape_record(t->tape);
  for (size_t from = 0; from < columns; from += pushed)
    push(t, from, columns - from < pushed ? columns - from : pushed, d);
  for (size_t of = 0; of < t->m; of += pulled)
    pull(t, of, t->m - of < pulled ? t->m - of : pulled);
  for (size_t of = 0; of < t->m; of++) {
    t->v[of] = ad_value_at(t->value, ad_graph_output(t->g, of))[0];
    ad_agree_sweep(t->agree, of);
    for (size_t by = 0; by < t->n; by++)
      t->S[of] += ad_agree_S(t->agree, by);
    t->S[of] += 1e-16 * ad_agree_noise(t->agree);
    t->moved[of] = ad_fd_at(t->fd, of, chunk % 3, 0.5, NULL);
  }
  ad_fd_entry(t->fd, t->m - 1, chunk % 3, &t->estimate);
  free(d);
  return 1;
}

/* --- comparing ------------------------------------------------------------ */

static int same(double x, double y, double tolerance)
{
  return x == y || (isnan(x) && isnan(y)) || fabs(x - y) <= tolerance;
}

static const char *say(char *message, size_t room, const char *what, size_t of,
                       size_t by, double x, double y)
{
  snprintf(message, room, "%s, output %zu, column %zu: %.17g, and %.17g of "
           "three rows", what, of, by, x, y);
  return message;
}

static const char *compare(const wide *t, const wide *u, unsigned chunk,
                           char *message, size_t room)
{
  for (size_t of = 0; of < t->m; of++) {
    double most = 1e-9 * (1 + u->S[of]);
    if (!same(t->v[of], u->v[of], most))
      return say(message, room, "value", of, 0, t->v[of], u->v[of]);
    if (!same(t->moved[of], u->moved[of], most))
      return say(message, room, "a point of differences", of, chunk % 3,
                 t->moved[of], u->moved[of]);
    for (size_t by = 0; by < COLUMNS; by++) {
      if (!same(t->forward_[of][by], u->reverse[of][by], most))
        return say(message, room, "forward", of, by, t->forward_[of][by],
                   u->reverse[of][by]);
      if (!same(t->reverse[of][by], u->reverse[of][by], most))
        return say(message, room, "reverse", of, by, t->reverse[of][by],
                   u->reverse[of][by]);
    }
  }
  const ad_fd_estimate *e = &t->estimate, *f = &u->estimate;
  if (e->reason == AD_FD_CLEAN && f->reason == AD_FD_CLEAN &&
      !same(e->value, f->value,
            10 * (e->error + f->error) + 1e-5 * (1 + u->S[t->m - 1])))
    return say(message, room, "differences", t->m - 1, chunk % 3, e->value,
               f->value);
  return NULL;
}

const char *wide_check(const uint8_t *bytes, size_t size, char *message,
                       size_t room)
{
  char text[WIDE_TEXT];
  unsigned chunk = size > 2 ? bytes[2] : 0;
  size_t rows = wide_write(bytes, size, text);
  const char *wrong = NULL;
  wide t = {0}, u = {0};
  if (!make(&t, text, rows, chunk) || !make(&u, text, SMALL, chunk) ||
      !run(&t, chunk) || !run(&u, chunk))
    wrong = "it cannot be read, or there is no memory for its engines";
  else
    wrong = compare(&t, &u, chunk, message, room);
  end(&t);
  end(&u);
  return wrong;
}
