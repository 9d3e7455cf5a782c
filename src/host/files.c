/* SPDX-License-Identifier: GPL-3.0-or-later
   See files.h. */
#include "host/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/exits.h"
#include "host/inputs.h"

const char *files_base(const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

size_t files_stem(const char *base)
{
  size_t n = strlen(base);
  return n > 5 && strcmp(base + n - 5, ".grad") == 0 ? n - 5 : n;
}

/* Not to wait for the other end of a pipe. */
enum { READING = O_RDONLY | O_NONBLOCK | O_CLOEXEC };

/* What is wrong with what was opened; NULL: nothing. */
static const char *fault_of(int fd)
{
  struct stat there;
  if (fstat(fd, &there) == -1 || S_ISDIR(there.st_mode))
    return "it is a folder";
  if (!S_ISREG(there.st_mode))
    return "it is no file (standard input is written -)";
  return NULL;
}

static int checked(int fd, const char *name, const char **why)
{
  *why = fd == -1 ? NULL : fault_of(fd);
  if (fd != -1 && *why) {
    close(fd);
    return -1;
  }
  if (fd != -1)
    inputs_note(fd, name);
  return fd;
}

int files_open(const char *path, const char **why)
{
  return checked(open(path, READING), path, why);
}

int files_open_entry(const char *path, const char **why)
{
  int fd = open(path, READING | O_NOFOLLOW);
  *why = fd == -1 ? NULL : fault_of(fd);
  if (fd == -1 && (errno == ELOOP || errno == EMLINK))
    *why = "it is a link, which is not followed";
  if (fd != -1 && *why) {
    close(fd);
    return -1;
  }
  return fd;
}

static FILE *stream_of(int fd, const char *path, const char *why,
                       ad_error *err)
{
  FILE *stream = fd == -1 ? NULL : fdopen(fd, "rb");
  if (stream)
    return stream;
  ad_fail(err, AD_EIO, "cannot open '%s': %s", path,
          why ? why : strerror(errno));
  if (fd != -1)
    close(fd);
  return NULL;
}

FILE *files_beside(const char *folder, const char *name, ad_error *err)
{
  const char *why;
  char *path = folder && name[0] != '/' && strcmp(folder, ".") != 0
                   ? memory_format("%s/%s", folder, name)
                   : memory_copy(name);
  int fd = files_open(path, &why);
  FILE *stream = stream_of(fd, path, why, err);
  free(path);
  return stream;
}

/* --- not to be trusted ---------------------------------------------------- */

/* A folder or the file at the end of a path, step by step: no step may be a
   link. */
static int open_steps(int at, const char *name)
{
  char *step = memory_copy(name), *next = step;
  while (at != -1 && next) {
    char *slash = strchr(next, '/');
    if (slash)
      *slash = '\0';
    int fd = openat(at, *next ? next : ".",
                    READING | O_NOFOLLOW | (slash ? O_DIRECTORY : 0));
    int error = errno;
    close(at);
    errno = error;
    at = fd;
    next = slash ? slash + 1 : NULL;
  }
  free(step);
  return at;
}

static int leads_out(const char *name)
{
  if (name[0] == '/')
    return 1;
  for (const char *step = name; step; step = strchr(step, '/')) {
    step += *step == '/';
    size_t n = strcspn(step, "/");
    if (n == 2 && step[0] == '.' && step[1] == '.')
      return 1;
  }
  return 0;
}

FILE *files_inside(const char *folder, const char *name, ad_error *err)
{
  const char *why;
  if (leads_out(name)) {
    ad_fail(err, AD_EINPUT, "'%s' leads out of the folder of the worksheet, "
            "which --untrusted does not allow", name);
    return NULL;
  }
  int at = open(folder ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int fd = at == -1 ? -1 : open_steps(at, name);
  if (fd == -1 && (errno == ELOOP || errno == EMLINK)) {
    ad_fail(err, AD_EINPUT, "'%s' is a link, which --untrusted does not "
            "follow", name);
    return NULL;
  }
  fd = checked(fd, name, &why);
  return stream_of(fd, name, why, err);
}
