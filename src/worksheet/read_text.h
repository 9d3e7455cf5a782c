/* SPDX-License-Identifier: GPL-3.0-or-later
   Texts in worksheet language read behind the nodes of a graph. */
#ifndef READ_TEXT_H
#define READ_TEXT_H

#include "lower.h"

/* The text as a node of b, which goes on from g.  `derive`: of ad_scope; NULL:
   derivatives may not stand in it.  AD_EINPUT, AD_ENOMEM, AD_ELIMIT. */
ad_status read_text(const ad_graph *g, ad_builder *b, const char *text,
                    ad_status (*derive)(ad_builder *b, ad_ref y, ad_ref x,
                                        ad_ref *out, ad_error *err),
                    ad_ref *out, ad_error *err);

#endif
