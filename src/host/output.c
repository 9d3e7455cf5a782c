/* SPDX-License-Identifier: GPL-3.0-or-later
   Files written beside their name and renamed.  Read output.h before. */
#include "host/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/exits.h"
#include "host/files.h"
#include "host/inputs.h"

/* What a signal's handler removes.  The one variable of this program that
   changes: a handler cannot be given an argument. */
static char *volatile half_written;

static const int deadly[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};

void output_guard_descriptors(void)
{
  /* The wrong way round, so that using one is an error. */
  static const int mode[] = {O_WRONLY, O_RDONLY, O_WRONLY};
  for (int fd = 0; fd < 3; fd++)
    if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
      (void)!open("/dev/null", mode[fd]);
}

void output_abandon(void)
{
  if (half_written)
    unlink(half_written);
}

void output_disown(void)
{
  half_written = NULL;
}

/* Not SA_RESETHAND: a second signal that comes before the first one's
   handler runs would find the default action. */
static void die_by_signal(int number)
{
  output_abandon();
  signal(number, SIG_DFL);
  raise(number); /* blocked until this function returns                   */
}

/* mkstemp, without a moment at which a signal would leave the file. */
static int make_half_written(char *name)
{
  sigset_t set, old;
  sigemptyset(&set);
  for (size_t i = 0; i < sizeof deadly / sizeof deadly[0]; i++)
    sigaddset(&set, deadly[i]);
  sigprocmask(SIG_BLOCK, &set, &old);
  int fd = mkstemp(name);
  if (fd != -1)
    half_written = name;
  sigprocmask(SIG_SETMASK, &old, NULL);
  return fd;
}

/* Signals that were ignored when the program started stay ignored. */
static void catch_signals(void)
{
  struct sigaction old, act = {.sa_handler = die_by_signal};
  sigemptyset(&act.sa_mask);
  for (size_t i = 0; i < sizeof deadly / sizeof deadly[0]; i++)
    if (sigaction(deadly[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
      sigaction(deadly[i], &act, NULL);
}

static int refuse(struct output *output, const char *what)
{
  complain("%s: cannot be written: %s", output->path, what);
  free(output->path);
  free(output->temporary);
  *output = (struct output){.status = EXIT_SYSTEM};
  return EXIT_SYSTEM;
}

static int open_directly(struct output *output)
{
  output->stream = fopen(output->path, "w");
  return output->stream ? EXIT_FINE : refuse(output, strerror(errno));
}

/* The mode of a file that is replaced, or what open would give a new one. */
static mode_t final_mode(const char *path)
{
  struct stat there;
  if (lstat(path, &there) == 0 && S_ISREG(there.st_mode))
    return there.st_mode & 0777;
  mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

static char *name_beside(const char *path)
{
  return memory_format("%.*s.gradcompare-XXXXXX",
                       (int)(files_base(path) - path), path);
}

static int open_beside(struct output *output)
{
  output->temporary = name_beside(output->path);
  catch_signals();
  int fd = make_half_written(output->temporary);
  if (fd == -1)
    return refuse(output, strerror(errno));
  output->stream = fdopen(fd, "w");
  if (output->stream && fchmod(fd, final_mode(output->path)) == 0)
    return EXIT_FINE;
  int error = errno;
  output_abandon();
  half_written = NULL;
  if (output->stream)
    fclose(output->stream);
  else
    close(fd);
  return refuse(output, strerror(error));
}

int output_open(struct output *output, const char *path)
{
  struct stat there;

  signal(SIGXFSZ, SIG_IGN); /* a file too large is a failed write then    */
  *output = (struct output){.stream = stdout};
  if (!path || strcmp(path, "-") == 0)
    return EXIT_FINE;
  output->stream = NULL;
  output->status = inputs_spare(path);
  if (output->status != EXIT_FINE)
    return output->status;
  output->path = memory_copy(path);
  size_t n = strlen(path);
  int exists = stat(path, &there) == 0;
  if (n == 0 || path[n - 1] == '/' || (exists && S_ISDIR(there.st_mode)))
    return refuse(output, n == 0 ? "its name is empty" : "it is a folder");
  if (exists && !S_ISREG(there.st_mode))
    return open_directly(output);
  return open_beside(output);
}

/* Why a write failed first; 0: none did, or the stream did not say. */
static int failed_write;

void output_flush(FILE *stream)
{
  errno = 0;
  if (fflush(stream) != 0 && !failed_write)
    failed_write = errno;
}

/* What is wrong with the stream, or 0.  Where an earlier write failed, nobody
   has kept the reason: one byte more, which what is broken can bear, finds
   it. */
static int stream_error(FILE *stream)
{
  output_flush(stream);
  if (!ferror(stream))
    return 0;
  if (!failed_write) {
    clearerr(stream);
    fputc('\n', stream);
    output_flush(stream);
  }
  return failed_write ? failed_write : EIO;
}

static int finish_standard(struct output *output)
{
  int error = stream_error(output->stream);
  if (!error)
    return EXIT_FINE;
  complain("standard output: cannot be written: %s", strerror(error));
  return EXIT_SYSTEM;
}

/* Flushes and closes; the error of the first thing that failed, or 0. */
static int finish_stream(struct output *output)
{
  int error = stream_error(output->stream);
  if (!error && output->temporary && fsync(fileno(output->stream)) != 0 &&
      errno != EINVAL && errno != ENOSYS)
    error = errno;
  if (fclose(output->stream) != 0 && !error)
    error = errno;
  return error;
}

int output_spare(struct output *output)
{
  if (output->status == EXIT_FINE && output->path)
    output->spared = inputs_spare(output->path);
  return output->spared;
}

/* What it would have replaced is read: that has been said. */
static int drop(struct output *output)
{
  fclose(output->stream);
  if (output->temporary)
    unlink(output->temporary);
  half_written = NULL;
  free(output->path);
  free(output->temporary);
  return output->spared;
}

int output_close(struct output *output, int keep)
{
  if (output->status != EXIT_FINE)
    return output->status;
  if (!output->path)
    return finish_standard(output);
  if (output->spared != EXIT_FINE || output_spare(output) != EXIT_FINE)
    return drop(output);
  int error = finish_stream(output);
  if (output->temporary) {
    if (!error && keep && rename(output->temporary, output->path) != 0)
      error = errno;
    if (error || !keep)
      unlink(output->temporary);
    half_written = NULL;
  }
  if (error)
    return refuse(output, strerror(error));
  if (!keep && output->temporary)
    complain("%s: %s", output->path, access(output->path, F_OK) == 0
                                       ? "left as it was"
                                       : "not written");
  free(output->path);
  free(output->temporary);
  return EXIT_FINE;
}
