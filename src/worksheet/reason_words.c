/* SPDX-License-Identifier: GPL-3.0-or-later
   Read reason_words.h before. */
#include "worksheet/reason_words.h"

/* What cannot be met at a point has no words for points; AD_REASON_NONE is a
   clean one. */
static const struct reason_words words[AD_REASON_count] = {
    [AD_REASON_NONE] =
        {"no reason known", "clean", "", "no reason known",
         "the slope is neither 1 nor 2", "", NULL},
    [AD_REASON_SINGULAR] =
        {"singular", "", "", "a derivative on the way is not finite",
         "g.d is not finite", "", NULL},
    [AD_REASON_KINK] =
        {"kink", "kink", "kink between", "the point lies on a kink",
         "the point lies on a kink, or too near to one",
         "a kink lies between the points of a formula",
         "a kink between the points"},
    [AD_REASON_DOMAIN] =
        {"domain edge", "not finite", "not finite",
         "the edge of a domain is too near to take differences",
         "f is not finite at x, or next to it",
         "f is not finite at a point of a formula",
         "a point where f is not finite"},
    [AD_REASON_WIDTH] =
        {"varies too fast", "too far", "too far",
         "the function varies too fast to take differences",
         "f varies too fast along d",
         "f varies too fast between the points of a formula", NULL},
    [AD_REASON_NOISE] =
        {"rounding noise", "", "",
         "rounding in the function drowns the differences",
         "rounding drowns the remainder", "", NULL},
    [AD_REASON_UNSETTLED] =
        {"quotients do not settle", "", "",
         "the function swings too fast: difference quotients of smaller and "
         "smaller steps do not settle",
         "the slope is neither 1 nor 2", "", NULL},
    [AD_REASON_JUMP] =
        {"jump", "jump", "jump between", "the value jumps at the point",
         "the value jumps at the point, or next to it",
         "f jumps between the points of a formula",
         "a jump between the points"},
    [AD_REASON_UNDERFLOW] =
        {"underflow", "underflow", "underflow",
         "products underflow on the way: nothing can be told",
         "products underflow on the way",
         "products underflow on the way to f", NULL},
    [AD_REASON_OVERFLOW] =
        {"the bound overflows", "", "",
         "the bound on rounding overflows: nothing can be told",
         "the bound on rounding overflows", "", NULL}};

const struct reason_words *reason_words(ad_reason reason)
{
  return &words[reason];
}

const struct reason_words *reason_words_fd(ad_fd_reason reason)
{
  return &words[ad_agree_reason(reason)];
}

const char *verdict_word(ad_verdict verdict)
{
  static const char *const verdicts[] = {[AD_AGREE] = "agree",
                                         [AD_DISAGREE] = "disagree",
                                         [AD_INCONCLUSIVE] = "inconclusive"};
  return verdicts[verdict];
}
