/* SPDX-License-Identifier: GPL-3.0-or-later
   The known name nearest to an unknown one, by edit distance: insertions,
   deletions, substitutions and exchanged neighbours.  A digit is not typed
   for another byte by accident, so that counts twice; upper for lower case
   hardly counts.  A short name bears one edit, or it would be another name;
   failing that, the start of one known name stands for it.  Read ad_nearest
   in report.h before. */
#include "report.h"

#include <string.h>

enum {
  LONGEST = 64, /* bytes of a name that gets suggestions                  */
  CASE = 1,     /* the cost of upper for lower case                       */
  EDIT = 100,   /* that of one edit                                       */
  LONG = 6,     /* bytes of a name that bears two edits                   */
  START = 3     /* bytes of a start that stands for the whole             */
};

static int lower(char c)
{
  return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static unsigned least(unsigned a, unsigned b)
{
  return a < b ? a : b;
}

static int digit(char c)
{
  return c >= '0' && c <= '9';
}

static unsigned change(char a, char b)
{
  return a == b               ? 0
         : lower(a) == lower(b) ? CASE
         : digit(a) || digit(b) ? 2 * EDIT
                                : EDIT;
}

/* Cost of turning a[n] into b[m], n and m at most LONGEST, by the row-wise
   recurrence of optimal string alignment. */
static unsigned distance(const char *a, size_t n, const char *b, size_t m)
{
  unsigned rows[3][LONGEST + 1];

  for (size_t j = 0; j <= m; j++)
    rows[0][j] = EDIT * (unsigned)j;
  for (size_t i = 1; i <= n; i++) {
    unsigned *now = rows[i % 3];
    const unsigned *last = rows[(i + 2) % 3], *older = rows[(i + 1) % 3];
    now[0] = EDIT * (unsigned)i;
    for (size_t j = 1; j <= m; j++) {
      now[j] = last[j - 1] + change(a[i - 1], b[j - 1]);
      now[j] = least(now[j], EDIT + least(last[j], now[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        now[j] = least(now[j], older[j - 2] + EDIT);
    }
  }
  return rows[n % 3][m];
}

/* The most that a name of n bytes bears: edits of half its letters. */
static unsigned bound(size_t n)
{
  unsigned edits = n < 2 ? 0 : n < LONG ? 1 : 2;
  return edits * EDIT + LONGEST * CASE;
}

/* Is name[n] the start of `whole`, upper and lower case alike? */
static int starts(const char *name, size_t n, const char *whole)
{
  for (size_t i = 0; i < n; i++)
    if (lower(name[i]) != lower(whole[i]))
      return 0;
  return 1;
}

/* The only one of names[count] that starts like name[n], or NULL. */
static const char *only_start(const char *name, size_t n,
                              const char *const *names, size_t count)
{
  const char *found = NULL;

  for (size_t i = 0; n >= START && i < count; i++)
    if (starts(name, n, names[i])) {
      if (found != NULL && strcmp(found, names[i]) != 0)
        return NULL;
      found = names[i];
    }
  return found;
}

const char *ad_nearest(const char *name, const char *const *names, size_t n)
{
  const char *best = NULL;
  unsigned least_cost = 0;
  size_t length = strlen(name);

  if (length > LONGEST)
    return NULL;
  for (size_t i = 0; i < n; i++) {
    size_t other = strlen(names[i]);
    size_t longer = length > other ? length : other;
    if (other > LONGEST || 2 * longer > length + other + 2)
      continue; /* more than two bytes longer or shorter */
    unsigned cost = distance(name, length, names[i], other);
    if (cost <= bound(longer) && (best == NULL || cost < least_cost)) {
      best = names[i];
      least_cost = cost;
    }
  }
  return best != NULL ? best : only_start(name, length, names, n);
}
