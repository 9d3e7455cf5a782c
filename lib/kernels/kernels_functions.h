/* SPDX-License-Identifier: GPL-3.0-or-later
   Functions of whole matrices: glibc's vector functions (libmvec), which
   give several values at once, four units in the last place at most from the
   true one.  An entry's value does not hang on its place, for what is left
   over at the end goes through the same function.  Included by kernels_all.h
   only; read kernels.h before.

   This is one of the few fenced files: it uses the vector types of gcc and
   clang, and libmvec's names.  configure --disable-vector-math leaves it
   out, and so does the baseline; then these are loops over libm. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#if defined HAVE_VECTOR_MATH && defined __AVX512F__
enum { FUNCTION_LANES = 8 };
typedef double lanes __attribute__((vector_size(64)));
#define VECTOR_NAME(id) _ZGVeN8v_##id
#define VECTOR_FUNCTIONS
#elif defined HAVE_VECTOR_MATH && defined __AVX2__
enum { FUNCTION_LANES = 4 };
typedef double lanes __attribute__((vector_size(32)));
#define VECTOR_NAME(id) _ZGVdN4v_##id
#define VECTOR_FUNCTIONS
#endif

/* to[n] = id(from[n]); both may be the same. */
#ifdef VECTOR_FUNCTIONS
#define FUNCTION(id)                                                         \
  lanes VECTOR_NAME(id)(lanes);                                              \
  static void id##_of_all(size_t n, double *to, const double *from)          \
  {                                                                          \
    size_t i = 0;                                                            \
    lanes x = {0};                                                           \
    for (; i + FUNCTION_LANES <= n; i += FUNCTION_LANES) {                   \
      memcpy(&x, from + i, sizeof x);                                        \
      x = VECTOR_NAME(id)(x);                                                \
      memcpy(to + i, &x, sizeof x);                                          \
    }                                                                        \
    if (i == n)                                                              \
      return;                                                                \
    x = (lanes){1, 1, 1, 1};                                                 \
    memcpy(&x, from + i, (n - i) * sizeof *from);                            \
    x = VECTOR_NAME(id)(x);                                                  \
    memcpy(to + i, &x, (n - i) * sizeof *to);                                \
  }
#else
#define FUNCTION(id)                                                         \
  static void id##_of_all(size_t n, double *to, const double *from)          \
  {                                                                          \
    for (size_t i = 0; i < n; i++)                                           \
      to[i] = id(from[i]);                                                   \
  }
#endif

FUNCTION(exp)
FUNCTION(log)

#ifdef VECTOR_FUNCTIONS
FUNCTION(expm1)
FUNCTION(log1p)
FUNCTION(tanh)
FUNCTION(sin)
FUNCTION(cos)
FUNCTION(erf)
FUNCTION(erfc)

/* Those that are made of others, a few hundred entries at a time: `before`
   and `after` in the entries a of the operand, the result v. */
enum { FUNCTION_WORDS = 256 };
#define COMPOSED(id, before, function, after)                                \
  static void id##_of_all(size_t n, double *to, const double *from)          \
  {                                                                          \
    double room[FUNCTION_WORDS];                                             \
    for (size_t i = 0, words; i < n; i += words) {                           \
      words = n - i < FUNCTION_WORDS ? n - i : FUNCTION_WORDS;               \
      for (size_t j = 0; j < words; j++) {                                   \
        const double a = from[i + j];                                        \
        room[j] = (before);                                                  \
      }                                                                      \
      function;                                                              \
      for (size_t j = 0; j < words; j++) {                                   \
        const double a = from[i + j], v = room[j];                           \
        (void)a;                                                             \
        to[i + j] = (after);                                                 \
      }                                                                      \
    }                                                                        \
  }

COMPOSED(sigmoid, -a, exp_of_all(words, room, room), 1 / (1 + v))
COMPOSED(silu, -a, exp_of_all(words, room, room), a / (1 + v))
COMPOSED(softplus, -abs(a),
         (exp_of_all(words, room, room), log1p_of_all(words, room, room)),
         where(a > 0, a, 0) + v)
COMPOSED(gelu, -0.70710678118654752 * a, erfc_of_all(words, room, room),
         0.5 * a * v)
#endif

/* The rows of ops.def that have one. */
#define OF(id) [AD_OP_##id - AD_OP_elementwise] = id##_of_all
static ad_function *const functions[AD_ELEMENTWISE_COUNT] = {
#ifdef VECTOR_FUNCTIONS
  OF(exp), OF(log), OF(expm1), OF(log1p), OF(tanh), OF(sin), OF(cos), OF(erf),
  OF(erfc), OF(sigmoid), OF(silu), OF(softplus), OF(gelu)
#else
  NULL
#endif
};
#undef OF
