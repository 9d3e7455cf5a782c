// SPDX-License-Identifier: GPL-3.0-or-later
// What a peer in C++ needs: the problem as bench exported it, a stopwatch and
// the lines that bench reads.  Read peers.h before.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
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

struct Times {
  double wall, cpu;
};

inline double seconds_at_work()
{
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

inline double median(std::vector<double> x)
{
  std::sort(x.begin(), x.end());
  return x[x.size() / 2];
}

// The library measures the same before each round of a method that it has.
inline void wait_for_turn()
{
  char line[16];
  printf("turn\n");
  fflush(stdout);
  if (!fgets(line, sizeof line, stdin))
    exit(EXIT_FAILURE);
}

// How far got[m x n] is off.
inline double error_of(const Problem &p, const double *got)
{
  double error = 0, largest = 0;
  for (size_t k = 0; k < p.J.size(); k++) {
    if (std::isnan(got[k]))
      return HUGE_VAL;
    error = std::max(error, std::fabs(got[k] - p.J[k]));
    largest = std::max(largest, std::fabs(p.J[k]));
  }
  return largest > 0 ? error / largest : error;
}

// Calls f(x) over and over at points that move by last bits, checks what it
// left in got[m x n] against the problem, and prints a line.  x is `own`, where
// the tool has a place for it.  Gradients and Jacobians take turns with the
// library.
template <class F>
void report(const Problem &p, const Pace &pace, const char *method,
            double bytes, const double *got, F f, double *own = nullptr)
{
  using clock = std::chrono::steady_clock;
  const size_t rounds = 3;
  std::vector<double> copy = p.x, wall, cpu;
  double *x = own ? own : copy.data();
  size_t at = 0, i = 0, calls = 1;
  auto sample = [&] {
    double worked = seconds_at_work();
    auto start = clock::now();
    for (size_t c = 0; c < calls; c++, i++) {
      x[at] = p.x[at] * (1 + 1e-15 * (double)(i & 3));
      at = at + 1 == p.n ? 0 : at + 1;
      f(x);
    }
    double t = std::chrono::duration<double>(clock::now() - start).count();
    return Times{t, seconds_at_work() - worked};
  };
  double t = sample().wall, error = error_of(p, got);
  while ((t = sample().wall) < pace.sample) {
    double factor = 1.1 * pace.sample / std::max(t, 1e-9);
    calls = (size_t)((double)calls * std::min(factor, 50.0)) + 1;
  }
  const std::string word = method;
  bool by_turns = word == "gradient" || word.compare(0, 8, "jacobian") == 0;
  std::vector<Times> of_round;
  for (size_t r = 0; r < rounds; r++) {
    if (by_turns) {
      wait_for_turn();
      sample(); // what was in the caches is back
    }
    size_t first = wall.size();
    for (size_t s = 0; s < std::max<size_t>(pace.samples / rounds, 1); s++) {
      Times one = sample();
      wall.push_back(one.wall / (double)calls);
      cpu.push_back(one.cpu / (double)calls);
    }
    of_round.push_back({median({wall.begin() + (long)first, wall.end()}),
                        median({cpu.begin() + (long)first, cpu.end()})});
  }
  printf("%s,%.9g,%.9g,%.9g,%.9g,%.0f,%.3e", method, median(wall),
         *std::min_element(wall.begin(), wall.end()),
         *std::max_element(wall.begin(), wall.end()), median(cpu), bytes,
         error);
  for (const Times &one : of_round)
    if (by_turns)
      printf(",%.9g,%.9g", one.wall, one.cpu);
  printf("\n");
  fflush(stdout);
}
