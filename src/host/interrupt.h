/* SPDX-License-Identifier: GPL-3.0-or-later
   Ctrl-C as a wish: what takes long asks from time to time whether it
   should come to an end, and keeps what it has. */
#ifndef INTERRUPT_H
#define INTERRUPT_H

/* From now on SIGINT and SIGTERM are noted instead of ending the program;
   a second one does end it.  Signals that were ignored stay ignored. */
void interrupt_catch(void);

/* Back to what they did before. */
void interrupt_release(void);

/* The signal that came since interrupt_catch, or 0; SIGALRM where the time of
   --max-seconds is up (see deadline.h). */
int interrupt_pending(void);

#endif
