/* SPDX-License-Identifier: GPL-3.0-or-later
   The functions of c_functions.def that a program needs.  Read languages.h
   before. */
#ifndef C_FUNCTIONS_H
#define C_FUNCTIONS_H

#include <stddef.h>

#include "host/exits.h"

enum { C_FUNCTIONS_MOST = 64 };

struct c_functions {
  int cblas; /* products of matrices are CBLAS's                            */
  int lanes; /* a loop goes by several rows at once                         */
  unsigned char needed[C_FUNCTIONS_MOST];
};

/* Their names; NULL past the end. */
const char *c_function_name(size_t i);

/* Notes the function that a call begins with. */
void c_functions_need(struct c_functions *f, const char *call);

/* Those noted, each behind those that it calls; NULL where there are none.  The
   caller frees it. */
char *c_functions_text(struct c_functions *f);

/* Appends declarations of those functions of the C library that `program`
   calls, and that gcc can then call for several numbers at once. */
void c_vectors_add(struct growing *to, const char *program);

#endif
