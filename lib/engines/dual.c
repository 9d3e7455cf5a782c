/* SPDX-License-Identifier: GPL-3.0-or-later
   By-value duals from the rows of ops.def.  Read dual.h before. */
#include "dual.h"

#include "graph/rowmath.h"

/* Is the partial anything but the literal 0 (no edge)? */
#define HAS_EDGE(partial) (sizeof #partial != 2 || #partial[0] != '0')

/* partial * tangent; an operand with the tangent 0 has no edge either (see
   dual.h), so an infinite partial does not turn it into NaN. */
#define PART(edge, domain, partial, tangent)                                 \
  (!HAS_EDGE(partial) || (tangent) == 0                                      \
     ? 0                                                                     \
     : AD_TIMES_##edge(AD_GUARDED(domain, partial), tangent))

#define DUAL_1(id, value, da, db, dc, edge, domain)                          \
  ad_dual ad_dual_##id(ad_dual x)                                            \
  {                                                                          \
    const double a = x.v, v = (value);                                       \
    (void)v;                                                                 \
    return (ad_dual){v, PART(edge, domain, da, x.d)};                        \
  }
#define DUAL_2(id, value, da, db, dc, edge, domain)                          \
  ad_dual ad_dual_##id(ad_dual x, ad_dual y)                                 \
  {                                                                          \
    const double a = x.v, b = y.v, v = (value);                              \
    (void)v;                                                                 \
    return (ad_dual){v, PART(edge, domain, da, x.d) +         \
                          PART(edge, domain, db, y.d)};       \
  }
#define DUAL_3(id, value, da, db, dc, edge, domain)                          \
  ad_dual ad_dual_##id(ad_dual x, ad_dual y, ad_dual z)                      \
  {                                                                          \
    const double a = x.v, b = y.v, c = z.v, v = (value);                     \
    (void)v;                                                                 \
    return (ad_dual){v, PART(edge, domain, da, x.d) +         \
                          PART(edge, domain, db, y.d) +       \
                          PART(edge, domain, dc, z.d)};       \
  }
#define ELEMENTWISE(id, name, infix, strength, arity, value, da, db, dc,     \
                    edge, latex, cost, neutral, absorbing, lo_a, hi_a, lo_b, \
                    hi_b, domain, ...)                                       \
  DUAL_##arity(id, value, da, db, dc, edge, domain)
#include "ops.def"
#undef ELEMENTWISE
