/* SPDX-License-Identifier: GPL-3.0-or-later
   Processes, each with a pipe.  Process k of p does the jobs k, k + p, ..., so
   that the one at hand is known when it ends.  Read jobs.h before. */
#include "host/jobs.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/exits.h"
#include "host/limit.h"
#include "host/output.h"

struct worker {
  pid_t pid;
  int fd;          /* what it writes; -1: it has ended                     */
  size_t next;     /* the job that is expected of it                       */
  char *got;       /* got[size], so far: a size_t, then so many bytes      */
  size_t size, room;
};

struct pool {
  const struct jobs *jobs;
  size_t n;
  struct worker *workers; /* workers[n]                                    */
};

/* --- in a process of its own ---------------------------------------------- */

static int write_all(int fd, const void *from, size_t size)
{
  const char *at = from;
  while (size > 0) {
    ssize_t n = write(fd, at, size);
    if (n == -1 && errno != EINTR)
      return 0;
    at += n > 0 ? n : 0;
    size -= n > 0 ? (size_t)n : 0;
  }
  return 1;
}

/* The alarm ends the process. */
static int do_job(const struct jobs *jobs, size_t i, int fd)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  if (!out)
    return 0;
  alarm(jobs->seconds);
  jobs->work(jobs->state, i, out);
  int done = fclose(out) == 0;
  alarm(0);
  done = done && write_all(fd, &size, sizeof size) && write_all(fd, text, size);
  free(text);
  return done;
}

static void be_worker(const struct pool *pool, size_t first, int fd)
{
  const struct jobs *jobs = pool->jobs;
  output_disown();
  signal(SIGALRM, SIG_DFL);
  for (size_t k = 0; k < pool->n; k++)
    if (pool->workers[k].fd != -1)
      close(pool->workers[k].fd);
  limit_memory(limit_taken() + jobs->bytes, 1);
  for (size_t i = first; i < jobs->n; i += pool->n)
    if (!do_job(jobs, i, fd))
      _exit(EXIT_SYSTEM);
  _exit(EXIT_FINE);
}

/* --- in this one ---------------------------------------------------------- */

static int start(struct pool *pool, struct worker *w)
{
  int ends[2];
  w->fd = -1;
  if (w->next >= pool->jobs->n)
    return EXIT_FINE;
  if (pipe(ends) == -1) {
    complain("no pipe to a process: %s", strerror(errno));
    return EXIT_SYSTEM;
  }
  w->pid = fork();
  if (w->pid == 0) {
    close(ends[0]);
    be_worker(pool, w->next, ends[1]);
  }
  close(ends[1]);
  if (w->pid == -1) {
    close(ends[0]);
    complain("no process can be started: %s", strerror(errno));
    return EXIT_SYSTEM;
  }
  w->fd = ends[0];
  w->size = 0;
  return EXIT_FINE;
}

/* Hands on what has come whole. */
static void take_whole_ones(const struct pool *pool, struct worker *w)
{
  size_t at = 0, size;
  while (w->size - at >= sizeof size) {
    memcpy(&size, w->got + at, sizeof size);
    if (w->size - at - sizeof size < size)
      break;
    pool->jobs->take(pool->jobs->state, w->next, w->got + at + sizeof size,
                     size);
    w->next += pool->n;
    at += sizeof size + size;
  }
  memmove(w->got, w->got + at, w->size - at);
  w->size -= at;
}

static char *why_ended(const struct jobs *jobs, int status)
{
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
    return memory_format("took longer than %u s (see --timeout)",
                         jobs->seconds);
  if (WIFSIGNALED(status))
    return memory_format("ended the process that judged it (signal %d)",
                         WTERMSIG(status));
  return memory_copy("needs more memory than it may have (see --max-memory)");
}

/* It has closed its pipe: with all done, or in the midst of a job. */
static int end(struct pool *pool, struct worker *w)
{
  int status;
  close(w->fd);
  w->fd = -1;
  while (waitpid(w->pid, &status, 0) == -1 && errno == EINTR)
    ;
  if (w->next >= pool->jobs->n)
    return EXIT_FINE;
  char *why = why_ended(pool->jobs, status);
  pool->jobs->lose(pool->jobs->state, w->next, why);
  free(why);
  w->next += pool->n;
  return start(pool, w);
}

static int receive(struct pool *pool, struct worker *w)
{
  enum { PIECE = 65536 };
  if (w->room - w->size < PIECE)
    w->got = memory_grow(w->got, w->room = 2 * w->room + PIECE, 1);
  ssize_t n = read(w->fd, w->got + w->size, w->room - w->size);
  if (n == -1 && errno == EINTR)
    return EXIT_FINE;
  if (n <= 0)
    return end(pool, w);
  w->size += (size_t)n;
  take_whole_ones(pool, w);
  return EXIT_FINE;
}

/* Waits for whoever has something to say; 0: all have ended. */
static int wait_for(const struct pool *pool, struct pollfd *ready)
{
  int open = 0;
  for (size_t k = 0; k < pool->n; k++) {
    ready[k] = (struct pollfd){.fd = pool->workers[k].fd, .events = POLLIN};
    open |= pool->workers[k].fd != -1;
  }
  while (open && poll(ready, (nfds_t)pool->n, -1) == -1 && errno == EINTR)
    ;
  return open;
}

static int serve(struct pool *pool)
{
  int status = EXIT_FINE;
  struct pollfd *ready = memory_new(pool->n, sizeof *ready);
  while (status == EXIT_FINE && wait_for(pool, ready))
    for (size_t k = 0; k < pool->n && status == EXIT_FINE; k++)
      if (ready[k].revents)
        status = receive(pool, &pool->workers[k]);
  free(ready);
  return status;
}

int jobs_run(const struct jobs *jobs)
{
  struct pool pool = {jobs, jobs->processes, NULL};
  int status = EXIT_FINE;
  if (pool.n > jobs->n)
    pool.n = jobs->n;
  pool.workers = memory_new(pool.n, sizeof *pool.workers);
  for (size_t k = 0; k < pool.n; k++)
    pool.workers[k] = (struct worker){.fd = -1, .next = k};
  for (size_t k = 0; k < pool.n && status == EXIT_FINE; k++)
    status = start(&pool, &pool.workers[k]);
  if (status == EXIT_FINE)
    status = serve(&pool);
  for (size_t k = 0; k < pool.n; k++) {
    if (pool.workers[k].fd != -1)
      close(pool.workers[k].fd);
    free(pool.workers[k].got);
  }
  free(pool.workers);
  return status;
}
