/* SPDX-License-Identifier: GPL-3.0-or-later
   The files that this run reads, so that none of them is overwritten by its
   results: a worksheet, or the data that one names.  They are known by device
   and inode: links and other spellings are the same file.  Read exits.h
   before. */
#ifndef INPUTS_H
#define INPUTS_H

#include <stddef.h>

/* An open file is read, by this name. */
void inputs_note(int fd, const char *name);

/* A run begins: files[n] of the command line ("-": standard input) will be
   read; what an earlier run of this process read is forgotten. */
void inputs_announce(char *const *files, size_t n);

/* EXIT_FINE where something may be written to the path; EXIT_INPUT, with a
   message, where it is a file that is read. */
int inputs_spare(const char *path);

#endif
