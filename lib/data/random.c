/* SPDX-License-Identifier: GPL-3.0-or-later
   Random numbers for leaves, by GSL.  Read random.h before. */
#include "data/random.h"

#include <stdint.h>
#include <stdlib.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

struct ad_draw {
  gsl_rng generator; /* its state is ours, so GSL allocates nothing        */
};

static uint64_t hash_byte(uint64_t hash, unsigned char byte)
{
  return (hash ^ byte) * UINT64_C(0x100000001B3);
}

static unsigned long stream_seed(unsigned long seed, const char *name)
{
  uint64_t hash = UINT64_C(0xCBF29CE484222325);

  for (int shift = 0; shift < 32; shift += 8)
    hash = hash_byte(hash, (unsigned char)(seed >> shift & 0xFF));
  for (; *name != '\0'; name++) hash = hash_byte(hash, (unsigned char)*name);
  uint64_t folded = (hash >> 32 ^ hash) & 0xFFFFFFFF;
  return folded > 0 ? (unsigned long)folded : 1;
}

ad_status ad_draw_new(unsigned long seed, const char *name, ad_draw **out,
                      ad_error *err)
{
  const gsl_rng_type *type = gsl_rng_mt19937;

  *out = NULL;
  if (seed > 0xFFFFFFFF)
    return ad_fail(err, AD_EINPUT, "the seed %lu is above 4294967295", seed);
  ad_draw *draw = malloc(sizeof *draw);
  if (draw == NULL)
    return ad_fail_memory(err, sizeof *draw);
  draw->generator = (gsl_rng){type, malloc(type->size)};
  if (draw->generator.state == NULL) {
    free(draw);
    return ad_fail_memory(err, type->size);
  }
  gsl_rng_set(&draw->generator, stream_seed(seed, name));
  *out = draw;
  return AD_OK;
}

void ad_draw_free(ad_draw *draw)
{
  if (draw == NULL)
    return;
  free(draw->generator.state);
  free(draw);
}

/* The ziggurat takes its numbers from a table, but for one in 2000 from the
   tail, which need the C library's logarithm; Box-Muller needs it for all. */
void ad_draw_normal(ad_draw *draw, double mu, double sd, size_t n, double *x)
{
  for (size_t i = 0; i < n; i++)
    x[i] = mu + gsl_ran_gaussian_ziggurat(&draw->generator, sd);
}

/* Not gsl_ran_flat: built for some machines it fuses a product and a sum. */
void ad_draw_uniform(ad_draw *draw, double a, double b, size_t n, double *x)
{
  for (size_t i = 0; i < n; i++)
    x[i] = a + (b - a) * gsl_rng_uniform(&draw->generator);
}
