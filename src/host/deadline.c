/* SPDX-License-Identifier: GPL-3.0-or-later
   The alarm.  Read deadline.h before. */
#include "host/deadline.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host/exits.h"
#include "host/output.h"

enum { GRACE = 10 };

/* A handler cannot be given an argument. */
static volatile sig_atomic_t polite, passed, held;
static volatile unsigned grace;
static char message[80];
static unsigned left; /* while the clock stands                           */

static void note(int number)
{
  (void)number;
  if (polite && !passed && !held) {
    passed = 1;
    alarm(grace);
    return;
  }
  output_abandon();
  (void)!write(STDERR_FILENO, message, strlen(message));
  _exit(EXIT_SYSTEM);
}

void deadline_start(unsigned seconds)
{
  struct sigaction act = {.sa_handler = note, .sa_flags = SA_RESTART};
  if (seconds == 0)
    return;
  snprintf(message, sizeof message, "gradcompare: --max-seconds %u: the time "
           "is up\n", seconds);
  grace = seconds < GRACE ? seconds : GRACE;
  sigemptyset(&act.sa_mask);
  sigaction(SIGALRM, &act, NULL);
  alarm(seconds);
}

void deadline_be_polite(void)
{
  polite = 1;
}

int deadline_passed(void)
{
  return passed;
}

void deadline_hold(void)
{
  left = alarm(0);
  held = 1;
  if (left > 0)
    alarm(left + grace);
}

void deadline_go_on(void)
{
  held = 0;
  alarm(left);
}

unsigned deadline_left(void)
{
  return left;
}
