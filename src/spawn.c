/* SPDX-License-Identifier: GPL-3.0-or-later
   fork, chdir and exec; posix_spawn cannot change the folder everywhere.
   Read spawn.h before. */
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exits.h"

extern char **environ;

enum { SAID_MOST = 64 * 1024, COULD_NOT_START = 127 };

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
  if (chdir(spawn->dir) == 0 && dup2(null, 0) == 0 && dup2(null, 1) == 1 &&
      dup2(say, 2) == 2 && sigprocmask(SIG_SETMASK, &none, NULL) == 0)
    execve(spawn->path, spawn->argv, environment);
  _exit(COULD_NOT_START);
}

/* --- the parent ----------------------------------------------------------- */

/* All that comes from `from`, of which the beginning is kept. */
static char *listen_to(int from)
{
  char *said = memory_new(SAID_MOST + 1, 1), rest[4096];
  size_t used = 0;
  for (;;) {
    int full = used == SAID_MOST;
    ssize_t got = full ? read(from, rest, sizeof rest)
                       : read(from, said + used, SAID_MOST - used);
    if (got == 0 || (got < 0 && errno != EINTR))
      return said;
    if (got > 0 && !full)
      used += (size_t)got;
  }
}

static int wait_for(pid_t child)
{
  int status;
  pid_t ended;
  do
    ended = waitpid(child, &status, 0);
  while (ended == -1 && errno == EINTR);
  if (ended == -1)
    return -1;
  if (WIFSIGNALED(status))
    return 128 + WTERMSIG(status);
  return WEXITSTATUS(status) == COULD_NOT_START ? -1 : WEXITSTATUS(status);
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
  pid_t child = fork();
  if (child == 0)
    become(spawn, environment, null, ends[1]);
  free(environment);
  close(ends[1]);
  if (child != -1)
    *said = listen_to(ends[0]);
  close(ends[0]);
  return child == -1 ? -1 : wait_for(child);
}

int spawn_run(const struct spawn *spawn, char **said)
{
  int ends[2], status = -1;
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
