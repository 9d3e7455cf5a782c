/* SPDX-License-Identifier: GPL-3.0-or-later
   What this machine is.  Read machine.h before. */
#ifdef __APPLE__
#define _DARWIN_C_SOURCE /* sysctlbyname                                   */
#endif

#include "host/machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#ifdef __APPLE__
#include <sys/sysctl.h>
#endif

#include <gsl/gsl_version.h>

#include "host/exits.h"
#include "host/threads.h"
#include "kernels/kernels.h"

#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "unknown"
#endif
#ifndef AD_COMPILER_FLAGS
#define AD_COMPILER_FLAGS ""
#endif

#if defined __clang__
#define COMPILER "clang " __clang_version__
#elif defined __GNUC__
#define COMPILER "gcc " __VERSION__
#else
#define COMPILER "a C compiler"
#endif

/* --- the processor -------------------------------------------------------- */

/* The text behind the colon of a line "model name : ...", in `line`; NULL
   where it is another line. */
static char *model_of(char *line)
{
  char *colon = strchr(line, ':');
  if (strncmp(line, "model name", 10) != 0 || !colon)
    return NULL;
  char *model = colon + 1 + strspn(colon + 1, " \t");
  model[strcspn(model, "\n")] = '\0';
  return model;
}

/* Linux; elsewhere there is no such file. */
static char *read_cpuinfo(void)
{
  char line[512], *model = NULL, *found = NULL;
  FILE *file = fopen("/proc/cpuinfo", "r");
  if (!file)
    return NULL;
  while (!model && fgets(line, sizeof line, file))
    model = model_of(line);
  if (model && *model)
    found = memory_copy(model);
  fclose(file);
  return found;
}

static char *ask_system(void)
{
#ifdef __APPLE__
  char model[256];
  size_t size = sizeof model;
  if (sysctlbyname("machdep.cpu.brand_string", model, &size, NULL, 0) == 0)
    return memory_format("%.*s", (int)sizeof model - 1, model);
#endif
  return NULL;
}

static char *find_cpu(const struct utsname *system)
{
  char *cpu = read_cpuinfo();
  if (!cpu)
    cpu = ask_system();
  return cpu ? cpu : memory_copy(system->machine);
}

/* --- the rest ------------------------------------------------------------- */

/* The name and version that the library's configuration begins with. */
static char *find_cblas(void)
{
  const char *library = threads_library();
  size_t n = strcspn(library, " ");
  if (!*library)
    return memory_copy("own loops");
  n += strspn(library + n, " ");
  n += strcspn(library + n, " ");
  return memory_format("%.*s", (int)n, library);
}

struct machine machine_find(void)
{
  struct utsname system;
  if (uname(&system) == -1)
    memset(&system, 0, sizeof system);
  long cores = sysconf(_SC_NPROCESSORS_ONLN);
  return (struct machine){
      .version = PACKAGE_VERSION,
      .cpu = find_cpu(&system),
      .cores = cores > 0 ? (size_t)cores : 1,
      .os = memory_format("%s %s", system.sysname, system.release),
      .compiler = COMPILER,
      .flags = AD_COMPILER_FLAGS,
      .gsl = gsl_version,
      .cblas = find_cblas(),
      .threads = threads_count(),
      .kernels = ad_kernels_choose()->name};
}

void machine_free(struct machine *m)
{
  free(m->cpu);
  free(m->os);
  free(m->cblas);
  *m = (struct machine){0};
}

char *machine_text(const struct machine *m)
{
  return memory_format("gradcompare %s on %s, %zu core%s, %s; %s %s; GSL %s; "
                       "%s, %zu thread%s; %s kernels",
                       m->version, m->cpu, m->cores, m->cores == 1 ? "" : "s",
                       m->os, m->compiler, m->flags, m->gsl, m->cblas,
                       m->threads, m->threads == 1 ? "" : "s", m->kernels);
}
