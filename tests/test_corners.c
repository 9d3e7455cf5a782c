/* SPDX-License-Identifier: GPL-3.0-or-later
   Corner cases, one line each: what value and what derivatives an expression
   has at a point, in both modes, as numbers and entry by entry in columns;
   the convention that is named where the point lies on a kink; and the
   verdict, which is singular where a derivative is not finite, and nowhere
   else.  Read lib/ops.def before. */
#include "agree.h"
#include "engines.h"
#include "graph.h"
#include "lower.h"

#define INF ((double)INFINITY)
#define NAN_ ((double)NAN)

enum { LEAVES = 3 };

/* The leaves x, y, z (n of them) at a point: value and derivatives. */
typedef struct corner {
  const char *text;
  size_t n;
  double x[LEAVES], value, d[LEAVES];
  const char *kink; /* the convention that is named, NULL: none            */
  double atol;      /* of the derivatives, beside 1e-14 relative           */
} corner;

static const corner corners[] = {
  /* plain IEEE */
  {"x + y", 2, {INF, -INF}, NAN_, {1, 1}, NULL, 0},
  {"x - y", 2, {INF, INF}, NAN_, {1, -1}, NULL, 0},
  {"-x", 1, {INF}, -INF, {-1}, NULL, 0},
  {"x*y", 2, {0, INF}, NAN_, {INF, 0}, NULL, 0},
  {"x/y", 2, {1, 0}, INF, {INF, -INF}, NULL, 0},
  {"x/y", 2, {0, 0}, NAN_, {NAN_, NAN_}, NULL, 0},
  {"x/y", 2, {1, INF}, 0, {0, -0.0}, NULL, 0},
  {"1/x", 1, {-0.0}, -INF, {-INF}, NULL, 0},
  {"x*x", 1, {-0.0}, 0, {-0.0}, NULL, 0},
  {"x - x", 1, {INF}, NAN_, {0}, NULL, 0},
  {"0*x", 1, {INF}, NAN_, {0}, NULL, 0},
  {"x/x", 1, {0}, NAN_, {NAN_}, NULL, 0},
  {"sin(x)/x", 1, {0}, NAN_, {NAN_}, NULL, 0},

  /* powers; x^0 is 1 for every x, NaN too, and does not change with x */
  {"x^0", 1, {0}, 1, {0}, NULL, 0},
  {"x^0", 1, {NAN_}, 1, {0}, NULL, 0},
  {"x^0", 1, {-2}, 1, {0}, NULL, 0},
  {"x^1", 1, {0}, 0, {1}, NULL, 0},
  {"x^2", 1, {0}, 0, {0}, NULL, 0},
  {"x^0.5", 1, {0}, 0, {INF}, NULL, 0},
  {"x^-1", 1, {0}, INF, {-INF}, NULL, 0},
  {"x^3", 1, {-2}, -8, {12}, NULL, 0},
  {"x^(1/3)", 1, {-8}, NAN_, {NAN_}, NULL, 0},
  {"x^y", 2, {0, 0}, 1, {0, 0}, NULL, 0},
  {"x^y", 2, {0, 2.5}, 0, {0, 0}, NULL, 0},
  {"x^y", 2, {0, 0.5}, 0, {INF, 0}, NULL, 0},
  {"x^y", 2, {0, -1}, INF, {-INF, -INF}, NULL, 0},
  {"x^y", 2, {-2, 2}, 4, {-4, NAN_}, NULL, 0},
  {"x^y", 2, {NAN_, 0}, 1, {0, NAN_}, NULL, 0},
  {"x^y", 2, {1, NAN_}, 1, {NAN_, NAN_}, NULL, 0},

  /* roots, exponentials, logarithms */
  {"sqrt(x)", 1, {0}, 0, {INF}, NULL, 0},
  {"sqrt(x)", 1, {-0.0}, -0.0, {INF}, NULL, 0},
  {"sqrt(x)", 1, {-1}, NAN_, {NAN_}, NULL, 0},
  {"sqrt(x)*sqrt(x)", 1, {0}, 0, {NAN_}, NULL, 0},
  {"sqrt(x^2)", 1, {0}, 0, {NAN_}, NULL, 0},
  {"cbrt(x)", 1, {0}, 0, {INF}, NULL, 0},
  {"cbrt(x)", 1, {-8}, -2, {1.0 / 12}, NULL, 0},
  {"hypot(x, y)", 2, {0, 0}, 0, {0, 0}, "hypot'(0, 0) = 0", 0},
  {"hypot(x, y)", 2, {1e200, 1e-200}, 1e200, {1, 0}, NULL, 0},
  {"hypot(x, y)", 2, {1e-200, -1e200}, 1e200, {0, -1}, NULL, 0},
  {"hypot(x, y)", 2, {1e200, 1e200}, 1.4142135623730951e200,
   {0.70710678118654752, 0.70710678118654752}, NULL, 0},
  {"exp(x)", 1, {709.79}, INF, {INF}, NULL, 0},
  {"exp(x)", 1, {-746}, 0, {0}, NULL, 0},
  {"expm1(x)", 1, {1e-20}, 1e-20, {1}, NULL, 0},
  {"expm1(x)", 1, {-800}, -1, {0}, NULL, 0},
  {"log(x)", 1, {0}, -INF, {INF}, NULL, 0},
  {"log(x)", 1, {-0.0}, -INF, {INF}, NULL, 0},
  {"log(x)", 1, {-1}, NAN_, {NAN_}, NULL, 0},
  {"log1p(x)", 1, {-1}, -INF, {INF}, NULL, 0},
  {"log1p(x)", 1, {-2}, NAN_, {NAN_}, NULL, 0},
  {"log1p(x)", 1, {1e-20}, 1e-20, {1}, NULL, 0},
  {"log2(x)", 1, {0}, -INF, {INF}, NULL, 0},
  {"log2(x)", 1, {-1}, NAN_, {NAN_}, NULL, 0},
  {"log10(x)", 1, {0}, -INF, {INF}, NULL, 0},
  {"log10(x)", 1, {-1}, NAN_, {NAN_}, NULL, 0},
  {"log10(x)", 1, {1e-300}, -300, {4.3429448190325183e299}, NULL, 0},
  {"xlogy(x, y)", 2, {0, 0}, 0, {-INF, 0}, NULL, 0},
  {"xlogy(x, y)", 2, {0, -1}, NAN_, {NAN_, NAN_}, NULL, 0},
  {"xlogy(x, y)", 2, {2, 0}, -INF, {-INF, INF}, NULL, 0},
  {"sinh(x)", 1, {711}, INF, {INF}, NULL, 0},
  {"cosh(x)", 1, {-711}, INF, {-INF}, NULL, 0},
  {"asinh(x)", 1, {-0.0}, -0.0, {1}, NULL, 0},
  {"acosh(x)", 1, {1}, 0, {INF}, NULL, 0},
  {"acosh(x)", 1, {1 + 0x1p-40}, 1.3486991523485068e-6, {741455.20018929667},
   NULL, 0},
  {"acosh(x)", 1, {0.5}, NAN_, {NAN_}, NULL, 0},
  {"atanh(x)", 1, {1}, INF, {INF}, NULL, 0},
  {"atanh(x)", 1, {-1}, -INF, {INF}, NULL, 0},
  {"atanh(x)", 1, {1 - 0x1p-40}, 14.209517201478651, {549755813888.25},
   NULL, 0},
  {"atanh(x)", 1, {1.5}, NAN_, {NAN_}, NULL, 0},

  /* trigonometric */
  {"sin(x)", 1, {INF}, NAN_, {NAN_}, NULL, 0},
  {"cos(x)", 1, {-INF}, NAN_, {NAN_}, NULL, 0},
  {"tan(x)", 1, {INF}, NAN_, {NAN_}, NULL, 0},
  {"tan(x)", 1, {1.5707963267948966}, 1.633123935319537e16,
   {2.6670937881135714e32}, NULL, 0},
  {"asin(x)", 1, {1}, 1.5707963267948966, {INF}, NULL, 0},
  {"asin(x)", 1, {-1}, -1.5707963267948966, {INF}, NULL, 0},
  {"acos(x)", 1, {1}, 0, {-INF}, NULL, 0},
  {"acos(x)", 1, {-1}, 3.141592653589793, {-INF}, NULL, 0},
  {"asin(x)", 1, {1 - 1e-10}, 1.5707821846586878, {70710.675195108826}, NULL,
   0},
  {"asin(x)", 1, {1.0000001}, NAN_, {NAN_}, NULL, 0},
  {"atan(x)", 1, {1e200}, 1.5707963267948966, {0}, NULL, 0},
  {"atan(x)", 1, {INF}, 1.5707963267948966, {0}, NULL, 0},
  {"atan2(x, y)", 2, {3e200, 4e200}, 0.6435011087932844,
   {1.6e-201, -1.2e-201}, NULL, 0},
  {"atan2(x, y)", 2, {4e-200, -3e-200}, 2.214297435588181,
   {-1.2e199, -1.6e199}, NULL, 0},
  {"atan2(x, y)", 2, {3e154, 4e154}, 0.6435011087932844,
   {1.6e-155, -1.2e-155}, NULL, 0},
  {"atan2(x, y)", 2, {3e-154, 4e-154}, 0.6435011087932844,
   {1.6e153, -1.2e153}, NULL, 0},
  {"atan2(x, y)", 2, {0, 2}, 0, {0.5, 0}, NULL, 0},
  {"atan2(x, y)", 2, {2, 0}, 1.5707963267948966, {0, -0.5}, NULL, 0},
  {"atan2(x, y)", 2, {INF, 2}, 1.5707963267948966, {0, 0}, NULL, 0},
  {"atan2(x, y)", 2, {0, 0}, 0, {NAN_, NAN_}, NULL, 0},

  /* activations: tanh and sigmoid in output form */
  {"tanh(x)", 1, {20}, 1, {0}, NULL, 0},
  {"tanh(x)", 1, {10}, 0.99999999587769276, {8.2446145e-9}, NULL, 2e-16},
  {"sigmoid(x)", 1, {30}, 0.99999999999990643, {9.3576229688e-14}, NULL,
   2e-16},
  {"sigmoid(x)", 1, {37}, 1, {0}, NULL, 2e-16},
  {"sigmoid(x)", 1, {800}, 1, {0}, NULL, 0},
  {"sigmoid(x)", 1, {-800}, 0, {0}, NULL, 0},
  {"softplus(x)", 1, {21}, 21.000000000758256, {0.99999999924174388}, NULL,
   0},
  {"softplus(x)", 1, {800}, 800, {1}, NULL, 0},
  {"softplus(x)", 1, {-800}, 0, {0}, NULL, 0},
  {"relu(x)", 1, {0}, 0, {0}, "relu'(0) = 0", 0},
  {"relu(x)", 1, {-0.0}, -0.0, {0}, "relu'(0) = 0", 0},
  {"relu(x)", 1, {NAN_}, NAN_, {NAN_}, NULL, 0},
  {"relu(x) - relu(-x)", 1, {0}, 0, {0}, "relu'(0) = 0", 0},
  {"leaky_relu(x)", 1, {0}, 0, {0.01}, "leaky_relu'(0) = 0.01", 0},
  {"leaky_relu(x)", 1, {NAN_}, NAN_, {NAN_}, NULL, 0},
  {"elu(x)", 1, {0}, 0, {1}, NULL, 0},
  {"gelu(x)", 1, {0}, 0, {0.5}, NULL, 0},

  /* steps and extremes */
  {"abs(x)", 1, {0}, 0, {0}, "abs'(0) = 0", 0},
  {"abs(x)", 1, {-0.0}, 0, {0}, "abs'(0) = 0", 0},
  {"abs(x)", 1, {NAN_}, NAN_, {NAN_}, NULL, 0},
  {"sign(x)", 1, {0}, 0, {0}, "sign'(0) = 0", 0},
  {"sign(x)", 1, {NAN_}, NAN_, {0}, NULL, 0},
  {"step(x)", 1, {0}, 0, {0}, "step(0) = 0, step'(0) = 0", 0},
  {"step(x)", 1, {NAN_}, NAN_, {0}, NULL, 0},
  {"floor(x)", 1, {2}, 2, {0}, "floor' = 0, at whole numbers too", 0},
  {"floor(x)", 1, {-2.25}, -3, {0}, NULL, 0},
  {"floor(x)", 1, {NAN_}, NAN_, {0}, NULL, 0},
  {"ceil(x)", 1, {-3}, -3, {0}, "ceil' = 0, at whole numbers too", 0},
  {"ceil(x)", 1, {-2.25}, -2, {0}, NULL, 0},
  {"round(x)", 1, {2.5}, 2, {0},
   "round' = 0, halfway between whole numbers too", 0},
  {"round(x)", 1, {3}, 3, {0}, NULL, 0},
  {"clip(x, -1, 2)", 1, {2}, 2, {0.5},
   "min at a tie: both operands share equally", 0},
  {"clip(x, -1, 2)", 1, {-1}, -1, {0.5},
   "max at a tie: both operands share equally", 0},
  {"clip(x, -1, 2)", 1, {3}, 2, {0}, NULL, 0},
  {"clamp(x, -1, 2)", 1, {1.5}, 1.5, {1}, NULL, 0},
  {"clip(x, y, z)", 3, {5, 2, 1}, 1, {0, 0, 1}, NULL, 0},
  {"clip(x, -1, 2)", 1, {NAN_}, NAN_, {NAN_}, NULL, 0},
  {"max(x, y)", 2, {2.385, 2.385}, 2.385, {0.5, 0.5},
   "max at a tie: both operands share equally", 0},
  {"min(x, y)", 2, {2.385, 2.385}, 2.385, {0.5, 0.5},
   "min at a tie: both operands share equally", 0},
  {"max(x, x)", 1, {2.385}, 2.385, {1},
   "max at a tie: both operands share equally", 0},
  {"max(x, 0)", 1, {0}, 0, {0.5}, "max at a tie: both operands share equally",
   0},
  {"max(x, y)", 2, {NAN_, 1}, NAN_, {NAN_, NAN_}, NULL, 0},
  {"min(x, y)", 2, {1, NAN_}, NAN_, {NAN_, NAN_}, NULL, 0},
  {"max(x, y)", 2, {INF, 1}, INF, {1, 0}, NULL, 0},
  {"max([x; y; z])", 3, {2.385, 1, 2.385}, 2.385, {0.5, 0, 0.5},
   "max at a tie: the largest entries share equally", 0},
  {"min([x, y, z])", 3, {1.5, 1.5, 1.5}, 1.5, {1.0 / 3, 1.0 / 3, 1.0 / 3},
   "min at a tie: the smallest entries share equally", 0},
  {"max([x; y; z])", 3, {1, NAN_, 2}, NAN_, {NAN_, NAN_, NAN_}, NULL, 0},

  /* reductions */
  {"norm([x; y])", 2, {0, 0}, 0, {0, 0}, "norm'(0) = 0", 0},
  {"sqrt(sqnorm([x; y]))", 2, {0, 0}, 0, {NAN_, NAN_}, NULL, 0},
  {"norm([x; y])", 2, {1e200, 1e200}, 1.4142135623730951e200,
   {0.70710678118654752, 0.70710678118654752}, NULL, 0},
  {"norm([x; y])", 2, {1e-200, 1e-200}, 1.4142135623730951e-200,
   {0.70710678118654752, 0.70710678118654752}, NULL, 0},
  {"std([x; y; z])", 3, {0.1, 0.1, 0.1}, 0, {0, 0, 0}, "norm'(0) = 0", 0},
  {"std([x; y])", 2, {1e200, 3e200}, 1e200, {-0.5, 0.5}, NULL, 0},
  {"std([x; y])", 2, {1e8, 1e8 + 1}, 0.5, {-0.5, 0.5}, NULL, 0},
  {"var([x; y; z])", 3, {0.1, 0.1, 0.1}, 0, {0, 0, 0}, NULL, 0},
  {"var([x; y; z])", 3, {1, 2, 6}, 14.0 / 3, {-4.0 / 3, -2.0 / 3, 2}, NULL,
   0},
  {"var([x])", 1, {3.25}, 0, {0}, NULL, 0},
  {"std([x])", 1, {3.25}, 0, {0}, "norm'(0) = 0", 0},
  {"cumsum([x; y; z])[3]", 3, {1, 2, 4}, 7, {1, 1, 1}, NULL, 0},
  {"cumsum([x; y; z])[2]", 3, {1, 2, 4}, 3, {1, 1, 0}, NULL, 0},
  {"cumsum([x, y, z])[1]", 3, {1, 2, 4}, 1, {1, 0, 0}, NULL, 0},
  {"cumsum([x])[1]", 1, {2.5}, 2.5, {1}, NULL, 0},
  {"cumsum([x; y; z])[2]", 3, {1, 2, NAN_}, 3, {1, 1, 0}, NULL, 0},
  {"cumsum([x; y; z])[3]", 3, {1, INF, 2}, INF, {1, 1, 1}, NULL, 0},
  {"cumsum([x, y; z, 4], over=rows)[2,2]", 3, {NAN_, 2, INF}, 6, {0, 1, 0},
   NULL, 0},
  {"cumsum([x, y; z, 4], over=cols)[1,2]", 3, {1, 2, NAN_}, 3, {1, 1, 0},
   NULL, 0},
  {"logsumexp([x; y])", 2, {1000, 1000}, 1000.6931471805599, {0.5, 0.5}, NULL,
   0},
  {"log(sum(exp([x; y])))", 2, {1000, 1000}, INF, {NAN_, NAN_}, NULL, 0},
  {"logsumexp([x; y])", 2, {-INF, -INF}, -INF, {NAN_, NAN_}, NULL, 0},
  {"logsumexp([x; y])", 2, {INF, 0}, INF, {NAN_, NAN_}, NULL, 0},
  {"logsumexp([x; y])", 2, {-INF, 2}, 2, {0, 1}, NULL, 0},
  {"softmax([x; y])[1]", 2, {1000, 0}, 1, {0, 0}, NULL, 0},
  {"softmax([x; y])[2]", 2, {1000, 0}, 0, {0, 0}, NULL, 0},
  {"softmax([x; y])[1]", 2, {INF, 0}, NAN_, {NAN_, NAN_}, NULL, 0},
  {"softmax([x; y])[2]", 2, {-INF, -INF}, NAN_, {NAN_, NAN_}, NULL, 0},
  {"softmax([x; y])[2]", 2, {INF, 0}, NAN_, {NAN_, NAN_}, NULL, 0},
  {"softmax([x; y])[1]", 2, {1e13, 1e13 + 1}, 0.26894142136999512,
   {0.19661193324148185, -0.19661193324148185}, NULL, 0},
  {"softmax([x; y; z])[1]", 3, {0.5, -1.25, -INF}, 0.85195280196831053,
   {0.12612922518665519, -0.12612922518665519, 0}, NULL, 0},
  {"softmax([x; y; z])[1]", 3, {0.5, -1.25, -1e9}, 0.85195280196831053,
   {0.12612922518665519, -0.12612922518665519, 0}, NULL, 0},
  {"softmax([x; y; z])[3]", 3, {0.5, -1.25, -INF}, 0, {0, 0, 0}, NULL, 0},
  {"softmax([x; y])[1]", 2, {0.5, NAN_}, NAN_, {NAN_, NAN_}, NULL, 0},
  {"log_softmax([x; y])[2]", 2, {1e10, 1e10 - 2.5}, -2.5788897342925496,
   {-0.92414181997875645, 0.92414181997875645}, NULL, 0},
  {"log_softmax([x; y])[1]", 2, {0.5, -INF}, 0, {0, 0}, NULL, 0},
  {"log_softmax([x; y])[2]", 2, {1000, 0}, -1000, {-1, 1}, NULL, 0},
  {"log(softmax([x; y])[2])", 2, {1000, 0}, -INF, {NAN_, NAN_}, NULL, 0},
  {"prod([x; y; z])", 3, {2, 0, 3}, 0, {0, 6, 0}, NULL, 0},
  {"prod([x; y; z])", 3, {0, 0, 3}, 0, {0, 0, 0}, NULL, 0},
  {"prod([x; y; z])", 3, {INF, 0, 2.5}, NAN_, {0, INF, NAN_}, NULL, 0},

  /* losses */
  {"cross_entropy([x; y], 2)", 2, {1000, 0}, 1000, {1, -1}, NULL, 0},
  {"cross_entropy([x; y], [1; 0])", 2, {0, -INF}, 0, {0, 0}, NULL, 0},
  {"bce(x, 1)", 1, {0}, INF, {-INF}, NULL, 0},
  {"bce(x, 0)", 1, {1}, INF, {INF}, NULL, 0},
  {"bce(x, 0)", 1, {0}, 0, {1}, NULL, 0},
  {"bce(x, 1)", 1, {1}, 0, {-1}, NULL, 0},
  {"bce(x, 1)", 1, {1.2}, NAN_, {NAN_}, NULL, 0},
  {"bce(x, 0)", 1, {-0.1}, NAN_, {NAN_}, NULL, 0},
  {"bce_logits(x, 1)", 1, {800}, 0, {0}, NULL, 0},
  {"bce_logits(x, 1)", 1, {-800}, 800, {-1}, NULL, 0},
  {"bce_logits(x, 0)", 1, {800}, 800, {1}, NULL, 0},
  {"bce_logits(x, 0)", 1, {-800}, 0, {0}, NULL, 0},
  {"bce_logits(x, 1)", 1, {INF}, 0, {0}, NULL, 0},
  {"bce_logits(x, 0)", 1, {-INF}, 0, {0}, NULL, 0},

  /* matrices */
  {"[x, y] @ [z; 1]", 3, {0, 1, INF}, NAN_, {INF, 1, 0}, NULL, 0},
  {"sum([x; y; z]*[1, 2, 3, 4])", 3, {1.5, -0.5, 2}, 30, {10, 10, 10}, NULL,
   0},
  {"sqrt([x, y])[2]", 2, {0, 4}, 2, {0, 0.25}, NULL, 0},
  {"sum(1/[x, 0] * [1, 0])", 1, {2.5}, NAN_, {-0.16}, NULL, 0},
  {"sum(tril(log([1, x; y, 2])))", 2, {0, 4}, 2.0794415416798357, {0, 0.25},
   NULL, 0},

  {"det([x, 1; 2, y]) + sqrt(z)", 3, {1.5, 3, 0}, 2.5, {3, 1.5, INF}, NULL,
   0},
  {"det([x, 1; 2, y]) + relu(log(z))", 3, {1.5, 3, 0}, 2.5, {3, 1.5, 0}, NULL,
   0},
  {"sum(inv([x, 0; 0, y])) + sqrt(z)", 3, {2, 4, 0}, 0.75,
   {-0.25, -0.0625, INF}, NULL, 0},
  {"sum(solve([x, 0; 0, 4], [y; 2])) + sqrt(z)", 3, {2, 3, 0}, 2,
   {-0.75, 0.5, INF}, NULL, 0},

  /* what is not taken has no edge; what is multiplied by 0 has */
  {"where(x > 0, log(x), 0)", 1, {0}, 0, {0}, NULL, 0},
  {"where(x > 0, log(x), 3*x)", 1, {-1.3}, -3.9, {3}, NULL, 0},
  {"where(x > 0, sqrt(x), 0)", 1, {0}, 0, {0}, NULL, 0},
  {"where(x != 0, 1/x, 0)", 1, {0}, 0, {0}, NULL, 0},
  {"where(x < 700, exp(x), 2*x)", 1, {800}, 1600, {2}, NULL, 0},
  {"where(x > 0, log(x), y*sqrt(x))", 2, {4, 2.5}, 1.3862943611198906,
   {0.25, 0}, NULL, 0},
  {"max(log(x), y)", 2, {0, 2.385}, 2.385, {0, 1}, NULL, 0},
  {"min(1/x, y)", 2, {0, 2.385}, 2.385, {0, 1}, NULL, 0},
  {"relu(log(x))", 1, {0}, 0, {0}, NULL, 0},
  {"max([log(x); y; z])", 3, {0, 2.385, 1}, 2.385, {0, 1, 0}, NULL, 0},
  {"(x > 0)*log(x)", 1, {0}, NAN_, {NAN_}, NULL, 0},
};

