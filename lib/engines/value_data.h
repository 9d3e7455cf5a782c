/* SPDX-License-Identifier: GPL-3.0-or-later
   The inside of a plain evaluation: every node's value has a place of its
   own.  Internal to value.c, origin.c and the
   engines that share its point; read value.h and program.h
   before. */
#ifndef AD_VALUE_DATA_H
#define AD_VALUE_DATA_H

#include "program/program.h"
#include "value.h"

struct ad_value {
  ad_program program; /* AD_PLAN_ALL                                       */
  ad_memory memory;
  size_t points; /* how often a leaf was set: engines that share the point
                    tell by it that it is another                          */
};

#endif
