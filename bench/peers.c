/* SPDX-License-Identifier: GPL-3.0-or-later
   See peers.h. */
#include "peers.h"

#include "measure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const double TOLERANCE = 1e-9;

static const char file[] = "bench/problem.bin"; /* in the build folder      */

/* --- another process ------------------------------------------------------ */

struct process {
  pid_t id;
  FILE *to, *from;
};

static void become(const char *command, const int in[2], const int out[2])
{
  if (dup2(in[0], 0) < 0 || dup2(out[1], 1) < 0)
    _exit(EXIT_FAILURE);
  for (int i = 0; i < 2; i++) {
    close(in[i]);
    close(out[i]);
  }
  execl("/bin/sh", "sh", "-c", command, (char *)NULL);
  _exit(EXIT_FAILURE);
}

static struct process begin(const char *command)
{
  int in[2], out[2];
  struct process x = {0};
  if (pipe(in) != 0 || pipe(out) != 0 || (x.id = fork()) < 0)
    bench_stop("no other process can be begun");
  if (x.id == 0)
    become(command, in, out);
  close(in[0]);
  close(out[1]);
  x.to = fdopen(in[1], "w");
  x.from = fdopen(out[0], "r");
  if (!x.to || !x.from)
    bench_stop("no other process can be begun");
  return x;
}

/* Whether all went well there. */
static int end(struct process *x)
{
  int status;
  fclose(x->to);
  fclose(x->from);
  return waitpid(x->id, &status, 0) == x->id && status == 0;
}

/* --- what it says --------------------------------------------------------- */

/* The library's rounds beside a method of the peer. */
struct rounds {
  struct turns *turns;
  struct pace pace;
  size_t n;
  struct spread ours[BENCH_ROUNDS];
};

static int scan(const char *line, struct rounds *r, struct row *row)
{
  enum { FIELDS = 7 };
  double t[2 * BENCH_ROUNDS];
  int n = sscanf(line,
                 "%23[^,],%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf",
                 row->method, &row->time.median, &row->time.least,
                 &row->time.most, &row->time.cpu, &row->bytes, &row->error,
                 &t[0], &t[1], &t[2], &t[3], &t[4], &t[5]);
  if (n == FIELDS + 2 * BENCH_ROUNDS && r->n == BENCH_ROUNDS) {
    double wall[BENCH_ROUNDS], cpu[BENCH_ROUNDS];
    for (size_t i = 0; i < BENCH_ROUNDS; i++) {
      wall[i] = t[2 * i] / r->ours[i].median;
      cpu[i] = t[2 * i + 1] / r->ours[i].cpu;
    }
    row->wall = bench_ratio(wall);
    row->cpu = bench_ratio(cpu);
  }
  r->n = 0;
  return n == FIELDS || n == FIELDS + 2 * BENCH_ROUNDS;
}

/* Ours, then the peer's. */
static void take_turn(struct rounds *r, FILE *to)
{
  if (r->n < BENCH_ROUNDS)
    r->ours[r->n++] = measure_turn(r->turns, &r->pace);
  fputs("go\n", to);
  fflush(to);
}

static void take(const char *line, const struct peer *peer,
                 const struct problem *p, struct rounds *rounds,
                 struct rows *rows)
{
  struct row row = {0};
  snprintf(row.workload, sizeof row.workload, "%s", p->w->name);
  snprintf(row.tool, sizeof row.tool, "%s", peer->tool);
  if (!scan(line, rounds, &row))
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
  struct rounds rounds = {.turns = measure_turns_new(p, rows),
                          .pace = {pace->sample, pace->samples / BENCH_ROUNDS}};
  struct process process = begin(command);
  while (fgets(line, sizeof line, process.from))
    if (strcmp(line, "turn\n") == 0)
      take_turn(&rounds, process.to);
    else
      take(line, peer, p, &rounds, rows);
  measure_turns_free(rounds.turns);
  if (!end(&process))
    fprintf(stderr, "bench: %s: %s failed\n", p->w->name, peer->tool);
  remove(file);
}
