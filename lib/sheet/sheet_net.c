/* SPDX-License-Identifier: GPL-3.0-or-later
   net yhat = mlp(X: 4 relu, 1) written out: for each layer the lines that
   its author would write by hand, done like any other line.

     param W1[4,d] = he()
     param b1[1,4] = 0
     Z1 = X @ W1' + b1
     A1 = relu(Z1)
     param W2[1,4] = xavier()
     param b2[1,1] = 0
     yhat = A1 @ W2' + b2

   Read sheet_read.h before. */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph/builder.h"
#include "sheet/activation.h"
#include "sheet/sheet_read.h"

enum {
  LAYERS = 100000, /* of a net, at most                                    */
  LOST = 32        /* layers whose names are forgiven after a failure      */
};

/* A size as it is written in a shape: (1) is no literal 1. */
typedef struct size_text {
  char text[32];
} size_text;

/* A net on its way; layer k, from 1 on, is the one at hand. */
typedef struct net {
  const ad_statement *st;
  size_t layers;      /* repetitions included                              */
  size_t k;
  const char *input;  /* what layer k takes: X, A1, ..., or Z1, ...        */
  size_text columns;  /* of the input                                      */
  ad_place place;     /* of the layer in the source                        */
} net;

static const ad_item *layer_items(const ad_statement *st, size_t *n)
{
  *n = st->n_items - 2; /* items[0] is the net, items[1] what it takes */
  return st->items + 2;
}

static ad_place place_of(const ad_expr *expr)
{
  return expr->terms[expr->n - 1].place;
}

/* ---- what the line says ---- */

static void check_activation(ad_reader *r, const ad_item *layer)
{
  ad_error err = {0};
  if (!layer->name || ad_activation_find(layer->name))
    return;
  const char *nearest = ad_activation_nearest(layer->name);
  if (ad_lower_reserved(layer->name)) {
    ad_fail(&err, AD_EINPUT,
            "'%s' is no entrywise function of one operand, so it cannot be "
            "an activation",
            layer->name);
    ad_hint(&err, "apply it to the net's result, on a line of its own");
  } else {
    ad_fail(&err, AD_EINPUT, "unknown activation '%s'", layer->name);
    if (nearest)
      ad_hint(&err, "did you mean '%s'?", nearest);
    else
      ad_hint(&err, "a layer without an activation is linear");
  }
  err.place = layer->place;
  ad_reader_fail(r, &err);
}

static int find_input(ad_reader *r, const ad_item *item, ad_shape *shape)
{
  ad_ref ref;
  double number;
  ad_error err = {0};
  if (ad_builder_find(r->b, item->name, strlen(item->name), &ref)) {
    *shape = ad_builder_shape(r->b, ref);
    return 1;
  }
  if (ad_reader_number(r, item->name, &number))
    ad_fail(&err, AD_EINPUT, "a net takes a leaf or a node; '%s' is a number",
            item->name);
  else {
    ad_fail(&err, AD_EINPUT, "unknown name '%s'", item->name);
    ad_reader_unknown(r, item->name, &err);
  }
  err.place = item->place;
  ad_reader_fail(r, &err);
  return 0;
}

/* How often the layer stands there; 0 is allowed. */
static int repetitions(ad_reader *r, const ad_item *layer, size_t *count)
{
  ad_error err = {0};
  *count = 1;
  if (!layer->more || ad_lower_size(layer->more, &r->scope, 0, count, &err) ==
                        AD_OK)
    return 1;
  ad_reader_fail(r, &err);
  return 0;
}

/* Checks all layers; all errors are reported. */
static int count_layers(ad_reader *r, net *t)
{
  size_t n, before = r->report->errors;
  const ad_item *layers = layer_items(t->st, &n);
  for (size_t i = 0; i < n; i++) {
    const ad_item *layer = &layers[i];
    size_t count, size;
    int unit;
    check_activation(r, layer);
    ad_reader_size(r, layer->expr, &size, &unit);
    if (!repetitions(r, layer, &count))
      continue;
    if (count > LAYERS - t->layers) {
      ad_reader_say(r, place_of(layer->more ? layer->more : layer->expr),
                    "a net has at most %d layers, this makes it %zu", LAYERS,
                    t->layers + count);
      return 0;
    }
    t->layers += count;
  }
  if (r->report->errors == before && t->layers == 0)
    ad_reader_say(r, t->st->items[0].place, "this net has no layers");
  return r->report->errors == before;
}

/* ---- names ---- */

static int check_name(ad_reader *r, const net *t, char letter)
{
  char name[32];
  ad_ref ref;
  double number;
  ad_error err = {0};
  snprintf(name, sizeof name, "%c%zu", letter, t->k);
  if (!ad_builder_find(r->b, name, strlen(name), &ref) &&
      !ad_reader_number(r, name, &number))
    return 1;
  ad_fail(&err, AD_EINPUT, "this net declares '%s', and the name is there "
                           "already",
          name);
  if (!ad_reader_hint_net(r, name, &err))
    ad_hint(&err, "the parts of a net are W1, b1, Z1, A1, W2, and so on: "
                  "choose another name for yours");
  err.place = t->place;
  ad_reader_fail(r, &err);
  return 0;
}

/* Are the names of layer k free?  Reports the first that is not. */
static int check_names(ad_reader *r, const net *t, const ad_item *layer)
{
  int last = t->k == t->layers;
  return check_name(r, t, 'W') && check_name(r, t, 'b') &&
         ((last && !layer->name) || check_name(r, t, 'Z')) &&
         (last || !layer->name || check_name(r, t, 'A'));
}

