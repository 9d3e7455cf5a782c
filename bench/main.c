/* SPDX-License-Identifier: GPL-3.0-or-later
   The benchmark: every workload by hand, by the library and by the peers
   that it is told of.  run.sh calls it; read README.md before.

     bench [--check] [--quick] [--only TEXT] [--peer TOOL=COMMAND]... FOLDER

   FOLDER holds the worksheets.  --check holds all derivatives against each
   other and times nothing; --quick takes few short samples; --only leaves
   out workloads whose names do not hold TEXT.  bench/bench.csv, .dat and .gp
   are written into the folder that it is called in. */
#include <stdio.h>
#include <string.h>

#include "peers.h"
#include "report.h"

enum { PEERS = 8 };

struct options {
  struct pace pace;
  int check;
  const char *only, *folder;
  struct peer peer[PEERS];
  size_t n_peers;
};

static void add_peer(struct options *o, char *text)
{
  char *is = text ? strchr(text, '=') : NULL;
  if (!is || o->n_peers == PEERS)
    bench_stop("--peer takes TOOL=COMMAND, %d times at most", PEERS);
  *is = '\0';
  o->peer[o->n_peers++] = (struct peer){text, is + 1};
}

static struct options read_options(char **argument)
{
  struct options o = {.pace = {0.015, 11}, .only = ""};
  for (; *argument; argument++) {
    if (strcmp(*argument, "--check") == 0)
      o.check = 1;
    else if (strcmp(*argument, "--quick") == 0)
      o.pace = (struct pace){0.002, 3};
    else if (strcmp(*argument, "--only") == 0 && argument[1])
      o.only = *++argument;
    else if (strcmp(*argument, "--peer") == 0 && argument[1])
      add_peer(&o, *++argument);
    else if (**argument != '-' && !o.folder)
      o.folder = *argument;
    else
      bench_stop("%s: what is that?", *argument);
  }
  if (!o.folder)
    bench_stop("the folder of the worksheets is missing");
  return o;
}

static void measure(const struct options *o, const struct problem *p,
                    struct rows *rows)
{
  measure_hand(p, &o->pace, rows);
  measure_ours(p, &o->pace, rows);
  for (size_t i = 0; i < o->n_peers; i++)
    peer_measure(&o->peer[i], p, &o->pace, rows);
}

static void run(const struct options *o, const struct workload *w,
                struct rows *rows)
{
  struct problem p;
  problem_make(&p, w, o->folder);
  if (o->check) {
    printf("%-13s agrees with the code by hand, within %.1e\n", w->name,
           measure_check(&p));
  } else {
    fprintf(stderr, "bench: %s\n", w->name);
    measure(o, &p, rows);
  }
  problem_free(&p);
}

int main(int argc, char **argv)
{
  struct rows rows = {0};
  (void)argc;
  struct options o = read_options(argv + 1);
  for (size_t i = 0; i < n_workloads; i++)
    if (strstr(workloads[i].name, o.only))
      run(&o, &workloads[i], &rows);
  if (o.check)
    return 0;
  report_csv(&rows, "bench/bench");
  report_picture(&rows, "bench/bench");
  report_table(&rows);
  return 0;
}
