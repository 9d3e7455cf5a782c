/* SPDX-License-Identifier: GPL-3.0-or-later
   See signs.h. */
#include "page/signs.h"

/* As the command line has it, set once. */
static int symbols = 0;

void signs_use_letters(void)
{
  symbols = 0;
}

void signs_use_symbols(void)
{
  symbols = 1;
}

int sign_is_letter(void)
{
  return !symbols;
}

const char *sign_partial(void)
{
  return symbols ? "\xe2\x88\x82" : "d";
}

const char *sign_up(void)
{
  return symbols ? "\xe2\x86\x91" : "^";
}

const char *sign_down(void)
{
  return symbols ? "\xe2\x86\x93" : "v";
}

const char *sign_times(void)
{
  return symbols ? "\xc3\x97" : "x";
}