static void lose_unless_there(ad_reader *r, const char *name)
{
  if (!ad_reader_declared(r, name, strlen(name)))
    ad_reader_lose(r, name);
}

void ad_reader_lose_net(ad_reader *r, const char *name)
{
  static const char letters[] = "WbZA";
  char part[32];
  lose_unless_there(r, name);
  for (int k = 1; k <= LOST; k++)
    for (size_t i = 0; i < 4; i++) {
      snprintf(part, sizeof part, "%c%d", letters[i], k);
      lose_unless_there(r, part);
    }
}

/* ---- writing the layers out ---- */

static void move_to(const void *state, ad_place *place)
{
  *place = *(const ad_place *)state;
}

/* Does a line that stands for a part of the net; 0 where it fails. */
static int do_text(ad_reader *r, const net *t, const char *text)
{
  ad_statement *st;
  ad_error err = {0};
  size_t before = r->report->errors;
  if (ad_statement_parse(text, strlen(text), 0, NULL, &st, &err) != AD_OK) {
    err.place = t->place;
    ad_reader_fail(r, &err);
    return 0;
  }
  ad_line_places(st, move_to, &t->place);
  ad_reader_do(r, st);
  ad_statement_free(st);
  return r->report->errors == before;
}

static int do_part(ad_reader *r, const net *t, const char *format, ...)
    AD_PRINTF(3, 4);

static int do_part(ad_reader *r, const net *t, const char *format, ...)
{
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int size = vsnprintf(NULL, 0, format, args);
  char *text = size < 0 ? NULL : malloc((size_t)size + 1);
  int done = 0;
  if (text) {
    vsnprintf(text, (size_t)size + 1, format, again);
    done = do_text(r, t, text);
  } else
    ad_reader_no_memory(r);
  va_end(again);
  va_end(args);
  free(text);
  return done;
}

static size_text write_size(size_t size, int unit)
{
  size_text out;
  snprintf(out.text, sizeof out.text, unit ? "%zu" : "(%zu)", size);
  return out;
}

/* The params of layer k, which has `size` outputs. */
static int do_params(ad_reader *r, const net *t, const ad_item *layer,
                     const char *size)
{
  const ad_op_row *row = layer->name ? ad_activation_find(layer->name) : NULL;
  return do_part(r, t, "param W%zu[%s,%s] = %s()", t->k, size,
                 t->columns.text,
                 row && ad_activation_rectifies(row) ? "he" : "xavier") &&
         do_part(r, t, "param b%zu[1,%s] = 0", t->k, size);
}

/* The nodes of layer k; the last of them goes by `result`. */
static int do_nodes(ad_reader *r, const net *t, const ad_item *layer,
                    const char *result)
{
  if (!layer->name)
    return do_part(r, t, "%s = %s @ W%zu' + b%zu", result, t->input, t->k,
                   t->k);
  return do_part(r, t, "Z%zu = %s @ W%zu' + b%zu", t->k, t->input, t->k,
                 t->k) &&
         do_part(r, t, "%s = %s(Z%zu)", result, layer->name, t->k);
}

/* All repetitions of a layer. */
static int do_layers(ad_reader *r, net *t, const ad_item *layer,
                     char result[32])
{
  size_t count, size;
  int unit;
  if (!repetitions(r, layer, &count) ||
      !ad_reader_size(r, layer->expr, &size, &unit))
    return 0;
  t->place = place_of(layer->expr);
  for (; count > 0; count--, t->k++) {
    size_text columns = write_size(size, unit);
    char now[32]; /* t->input may lie in result */
    snprintf(now, sizeof now, "%c%zu", layer->name ? 'A' : 'Z', t->k);
    const char *name = t->k == t->layers ? t->st->items[0].name : now;
    if (!check_names(r, t, layer) ||
        !do_params(r, t, layer, columns.text) ||
        !do_nodes(r, t, layer, name))
      return 0;
    t->input = strcpy(result, now);
    t->columns = columns;
  }
  return 1;
}

static int do_net(ad_reader *r, net *t)
{
  size_t n;
  char result[32];
  ad_shape shape;
  const ad_item *layers = layer_items(t->st, &n);
  if (!ad_reader_name_free(r, &t->st->items[0]) ||
      !find_input(r, &t->st->items[1], &shape) || !count_layers(r, t))
    return 0;
  t->k = 1;
  t->input = t->st->items[1].name;
  t->columns = write_size(shape.cols, shape.unit_cols);
  for (size_t i = 0; i < n; i++)
    if (!do_layers(r, t, &layers[i], result))
      return 0;
  return 1;
}

void ad_reader_net(ad_reader *r, const ad_statement *st)
{
  net t = {.st = st};
  size_t known;
  const ad_item *input = &st->items[1];
  int is_lost = ad_names_find(&r->lost, input->name, strlen(input->name),
                              &known);
  int is_first = r->net_first == r->net_last;
  if (is_first) {
    r->net_first = r->b->g.n_names;
    r->net_last = SIZE_MAX;
    r->net_place = st->place;
  }
  if (is_lost || !do_net(r, &t))
    ad_reader_lose_net(r, st->items[0].name);
  if (is_first)
    r->net_last = r->b->g.n_names;
}

int ad_reader_hint_net(const ad_reader *r, const char *name, ad_error *err)
{
  size_t i, line, column;
  if (!ad_names_find(&r->b->g.table, name, strlen(name), &i) ||
      i < r->net_first || i >= r->net_last)
    return 0;
  ad_source_locate(r->source, r->net_place.offset, &line, &column);
  ad_hint(err, "the net in line %zu has declared it; its parts are W1, b1, "
               "Z1, A1, W2, and so on", line);
  return 1;
}
