/* SPDX-License-Identifier: GPL-3.0-or-later
   Signals noted.  Read interrupt.h before. */
#include "host/interrupt.h"

#include <signal.h>
#include <stddef.h>

#include "host/deadline.h"

/* A handler cannot be given an argument. */
static volatile sig_atomic_t pending;

static const int polite[] = {SIGINT, SIGTERM};
enum { POLITE = sizeof polite / sizeof polite[0] };
static struct sigaction before[POLITE];

static void restore(void)
{
  for (size_t i = 0; i < POLITE; i++)
    if (before[i].sa_handler != SIG_IGN)
      sigaction(polite[i], &before[i], NULL);
}

/* The next one does what it did before: it ends the program. */
static void note(int number)
{
  pending = number;
  restore();
}

void interrupt_catch(void)
{
  struct sigaction act = {.sa_handler = note, .sa_flags = SA_RESTART};
  sigemptyset(&act.sa_mask);
  for (size_t i = 0; i < POLITE; i++)
    sigaddset(&act.sa_mask, polite[i]);
  for (size_t i = 0; i < POLITE; i++)
    sigaction(polite[i], NULL, &before[i]);
  pending = 0;
  for (size_t i = 0; i < POLITE; i++)
    if (before[i].sa_handler != SIG_IGN)
      sigaction(polite[i], &act, NULL);
}

void interrupt_release(void)
{
  if (!pending)
    restore();
}

int interrupt_pending(void)
{
  if (pending)
    return (int)pending;
  return deadline_passed() ? SIGALRM : 0;
}
