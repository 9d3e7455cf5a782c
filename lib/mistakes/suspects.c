/* SPDX-License-Identifier: GPL-3.0-or-later
   Lists of wrong formulas.  Read mistakes_data.h before. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mistakes/mistakes_data.h"

static char *format_text(const char *format, va_list args)
{
  char text[sizeof((ad_mistake *)0)->evidence];
  int n = vsnprintf(text, sizeof text, format, args);
  char *copy = n < 0 ? NULL : malloc(sizeof text);
  if (copy)
    snprintf(copy, sizeof text, "%s", text);
  return copy;
}

ad_status ad_suspect_put(ad_suspects *s, ad_builder *b, ad_mistake_code code,
                         ad_ref x, size_t edit)
{
  /* a node of its own, so that it is an output with a value */
  ad_ref alone = ad_expand(b, x, ad_builder_shape(b, x));
  ad_output(b, alone);
  if (ad_builder_error(b)->status != AD_OK)
    return ad_builder_error(b)->status;
  if (ad_grow((void **)&s->of, &s->room, s->n, 1, sizeof *s->of) != AD_OK)
    return AD_ENOMEM;
  s->of[s->n++] = (ad_suspect){
    .code = code, .x = alone, .stands = AD_NO_REF, .edit = edit};
  return AD_OK;
}

ad_status ad_suspect_add(ad_suspects *s, ad_builder *b, ad_mistake_code code,
                         ad_ref x, const char *format, ...)
{
  va_list args;
  ad_status status = ad_suspect_put(s, b, code, x, 0);
  if (status != AD_OK)
    return status;
  va_start(args, format);
  s->of[s->n - 1].evidence = format_text(format, args);
  va_end(args);
  if (s->of[s->n - 1].evidence)
    return AD_OK;
  s->n--;
  return AD_ENOMEM;
}

void ad_suspect_stands(ad_suspects *s, const ad_graph *g, const char *name)
{
  ad_ref z;
  if (name && ad_graph_find(g, name, strlen(name), &z))
    s->of[s->n - 1].stands = z;
}

static ad_status take_images(ad_suspects *s, const ad_mistakes *m,
                             const ad_graph *g, size_t points, ad_error *err)
{
  ad_ref *x = malloc((s->n + 1) * sizeof *x);
  ad_image *images = calloc(s->n + 1, sizeof *images);
  ad_status status = x && images ? AD_OK
                                 : ad_fail_memory(err, s->n * sizeof *images);
  for (size_t i = 0; i < s->n && status == AD_OK; i++)
    x[i] = s->of[i].x;
  if (status == AD_OK)
    status = ad_images_take(m, g, s->n, x, points, images, err);
  for (size_t i = 0; i < s->n && status == AD_OK; i++)
    s->of[i].image = images[i];
  free(x);
  free(images);
  return status;
}

ad_status ad_suspects_finish(ad_suspects *s, const ad_mistakes *m,
                             ad_builder *b, ad_graph **g, ad_error *err)
{
  ad_status status = ad_builder_finish(b, g, err);
  return status == AD_OK ? take_images(s, m, *g, AD_POINTS, err) : status;
}

ad_status ad_suspects_settle(ad_suspects *s, const ad_mistakes *m,
                             ad_builder *b, ad_error *err)
{
  return ad_suspects_look(s, m, b, AD_POINTS, err);
}

ad_status ad_suspects_look(ad_suspects *s, const ad_mistakes *m,
                           ad_builder *b, size_t points, ad_error *err)
{
  ad_graph *g = NULL;
  if (s->n == 0)
    return AD_OK;
  ad_status status = ad_builder_finish(b, &g, err);
  if (status == AD_OK)
    status = take_images(s, m, g, points, err);
  ad_graph_free(g);
  return status;
}

void ad_suspects_clear(ad_suspects *s, const ad_image *truth)
{
  size_t kept = 0;
  for (size_t i = 0; i < s->n; i++)
    if (ad_image_is(&s->of[i].image, truth))
      free(s->of[i].evidence);
    else
      s->of[kept++] = s->of[i];
  s->n = kept;
}

void ad_suspects_free(ad_suspects *s)
{
  for (size_t i = 0; i < s->n; i++)
    free(s->of[i].evidence);
  free(s->of);
  *s = (ad_suspects){0};
}
