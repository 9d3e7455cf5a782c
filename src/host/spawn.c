/* SPDX-License-Identifier: GPL-3.0-or-later
   fork, chdir and exec; posix_spawn cannot change the folder everywhere.
   Read spawn.h before. */
#include "host/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "host/exits.h"
#include "host/limit.h"

extern char **environ;

enum { SAID_MOST = 64 * 1024, COULD_NOT_START = 127, LOOK_EVERY = 50 };

/* --- where it is ---------------------------------------------------------- */

static int is_program(const char *path)
{
  struct stat there;
  return stat(path, &there) == 0 && S_ISREG(there.st_mode) &&
         access(path, X_OK) == 0;
}

char *spawn_find(const char *name)
{
  const char *folder = getenv("PATH");
  while (folder && *folder) {
    size_t length = strcspn(folder, ":");
    if (folder[0] == '/') {
      char *path = memory_format("%.*s/%s", (int)length, folder, name);
      if (is_program(path))
        return path;
      free(path);
    }
    folder += length + (folder[length] == ':');
  }
  return NULL;
}

/* --- the child ------------------------------------------------------------ */

static int begins_with_one(const char *s, const char *const *beginnings)
{
  for (; *beginnings; beginnings++)
    if (strncmp(s, *beginnings, strlen(*beginnings)) == 0)
      return 1;
  return 0;
}

/* The environment without the variables `unset`; the strings are shared. */
static char **clean_environment(const char *const *unset)
{
  size_t n = 0, kept = 0;
  while (environ[n])
    n++;
  char **clean = memory_new(n + 1, sizeof *clean);
  for (size_t i = 0; i < n; i++)
    if (!begins_with_one(environ[i], unset))
      clean[kept++] = environ[i];
  return clean;
}

/* Between fork and exec: calls that are safe in a signal's handler, for there
   may be threads (of OpenBLAS) that hold a lock. */
static void become(const struct spawn *spawn, char **environment, int null,
                   int say)
{
  sigset_t none;
  sigemptyset(&none);
  setpgid(0, 0);
  limit_lift();
  if (chdir(spawn->dir) == 0 && dup2(spawn->in ? spawn->in : null, 0) == 0 &&
      dup2(spawn->out ? spawn->out : null, 1) == 1 && dup2(say, 2) == 2 &&
      sigprocmask(SIG_SETMASK, &none, NULL) == 0)
    execve(spawn->path, spawn->argv, environment);
  _exit(COULD_NOT_START);
}

/* --- the parent ----------------------------------------------------------- */

/* A child that runs, and what it has said so far. */
struct child {
  pid_t id;
  int from;          /* the pipe; -1: its end was met                      */
  char *said;        /* said[SAID_MOST + 1]                                */
  size_t used;
  struct timespec begun;
  unsigned seconds;
};

/* Waits for a word of the child, LOOK_EVERY milliseconds at most, and keeps
   the beginning of all that it says. */
static void listen_to(struct child *c)
{
  char rest[4096];
  struct pollfd ready = {.fd = c->from, .events = POLLIN};
  if (poll(&ready, 1, LOOK_EVERY) <= 0)
    return;
  int full = c->used == SAID_MOST;
  ssize_t got = full ? read(c->from, rest, sizeof rest)
                     : read(c->from, c->said + c->used, SAID_MOST - c->used);
  if (got > 0 && !full)
    c->used += (size_t)got;
  if (got == 0 || (got < 0 && errno != EINTR)) {
    close(c->from);
    c->from = -1; /* poll passes over it, and waits                        */
  }
}

/* Is there a signal that waits for the child's end, and is not ignored? */
static int is_stopped(void)
{
  static const int wishes[] = {SIGINT, SIGTERM, SIGHUP};
  sigset_t pending;
  struct sigaction now;
  sigpending(&pending);
  for (size_t i = 0; i < sizeof wishes / sizeof wishes[0]; i++)
    if (sigismember(&pending, wishes[i]) == 1 &&
        sigaction(wishes[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
      return 1;
  return 0;
}

static int is_late(const struct child *c)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return c->seconds > 0 &&
         (double)(now.tv_sec - c->begun.tv_sec) +
                 1e-9 * (double)(now.tv_nsec - c->begun.tv_nsec) >=
             c->seconds;
}

/* 0: it runs; 1: it has ended with *status; -1: nothing is known of it. */
static int has_ended(pid_t child, int *status, int options)
{
  pid_t ended;
  do
    ended = waitpid(child, status, options);
  while (ended == -1 && errno == EINTR);
  return ended == -1 ? -1 : ended == child;
}

static int end_child(const struct child *c, int why)
{
  int status;
  kill(-c->id, SIGKILL);
  kill(c->id, SIGKILL); /* where it has no group of its own yet            */
  has_ended(c->id, &status, 0);
  return why;
}

static int wait_for(struct child *c)
{
  int status = 0, ended;
  while ((ended = has_ended(c->id, &status, WNOHANG)) == 0) {
    listen_to(c);
    if (is_stopped())
      return end_child(c, SPAWN_STOPPED);
    if (is_late(c))
      return end_child(c, SPAWN_LATE);
  }
  for (size_t used = SAID_MOST; c->from != -1 && used != c->used;) {
    used = c->used; /* its last words, which wait in the pipe              */
    listen_to(c);
  }
  if (ended == -1)
    return SPAWN_FAILED;
  if (WIFSIGNALED(status))
    return 128 + WTERMSIG(status);
  return WEXITSTATUS(status) == COULD_NOT_START ? SPAWN_FAILED
                                                : WEXITSTATUS(status);
}

static void close_on_exec(int fd)
{
  fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static int run_to_pipe(const struct spawn *spawn, int null, int ends[2],
                       char **said)
{
  char **environment = clean_environment(spawn->unset);
  signal(SIGCHLD, SIG_DFL); /* inherited SIG_IGN would leave no status     */
  struct child c = {.from = ends[0], .seconds = spawn->seconds};
  clock_gettime(CLOCK_MONOTONIC, &c.begun);
  *said = c.said = memory_new(SAID_MOST + 1, 1);
  c.id = fork();
  if (c.id == 0)
    become(spawn, environment, null, ends[1]);
  free(environment);
  close(ends[1]);
  int status = c.id == -1 ? SPAWN_FAILED : wait_for(&c);
  if (c.from != -1)
    close(c.from);
  return status;
}

int spawn_run(const struct spawn *spawn, char **said)
{
  int ends[2], status = SPAWN_FAILED;
  *said = NULL;
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null != -1 && pipe(ends) == 0) {
    close_on_exec(ends[0]);
    close_on_exec(ends[1]);
    status = run_to_pipe(spawn, null, ends, said);
  }
  if (null != -1)
    close(null);
  if (!*said)
    *said = memory_copy("");
  return status;
}
