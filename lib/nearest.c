/* SPDX-License-Identifier: GPL-3.0-or-later
   The known name nearest to an unknown one, by edit distance: insertions,
   deletions, substitutions and exchanged neighbours count 2, upper for lower
   case 1.  Read ad_nearest in report.h before. */
#include "report.h"

#include <string.h>

enum {
  LONGEST = 64, /* bytes of a name that gets suggestions                  */
  EDIT = 2,     /* the cost of one edit                                   */
  BOUND = 2 * EDIT
};

static int lower(char c)
{
  return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static unsigned least(unsigned a, unsigned b)
{
  return a < b ? a : b;
}

static unsigned change(char a, char b)
{
  return a == b ? 0 : lower(a) == lower(b) ? 1 : EDIT;
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

const char *ad_nearest(const char *name, const char *const *names, size_t n)
{
  const char *best = NULL;
  unsigned bound = BOUND + 1;
  size_t length = strlen(name);

  if (length > LONGEST)
    return NULL;
  for (size_t i = 0; i < n; i++) {
    size_t other = strlen(names[i]);
    size_t longer = length > other ? length : other;
    if (other > LONGEST || 2 * longer > length + other + 2)
      continue; /* more than two bytes longer or shorter */
    unsigned cost = distance(name, length, names[i], other);
    if (cost < bound && cost <= longer) { /* edits: half of the letters */
      best = names[i];
      bound = cost;
    }
  }
  return best;
}