enum { CORNERS = sizeof corners / sizeof *corners };

/* The graph of a corner in leaves of `rows` equal rows. */
static ad_graph *graph_of(const corner *c, size_t rows)
{
  static const char *const names[LEAVES] = {"x", "y", "z"};
  ad_builder *b = test_builder();
  ad_ref out;
  ad_error err = {0};
  for (size_t i = 0; i < c->n; i++)
    ad_leaf(b, names[i], rows, 1, AD_INPUT);
  check_ok(ad_lower_text(b, c->text, NULL, &out, &err), err);
  ad_output(b, out);
  return test_finish(b);
}

static void check_value(const corner *c, const ad_graph *g, const double *x)
{
  ad_value *e = test_value(g);
  TEST_SET_LEAVES(ad_value_set, e, g, x)
  ad_value_sweep(e);
  for (size_t of = 0; of < ad_graph_output_entries(g); of++) {
    double v = test_output_entry(g, e, of);
    check_near(v, c->value, 0, 1e-15, "%s at %g: value", c->text, c->x[0]);
    if (c->value == 0 && signbit(c->value))
      ck_assert_msg(signbit(v), "%s at %g: value 0, not -0", c->text, c->x[0]);
  }
  ad_value_free(e);
}

/* Singular where a derivative is not finite; nowhere else. */
static void check_verdict(const corner *c, const ad_graph *g, const double *x,
                          size_t by, double f, double r)
{
  ad_agree *a;
  ad_error err = {0};
  ad_judgement j;
  check_ok(ad_agree_new(g, &a, &err), err);
  TEST_SET_LEAVES(ad_agree_set, a, g, x)
  ad_agree_sweep(a, 0);
  ad_agree_judge(a, by, f, r, NULL, 0, &j);
  int finite = isfinite(c->d[by]);
  ck_assert_msg((j.reason == AD_REASON_SINGULAR) == !finite &&
                  j.engines == (finite ? AD_AGREE : AD_INCONCLUSIVE),
                "%s at %g: by %zu, verdict %d, reason %d, S %g", c->text,
                c->x[0], by, (int)j.engines, (int)j.reason, ad_agree_S(a, by));
  const char *kink = ad_agree_kink(a, 0);
  ck_assert_msg(!kink == !c->kink && (!kink || strcmp(kink, c->kink) == 0),
                "%s at %g: kink '%s', want '%s'", c->text, c->x[0],
                kink ? kink : "", c->kink ? c->kink : "");
  ad_agree_free(a);
}

