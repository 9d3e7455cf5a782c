/* SPDX-License-Identifier: GPL-3.0-or-later
   The graphs of the worlds from WORLD_DEEP on, and a coordinate of a point for
   them.  Read rates_check.h, check_near.h and rates.h before. */
#ifndef RATES_DEEP_H
#define RATES_DEEP_H

#include "check_near.h"
#include "rates.h"

ad_graph *rates_deep(test_rng *r);
ad_graph *rates_maps(test_rng *r);
ad_graph *rates_saturated(test_rng *r);
ad_graph *rates_extreme(test_rng *r);
double rates_coordinate(enum world world, test_rng *r);

#endif
