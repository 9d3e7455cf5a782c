/* SPDX-License-Identifier: GPL-3.0-or-later
   Allocations that fail: a library for LD_PRELOAD (Linux with glibc).
   Calls of malloc and its kin are counted from the first that the program
   itself makes, what libraries ask for on its behalf included, but not what
   a library asks for while it is loaded: Fortran's run-time library, which a
   CBLAS brings along, ends the program there.

     FAIL_AT=n    call number n fails
     FAIL_FROM=n  that one and all after it fail
     FAIL_COUNT=F at the end, the number of calls is written to file F

   tests/torture.sh builds and uses it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *p, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static unsigned long calls, fail_at, fail_from;
static uintptr_t first, last; /* of the program in memory                 */
static int started, loading;

/* The program is the first object that is there. */
static int find_program(struct dl_phdr_info *info, size_t size, void *state)
{
  (void)size, (void)state;
  first = UINTPTR_MAX;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    uintptr_t at = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
    if (info->dlpi_phdr[i].p_type != PT_LOAD)
      continue;
    first = at < first ? at : first;
    last = at + info->dlpi_phdr[i].p_memsz > last
             ? at + info->dlpi_phdr[i].p_memsz
             : last;
  }
  return 1;
}

static unsigned long number_of(const char *variable)
{
  const char *text = getenv(variable);
  return text ? strtoul(text, NULL, 10) : 0;
}

__attribute__((constructor)) static void begin(void)
{
  fail_at = number_of("FAIL_AT");
  fail_from = number_of("FAIL_FROM");
  dl_iterate_phdr(find_program, NULL);
}

__attribute__((destructor)) static void end(void)
{
  const char *file = getenv("FAIL_COUNT");
  char digits[24];
  size_t n = sizeof digits;
  int fd = file ? open(file, O_WRONLY | O_CREAT | O_TRUNC, 0666) : -1;
  if (fd == -1)
    return;
  digits[--n] = '\n';
  for (unsigned long x = calls; x > 0; x /= 10)
    digits[--n] = (char)('0' + x % 10);
  (void)!write(fd, digits + n, sizeof digits - n);
  close(fd);
}

static int fails(const void *caller)
{
  uintptr_t at = (uintptr_t)caller;
  started = started || (at >= first && at < last);
  if (!started || loading)
    return 0;
  calls++;
  if (calls != fail_at && (fail_from == 0 || calls < fail_from))
    return 0;
  errno = ENOMEM;
  return 1;
}

void *dlopen(const char *file, int mode)
{
  void *(*load)(const char *, int) = (void *(*)(const char *, int))(uintptr_t)
    dlsym(RTLD_NEXT, "dlopen");
  loading++;
  void *library = load(file, mode);
  loading--;
  return library;
}

void *malloc(size_t size)
{
  return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
  return fails(__builtin_return_address(0)) ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t size)
{
  return fails(__builtin_return_address(0)) ? NULL : __libc_realloc(p, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
  return fails(__builtin_return_address(0)) ? NULL
                                            : __libc_memalign(alignment, size);
}