START_TEST(test_corner)
{
  const corner *c = &corners[_i];
  ad_graph *g = graph_of(c, 1);
  check_value(c, g, c->x);
  for (size_t chunk = 1; chunk <= 3; chunk++) {
    double *f = test_forward_jacobian(g, chunk, c->x);
    double *r = test_reverse_jacobian(g, chunk, c->x);
    for (size_t by = 0; by < c->n; by++) {
      check_near(f[by], c->d[by], c->atol, 1e-14, "%s at %g: forward, by %zu",
                 c->text, c->x[0], by);
      check_near(r[by], c->d[by], c->atol, 1e-14, "%s at %g: reverse, by %zu",
                 c->text, c->x[0], by);
      check_verdict(c, g, c->x, by, f[by], r[by]);
    }
    free(f);
    free(r);
  }
  ad_graph_free(g);
}
END_TEST

/* The same entry by entry, in columns of three: derivatives across entries
   are 0, whatever the others are. */
static void check_columns(const corner *c, size_t chunk)
{
  enum { ROWS = 3 };
  double x[LEAVES * ROWS];
  ad_graph *g = graph_of(c, ROWS);
  size_t n = c->n * ROWS;
  for (size_t i = 0; i < n; i++)
    x[i] = c->x[i / ROWS];
  check_value(c, g, x);
  double *f = test_forward_jacobian(g, chunk, x);
  double *r = test_reverse_jacobian(g, chunk, x);
  for (size_t of = 0; of < ROWS; of++)
    for (size_t by = 0; by < n; by++) {
      double want = by % ROWS == of ? c->d[by / ROWS] : 0;
      check_near(f[of * n + by], want, c->atol, 1e-14,
                 "%s at %g: column, forward, %zu by %zu", c->text, c->x[0], of,
                 by);
      check_near(r[of * n + by], want, c->atol, 1e-14,
                 "%s at %g: column, reverse, %zu by %zu", c->text, c->x[0], of,
                 by);
    }
  free(f);
  free(r);
  ad_graph_free(g);
}

