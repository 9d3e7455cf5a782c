// SPDX-License-Identifier: GPL-3.0-or-later
// ADOL-C on one workload: recorded once and replayed, recorded at every call,
// forward and Jacobians with all directions at once.  Read peers.h before.
#include <adolc/adolc.h>

inline adouble relu(const adouble &z) { return fmax(z, 0.0); }
inline double plain_value(const adouble &z) { return z.value(); }

#include "peer_functions.hpp"

enum { TAPE = 1 };

// Entries of ADOL-C's buffers: so many that nothing goes to disk, and no more,
// for they are taken anew at each call.
static unsigned buffer_size(const Problem &p)
{
  return p.n >= 100000 ? 1u << 22 : p.is("W1") || p.is("W2") ? 1u << 14
       : p.is("W6") ? 1u << 18 : 1u << 21;
}

static bool record(const Problem &p, const double *x, int keep)
{
  const unsigned size = buffer_size(p);
  std::vector<double> y(p.m);
  trace_on(TAPE, keep, size, size, size, size);
  std::vector<adouble> ax(p.n), ay(p.m);
  for (size_t i = 0; i < p.n; i++)
    ax[i] <<= x[i];
  bool known = evaluate(p, ax.data(), ay.data());
  for (size_t k = 0; k < p.m; k++)
    ay[k] >>= y[k];
  ax.clear();
  ay.clear();
  trace_off();
  return known;
}

// Operations, their places and constants, and the values that the reverse
// sweep takes back.
static double tape_bytes()
{
  size_t s[STAT_SIZE];
  tapestats(TAPE, s);
  return (double)(s[NUM_OPERATIONS] + s[NUM_LOCATIONS] * sizeof(locint) +
                  (s[NUM_VALUES] + s[TAY_STACK_SIZE]) * sizeof(double));
}

// identity[n][n]; rows of it are directions or weights.
static double **identity(size_t n)
{
  double **I = myalloc2(n, n);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      I[i][j] = i == j;
  return I;
}

static void gradients(const Problem &p, const Pace &pace)
{
  std::vector<double> g(p.n);
  int n = (int)p.n;
  double one = 1;
  record(p, p.x.data(), 1);
  report(p, pace, "gradient", tape_bytes(), g.data(),
         [&](double *x) { gradient(TAPE, n, x, g.data()); });
  report(p, pace, "recorded", tape_bytes(), g.data(), [&](double *x) {
    record(p, x, 1);
    fos_reverse(TAPE, 1, n, &one, g.data());
  });
}

static void forward(const Problem &p, const Pace &pace, const char *method)
{
  int n = (int)p.n, m = (int)p.m;
  double **X = identity(p.n), **Y = myalloc2(p.m, p.n);
  std::vector<double> y(p.m);
  record(p, p.x.data(), 0);
  report(p, pace, method, tape_bytes(), Y[0], [&](double *x) {
    fov_forward(TAPE, m, n, n, x, X, y.data(), Y);
  });
  myfree2(X);
  myfree2(Y);
}

static void reverse(const Problem &p, const Pace &pace)
{
  int n = (int)p.n, m = (int)p.m;
  double **U = identity(p.m), **Z = myalloc2(p.m, p.n);
  std::vector<double> y(p.m);
  record(p, p.x.data(), 1);
  report(p, pace, "jacobian-reverse-all", tape_bytes(), Z[0], [&](double *x) {
    zos_forward(TAPE, m, n, 1, x, y.data());
    fov_reverse(TAPE, m, n, m, U, Z);
  });
  myfree2(U);
  myfree2(Z);
}

int main(int argc, char **argv)
{
  if (argc != 5)
    return EXIT_FAILURE;
  Problem p = read_problem(argv[1], argv[2]);
  Pace pace = {atof(argv[3]), (size_t)atoi(argv[4])};
  if (!record(p, p.x.data(), 0))
    return EXIT_SUCCESS;
  if (p.is("W6")) {
    reverse(p, pace);
    forward(p, pace, "jacobian-forward-all");
    return EXIT_SUCCESS;
  }
  gradients(p, pace);
  if (p.n <= 1000)
    forward(p, pace, "forward-all");
  return EXIT_SUCCESS;
}
