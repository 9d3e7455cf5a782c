/* SPDX-License-Identifier: GPL-3.0-or-later
   What programs in Python share, whatever their framework.  Read script.h
   before. */
#ifndef PYTHON_H
#define PYTHON_H

#include "export/script.h"

/* Names that a worksheet's may not have in a program; NULL past the end. */
extern const char *const python_reserved[];

/* They need no module. */
#define PYTHON_NAN "float(\"nan\")"
#define PYTHON_INFINITY "float(\"inf\")"

/* The function plain, which makes lists for JSON of a matrix. */
void python_plain(struct script *p);

/* The last line, which prints the lists gradients and jacobians. */
void python_print(struct script *p);

/* "A, B", followed by the comma that a tuple of one needs: the names of what is
   differentiated by, or as strings; of outputs.  The caller frees them. */
char *python_wrts(const struct script *p, const char *quote);
char *python_outputs(const struct script *p);

#endif
