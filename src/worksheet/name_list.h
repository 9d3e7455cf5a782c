/* SPDX-License-Identifier: GPL-3.0-or-later
   Names in one option, separated by commas; * and ? stand for other letters, as
   in a shell. */
#ifndef NAME_LIST_H
#define NAME_LIST_H

/* The next name of a list, a copy that the caller frees; NULL past the end.
   *at moves on. */
char *name_list_next(const char **at);

/* Does a name of the list (NULL: it is empty) match? */
int name_list_has(const char *list, const char *name);

#endif
