// SPDX-License-Identifier: GPL-3.0-or-later
// Sacado on one workload: reverse by Rad, recorded at every call; Jacobians
// also forward by SFad, 64 directions at once.  Read peers.h before.
#include <Sacado_No_Kokkos.hpp>
#include <Sacado_trad.hpp>

using Reverse = Sacado::Rad::ADvar<double>;
using Forward = Sacado::Fad::Exp::SFad<double, 64>;

namespace Sacado {
namespace Rad {
inline ADvar<double> relu(const ADvar<double> &z)
{
  return z.val() > 0 ? z : ADvar<double>(0.0);
}
inline double plain_value(const ADvar<double> &z) { return z.val(); }
}
namespace Fad { namespace Exp {
template <class S> double plain_value(const GeneralFad<S> &z)
{
  return z.val();
}
template <class S> GeneralFad<S> relu(const GeneralFad<S> &z)
{
  return z.val() > 0 ? z : GeneralFad<S>(0.0);
}
} }
}

#include "peer_functions.hpp"

static void reverse(const Problem &p, const Pace &pace, const char *method)
{
  std::vector<double> J(p.m * p.n), weights(p.m);
  report(p, pace, method, 0, J.data(), [&](const double *x) {
    std::vector<Reverse> ax(p.n), ay(p.m);
    std::vector<Reverse *> outputs(p.m);
    for (size_t i = 0; i < p.n; i++)
      ax[i] = x[i];
    evaluate(p, ax.data(), ay.data());
    for (size_t k = 0; k < p.m; k++)
      outputs[k] = &ay[k];
    for (size_t k = 0; k < p.m; k++) {
      weights[k] = 1;
      Reverse::Weighted_Gradcomp(p.m, outputs.data(), weights.data());
      weights[k] = 0;
      for (size_t i = 0; i < p.n; i++)
        J[k * p.n + i] = ax[i].adj();
    }
  });
}

// Of 64 inputs.
static void forward(const Problem &p, const Pace &pace)
{
  std::vector<double> J(p.m * p.n);
  report(p, pace, "jacobian-forward-64", 0, J.data(), [&](const double *x) {
    std::vector<Forward> ax(p.n), ay(p.m);
    for (size_t i = 0; i < p.n; i++) {
      ax[i] = x[i];
      ax[i].fastAccessDx((int)i) = 1;
    }
    evaluate(p, ax.data(), ay.data());
    for (size_t k = 0; k < p.m; k++)
      for (size_t i = 0; i < p.n; i++)
        J[k * p.n + i] = ay[k].dx((int)i);
  });
}

int main(int argc, char **argv)
{
  if (argc != 5)
    return EXIT_FAILURE;
  Problem p = read_problem(argv[1], argv[2]);
  Pace pace = {atof(argv[3]), (size_t)atoi(argv[4])};
  if (!(p.is("W1") || p.is("W2") || p.is("W3") || p.is("W5") || p.is("W6")))
    return EXIT_SUCCESS;
  reverse(p, pace, p.is("W6") ? "jacobian-reverse-1" : "gradient");
  if (p.is("W6"))
    forward(p, pace);
  return EXIT_SUCCESS;
}
