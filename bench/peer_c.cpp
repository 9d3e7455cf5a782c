// SPDX-License-Identifier: GPL-3.0-or-later
// What `gradcompare export --to c` writes of the workload's worksheet, timed as
// the peers are: peer_c.sh makes generated.h and the function ADJOINT.  Its
// structs hold numbers only: the leaves are the data, then the point.  Read
// peers.h before.
#include <cstring>

#include "peer_problem.hpp"

#define restrict __restrict
extern "C" {
#include "generated.h"
}

static generated_leaves at;
static generated_outputs value;
static generated_wrt gradient;

int main(int argc, char **argv)
{
  if (argc != 5)
    return EXIT_FAILURE;
  Problem p = read_problem(argv[1], argv[2]);
  Pace pace = {atof(argv[3]), (size_t)atoi(argv[4])};
  double *to = reinterpret_cast<double *>(&at);
  for (const std::vector<double> &data : p.data)
    to = std::copy(data.begin(), data.end(), to);
  size_t left = sizeof at - (size_t)((char *)to - (char *)&at);
  if (left != p.n * sizeof(double) || sizeof gradient != left)
    return EXIT_FAILURE;
  report(p, pace, "gradient", 0, reinterpret_cast<double *>(&gradient),
         [&](const double *x) {
           std::memcpy(to, x, left);
           ADJOINT(&at, &value, &gradient);
         });
  return EXIT_SUCCESS;
}
