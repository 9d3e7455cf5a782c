// SPDX-License-Identifier: GPL-3.0-or-later
// What a peer in C++ needs: the problem as bench exported it, a stopwatch and
// the lines that bench reads.  Read peers.h before.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

struct Problem {
  std::string name;
  size_t n, m;
  std::vector<std::vector<double>> data;
  std::vector<double> x, y, J;

  bool is(const char *prefix) const
  {
    return name.compare(0, std::string(prefix).size(), prefix) == 0;
  }
};

// Exits where the file does not hold what it should.
inline std::vector<double> take(FILE *f, size_t n)
{
  std::vector<double> x(n);
  if (fread(x.data(), sizeof(double), n, f) != n) {
    fprintf(stderr, "peer: the problem is incomplete\n");
    exit(EXIT_FAILURE);
  }
  return x;
}

inline Problem read_problem(const char *name, const char *file)
{
  Problem p;
  FILE *f = fopen(file, "rb");
  if (!f) {
    perror(file);
    exit(EXIT_FAILURE);
  }
  p.name = name;
  std::vector<double> head = take(f, 3);
  p.n = (size_t)head[0];
  p.m = (size_t)head[1];
  std::vector<double> sizes = take(f, (size_t)head[2]);
  for (double size : sizes)
    p.data.push_back(take(f, (size_t)size));
  p.x = take(f, p.n);
  p.y = take(f, p.m);
  p.J = take(f, p.m * p.n);
  fclose(f);
  return p;
}

struct Pace {
  double sample;
  size_t samples;
};

// Calls f(x) over and over at points that move by last bits, checks what it
// left in got[m x n] against the problem, and prints a line.
template <class F>
void report(const Problem &p, const Pace &pace, const char *method,
            double bytes, const double *got, F f)
{
  using clock = std::chrono::steady_clock;
  std::vector<double> x = p.x, times;
  size_t at = 0, i = 0, calls = 1;
  auto sample = [&] {
    auto start = clock::now();
    for (size_t c = 0; c < calls; c++, i++) {
      x[at] = p.x[at] * (1 + 1e-15 * (double)(i & 3));
      at = at + 1 == p.n ? 0 : at + 1;
      f(x.data());
    }
    return std::chrono::duration<double>(clock::now() - start).count();
  };
  double error = 0, largest = 0, t = sample();
  for (size_t k = 0; k < p.J.size(); k++) {
    error = std::max(error, std::fabs(got[k] - p.J[k]));
    largest = std::max(largest, std::fabs(p.J[k]));
  }
  while ((t = sample()) < pace.sample) {
    double factor = 1.1 * pace.sample / std::max(t, 1e-9);
    calls = (size_t)((double)calls * std::min(factor, 50.0)) + 1;
  }
  for (size_t s = 0; s < pace.samples; s++)
    times.push_back(sample() / (double)calls);
  std::sort(times.begin(), times.end());
  printf("%s,%.9g,%.9g,%.9g,%.0f,%.3e\n", method, times[times.size() / 2],
         times.front(), times.back(), bytes, error / largest);
  fflush(stdout);
}
