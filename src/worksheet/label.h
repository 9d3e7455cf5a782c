/* SPDX-License-Identifier: GPL-3.0-or-later
   How derivatives, their entries and methods are called in tables and
   sentences.  The caller frees what is returned as char *.  Read parts.h
   before. */
#ifndef LABEL_H
#define LABEL_H

#include "agree.h"
#include "measure/measure.h"
#include "worksheet/parts.h"

/* "dl/dx", or "d(loss)/d(x)" where the output's name is long, or where dl or
   dx is a name of the sheet. */
char *label_derivative(const ad_graph *g, const struct part *output,
                       const struct part *wrt);

/* "l" of an output that is the gradient "dl/dx"; NULL of another. */
char *label_differentiated(const char *name);

/* Entry k (from 0, row by row) of what is called `name`: "x" for a scalar,
   "x[2]" for a column, "x[1,2]" for a matrix. */
char *label_entry(const char *name, ad_shape shape, size_t k);

/* Entry k of d(output)/d(wrt) for an output of one entry: "dl/dW[1,2]"; for
   entry j of a larger output "dy[j]/dW[1,2]". */
char *label_derivative_entry(const ad_graph *g, const struct part *output,
                             size_t j, const struct part *wrt, size_t k);

/* "forward, one by one", "forward, chunks of 8", ...; not for METHOD_NULL. */
char *label_method(enum method method, size_t chunk);

/* "input", "param", "data", or the outermost operation as written. */
const char *label_op(const ad_graph *g, ad_ref node);

/* Of a derivative x that is known weakly, `off` being what rounding may hide:
   "± 1.9e-15", "no digit, about ± 0.4", "0 ± 2e-16", "no digit",
   "it hangs on rounding"; the caller frees it. */
char *label_doubt(const ad_judgement *j, double x, double off);

/* 1 -> "1 sweep", 12 -> "12 sweeps". */
char *label_plural(size_t n, const char *one, const char *many);

#endif
