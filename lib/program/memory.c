/* SPDX-License-Identifier: GPL-3.0-or-later
   The memory that an engine sweeps over.  Read program.h before. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "program/program.h"

enum { LINE_BYTES = 64 };

/* Zeroed doubles that start on a cache line.  The pages of a long array are
   left alone, so that an engine takes no memory before it sweeps; where the
   array starts stands right before the doubles. */
static double *doubles_new(size_t n)
{
  char *block = ad_array(n * sizeof(double) + LINE_BYTES, 1);
  if (!block)
    return NULL;
  char *x = block + LINE_BYTES - (uintptr_t)block % LINE_BYTES;
  memcpy(x - sizeof block, &block, sizeof block);
  return (double *)(void *)x;
}

static void doubles_free(double *x)
{
  char *block;
  if (!x)
    return;
  memcpy(&block, (char *)x - sizeof block, sizeof block);
  free(block);
}

/* Of a tape's chains, which all of it is used by; chain_push.c has its own. */
static double *block_new(size_t n)
{
  size_t bytes = (n * sizeof(double) + LINE_BYTES) / LINE_BYTES * LINE_BYTES;
  double *x = aligned_alloc(LINE_BYTES, bytes);
  if (x)
    memset(x, 0, bytes);
  return x;
}

size_t ad_memory_bytes(const ad_program *p, size_t k)
{
  return (p->value_words + p->other_words * k + p->work_words) *
         sizeof(double);
}

ad_status ad_memory_init(ad_memory *m, const ad_program *p, size_t k,
                         ad_error *err)
{
  *m = (ad_memory){0};
  size_t others;
  if (!ad_multiply(p->other_words, k, &others) ||
      others > SIZE_MAX / 32 - p->value_words - p->work_words ||
      k > SIZE_MAX / 1024 / (p->n_inner + 1))
    return ad_fail(err, AD_ELIMIT, "%zu directions at once are too many", k);
  if (ad_memory_bytes(p, k) > p->g->limit)
    return ad_fail(err, AD_ELIMIT,
                   "the sweeps need %zu bytes, and %zu are allowed",
                   ad_memory_bytes(p, k), p->g->limit);
  m->value = doubles_new(p->value_words);
  m->other = doubles_new(others);
  m->work = doubles_new(p->work_words);
  m->x = calloc(2 * p->max_arity + 2, sizeof *m->x);
  if (!m->value || !m->other || !m->work || !m->x)
    return ad_fail_memory(err, ad_memory_bytes(p, k));
  m->xd = m->x + p->max_arity + 1;
  for (size_t i = 0; i < p->n_constants; i++) {
    const ad_copied *run = &p->constants[i];
    memcpy(m->value + run->at, p->g->numbers + run->number,
           run->words * sizeof(double));
  }
  if (p->inner_words > 0) {
    m->block = block_new(p->inner_words);
    if (!m->block)
      return ad_fail_memory(err, p->inner_words * sizeof *m->block);
  }
  return p->blocks ? ad_program_start_blocks(p, m, k, err) : AD_OK;
}

void ad_memory_free(ad_memory *m)
{
  doubles_free(m->value);
  doubles_free(m->other);
  doubles_free(m->work);
  ad_program_free_blocks(m);
  free(m->x);
}