START_TEST(test_column)
{
  const corner *c = &corners[_i];
  if (strchr(c->text, '[') || strncmp(c->text, "bce", 3) == 0)
    return; /* takes numbers, or sums up over entries */
  check_columns(c, 1);
  check_columns(c, 2);
}
END_TEST

/* Every convention of the op set is named by a corner. */
START_TEST(test_conventions)
{
  for (ad_op op = 0; op < AD_OP_count; op++) {
    const char *kink = ad_op_get(op)->kink;
    int found = kink[0] == '\0';
    for (size_t i = 0; i < CORNERS; i++)
      found |= corners[i].kink && strcmp(corners[i].kink, kink) == 0;
    ck_assert_msg(found, "no corner has the convention '%s'", kink);
  }
}
END_TEST

static Suite *corners_suite(void)
{
  Suite *suite = suite_create("corners");
  TCase *numbers = tcase_create("numbers");
  TCase *columns = tcase_create("columns");
  tcase_add_loop_test(numbers, test_corner, 0, CORNERS);
  tcase_add_test(numbers, test_conventions);
  tcase_add_loop_test(columns, test_column, 0, CORNERS);
  suite_add_tcase(suite, numbers);
  suite_add_tcase(suite, columns);
  return suite;
}

int main(void)
{
  return test_run(corners_suite());
}
