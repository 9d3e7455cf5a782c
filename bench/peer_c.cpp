// SPDX-License-Identifier: GPL-3.0-or-later
// What `gradcompare export --to c` writes of the workload's worksheet, timed as
// the peers are: peer_c.sh makes generated.h and the function ADJOINT; SEEDED,
// where the output is no number, and the Jacobian takes a call a row.  Its
// structs hold numbers only: the leaves are the data, and the point, from POINT
// on, in one piece.  It stays there, as it would in a program that descends.
// Read peers.h before.
#include <cstddef>

#include "peer_problem.hpp"

#define restrict // in prototypes only, and C++ has none in arrays
extern "C" {
#include "generated.h"
}

static generated_leaves at;
static generated_outputs value;

#ifdef SEEDED
enum { ROWS = sizeof value / sizeof(double) };
static double seed[ROWS];
#else
enum { ROWS = 1 };
#endif
static generated_wrt gradient[ROWS];

static void derive()
{
#ifdef SEEDED
  for (size_t k = 0; k < ROWS; k++) {
    seed[k] = 1;
    ADJOINT(&at, seed, &value, &gradient[k]);
    seed[k] = 0;
  }
#else
  ADJOINT(&at, &value, gradient);
#endif
}

int main(int argc, char **argv)
{
  if (argc != 5)
    return EXIT_FAILURE;
  Problem p = read_problem(argv[1], argv[2]);
  Pace pace = {atof(argv[3]), (size_t)atoi(argv[4])};
  double *to = reinterpret_cast<double *>(&at);
  double *point = to + offsetof(generated_leaves, POINT) / sizeof(double);
  double *end = to + sizeof at / sizeof(double);
  if (sizeof *gradient != p.n * sizeof(double) || ROWS != p.m)
    return EXIT_FAILURE;
  for (const std::vector<double> &data : p.data) {
    to += to == point ? p.n : 0;
    if (data.size() > (size_t)(end - to))
      return EXIT_FAILURE;
    to = std::copy(data.begin(), data.end(), to);
  }
  if (to != end && to != point)
    return EXIT_FAILURE;
  std::copy(p.x.begin(), p.x.end(), point);
  report(p, pace, p.is("W6") ? "jacobian-reverse-1" : "gradient", 0,
         reinterpret_cast<double *>(gradient), [](double *) { derive(); },
         point);
  return EXIT_SUCCESS;
}
