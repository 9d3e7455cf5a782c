/* SPDX-License-Identifier: GPL-3.0-or-later
   What times were measured on: processor, system, compiler, libraries.  No
   word of who owns the machine or what it is called. */
#ifndef MACHINE_H
#define MACHINE_H

#include <stddef.h>

struct machine {
  const char *version; /* of gradcompare                                  */
  char *cpu;           /* "AMD EPYC 9B45"                                 */
  size_t cores;        /* that are there                                  */
  char *os;            /* "Linux 6.1.0"                                   */
  const char *compiler, *flags; /* "gcc 12.2.0", "-std=c17 -O2 -g"        */
  const char *gsl;     /* "2.7.1"                                         */
  char *cblas;         /* "OpenBLAS 0.3.21"; "own loops" where none       */
  size_t threads;      /* of that library                                 */
  const char *kernels; /* the instruction set that was chosen             */
};

/* This machine; the caller calls machine_free. */
struct machine machine_find(void);
void machine_free(struct machine *machine);

/* One paragraph of it; the caller frees it. */
char *machine_text(const struct machine *machine);

#endif
