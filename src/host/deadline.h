/* SPDX-License-Identifier: GPL-3.0-or-later
   --max-seconds: an alarm that ends the program, or asks it to come to an
   end, wherever it is.  What is mostly short and should not be torn (a report
   being printed, pictures being drawn) stops the clock meanwhile, for as long
   again at most (10 seconds); gnuplot, which may hang, is given what is left of
   it. */
#ifndef DEADLINE_H
#define DEADLINE_H

/* Starts the clock: after so many seconds (0: never) the program removes
   what is half written, says so and ends with EXIT_SYSTEM. */
void deadline_start(unsigned seconds);

/* From now on time's end is only noted, for deadline_passed; as long again
   (at most 10 seconds) is given to come to an end before the above happens. */
void deadline_be_polite(void);
int deadline_passed(void);

/* Stops the clock, and lets it go on where it stood. */
void deadline_hold(void);
void deadline_go_on(void);

/* While it stands: the seconds that are left; 0: there is no limit. */
unsigned deadline_left(void);

#endif
