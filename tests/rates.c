/* SPDX-License-Identifier: GPL-3.0-or-later
   Runs `make rates`: RATES derivatives (a million), in RATES_JOBS processes
   (2), seeds from RATES_SEED on.  Options: --csv; -n N, -j N, -s N for the
   same; -w NAME for one world alone, as the tables name it; --show prints the
   cases that a rule gets wrong, --open those that R2 leaves open.  Read
   rates.h before. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "rates.h"
#include "rates_truth.h"

struct task {
  uint64_t derivatives, seed;
  unsigned jobs;
  int csv;
  size_t world; /* the only one; WORLDS: all                               */
  struct report report;
};

static void fail(const char *what)
{
  perror(what);
  exit(EXIT_FAILURE);
}

static void add_rate(struct rate *to, const struct rate *from)
{
  to->tests += from->tests;
  to->alarms += from->alarms;
  to->undecided += from->undecided;
  to->weak += from->weak;
  for (size_t k = 0; k < FACTORS; k++) {
    to->planted[k] += from->planted[k];
    to->missed[k] += from->missed[k];
    to->open[k] += from->open[k];
  }
}

static double larger(double x, double y)
{
  return x > y ? x : y;
}

void counts_add(struct counts *to, const struct counts *from)
{
  to->graphs += from->graphs;
  to->derivatives += from->derivatives;
  to->directions += from->directions;
  to->zero += from->zero;
  to->singular += from->singular;
  to->untrue += from->untrue;
  to->beyond += from->beyond;
  to->lost += from->lost;
  for (size_t i = 0; i < RULES; i++)
    add_rate(&to->rates[i], &from->rates[i]);
  for (size_t i = 0; i < REASONS; i++) {
    to->reasons[0][i] += from->reasons[0][i];
    to->reasons[1][i] += from->reasons[1][i];
  }
  to->worst_bound = larger(to->worst_bound, from->worst_bound);
  to->worst_error = larger(to->worst_error, from->worst_error);
  to->worst_tolerance = larger(to->worst_tolerance, from->worst_tolerance);
}

/* --- the work ------------------------------------------------------------- */

/* The worlds take turns, each until it has its share.  Process number `job`
   takes every jobs-th seed. */
static void work(const struct task *task, unsigned job, struct counts *c)
{
  int all = task->world == WORLDS;
  for (size_t w = 0; w < WORLDS; w++) {
    uint64_t share = task->derivatives / (all ? WORLDS : 1) / task->jobs;
    if (!all && w != task->world)
      continue;
    for (uint64_t i = job; c[w].derivatives <= share; i += task->jobs)
      rates_judge((enum world)w, task->seed + WORLDS * i + w, &c[w],
                  &task->report);
  }
}

/* A child process that writes its counts to the descriptor returned. */
static int begin(const struct task *task, unsigned job)
{
  int ends[2];
  if (pipe(ends) != 0)
    fail("pipe");
  pid_t child = fork();
  if (child < 0)
    fail("fork");
  if (child > 0) {
    close(ends[1]);
    return ends[0];
  }
  struct counts c[WORLDS] = {{0}};
  close(ends[0]);
  work(task, job, c);
  FILE *to = fdopen(ends[1], "wb");
  if (!to || fwrite(c, sizeof c, 1, to) != 1 || fclose(to) != 0)
    fail("write");
  exit(EXIT_SUCCESS);
}

static void collect(int end, struct counts *all)
{
  struct counts c[WORLDS];
  FILE *from = fdopen(end, "rb");
  int status;
  if (!from || fread(c, sizeof c, 1, from) != 1)
    fail("a process ended early");
  fclose(from);
  for (size_t w = 0; w < WORLDS; w++)
    counts_add(&all[w], &c[w]);
  wait(&status);
}

/* --- the command line ----------------------------------------------------- */

static uint64_t number(const char *text)
{
  char *end;
  unsigned long long n = strtoull(text, &end, 10);
  if (*text == '\0' || *end != '\0') {
    fprintf(stderr, "rates: '%s' is not a number\n", text);
    exit(2);
  }
  return n;
}

static uint64_t setting(const char *name, uint64_t otherwise)
{
  const char *text = getenv(name);
  return text && *text ? number(text) : otherwise;
}

static size_t world(const char *name)
{
  size_t w = 0;
  while (w < WORLDS && strcmp(name, rates_worlds[w]) != 0)
    w++;
  if (w == WORLDS) {
    fprintf(stderr, "rates: there is no world '%s'\n", name);
    exit(2);
  }
  return w;
}

static struct task read_task(int argc, char **argv)
{
  static const struct option options[] = {{"csv", no_argument, NULL, 'c'},
                                          {"show", no_argument, NULL, 'v'},
                                          {"open", no_argument, NULL, 'o'},
                                          {NULL, 0, NULL, 0}};
  struct task t = {.derivatives = setting("RATES", 1000000),
                   .seed = setting("RATES_SEED", 40000000),
                   .jobs = (unsigned)setting("RATES_JOBS", 2),
                   .world = WORLDS, .report = {.to = stderr}};
  int option;
  while ((option = getopt_long(argc, argv, "n:j:s:w:", options, NULL)) != -1)
    if (option == 'n')
      t.derivatives = number(optarg);
    else if (option == 'j')
      t.jobs = (unsigned)number(optarg);
    else if (option == 's')
      t.seed = number(optarg);
    else if (option == 'w')
      t.world = world(optarg);
    else if (option == 'c')
      t.csv = 1;
    else if (option == 'v')
      t.report.wrong = 1;
    else if (option == 'o')
      t.report.open = 1;
    else
      exit(2);
  t.jobs = t.jobs < 1 ? 1 : t.jobs > 64 ? 64 : t.jobs;
  return t;
}

int main(int argc, char **argv)
{
  struct task task = read_task(argc, argv);
  struct counts all[WORLDS] = {{0}};
  int ends[64];
  for (unsigned job = 0; job < task.jobs; job++)
    ends[job] = begin(&task, job);
  for (unsigned job = 0; job < task.jobs; job++)
    collect(ends[job], all);
  if (task.csv)
    rates_print_csv(stdout, all);
  else {
    printf("Seeds from %llu on, %u processes, truth in " RATES_TRUTH "\n\n",
           (unsigned long long)task.seed, task.jobs);
    rates_print(stdout, all);
  }
  return 0;
}
