/* SPDX-License-Identifier: GPL-3.0-or-later
   See peers.h. */
#include "peers.h"

#include <stdio.h>
#include <string.h>

static const double TOLERANCE = 1e-9;

static const char file[] = "bench/problem.bin"; /* in the build folder      */

static int scan(const char *line, struct row *row)
{
  return sscanf(line, "%23[^,],%lf,%lf,%lf,%lf,%lf", row->method,
                &row->time.median, &row->time.least, &row->time.most,
                &row->bytes, &row->error) == 6;
}

static void take(const char *line, const struct peer *peer,
                 const struct problem *p, struct rows *rows)
{
  struct row row = {0};
  snprintf(row.workload, sizeof row.workload, "%s", p->w->name);
  snprintf(row.tool, sizeof row.tool, "%s", peer->tool);
  if (!scan(line, &row))
    fprintf(stderr, "bench: %s says: %s", peer->tool, line);
  else if (!(row.error <= TOLERANCE))
    fprintf(stderr, "bench: %s: %s of %s is off by %.2e, left out\n",
            p->w->name, row.method, peer->tool, row.error);
  else
    rows_add(rows, &row);
}

void peer_measure(const struct peer *peer, const struct problem *p,
                  const struct pace *pace, struct rows *rows)
{
  char command[8192], line[512];
  const char *sheet = p->w->sheet ? p->w->sheet : "";
  const char *const *dim = p->w->dims[0];
  problem_export(p, file);
  if (snprintf(command, sizeof command,
               "SHEET='%s' DIMS='%s%s%s%s' %s %s %s %g %zu", sheet,
               dim[0] ? "--dim " : "", dim[0] ? dim[0] : "", dim[0] ? "=" : "",
               dim[0] ? dim[1] : "", peer->command, p->w->name, file,
               pace->sample, pace->samples) >= (int)sizeof command)
    bench_stop("%s: the command is too long", peer->tool);
  FILE *f = popen(command, "r");
  if (!f)
    bench_stop("%s: cannot be run", peer->tool);
  while (fgets(line, sizeof line, f))
    take(line, peer, p, rows);
  if (pclose(f) != 0)
    fprintf(stderr, "bench: %s: %s failed\n", p->w->name, peer->tool);
  remove(file);
}
