/* SPDX-License-Identifier: GPL-3.0-or-later
   The tables of `make rates`.  Read rates.h before. */
#include <gsl/gsl_cdf.h>
#include <string.h>

#include "rates.h"

const char *const rates_worlds[WORLDS] = {
  "ordinary", "ties", "wide", "wild", "deep", "maps", "saturated", "extreme"};
static const char *const rules[RULES] = {
  "R1 forward = reverse", "R2 differences", "R3 duality test",
  "R3 differences", "PyTorch's gradcheck", "JAX's check_grads",
  "GSL, 1 x its error", "GSL, 10 x its error"};
static const char *const reasons[REASONS] = {
  "none", "singular", "kink", "domain edge", "varies too fast",
  "rounding noise", "unsettled", "jump", "underflow", "overflow"};

/* The upper 95 % limit of a rate of which `found` in `of` were seen (Clopper
   and Pearson, one-sided). */
static double upper_limit(uint64_t found, uint64_t of)
{
  double low = 0, high = 1, more = (double)found + 1;
  if (found >= of)
    return 1;
  for (int i = 0; i < 100; i++) {
    double middle = low + (high - low) / 2;
    if (gsl_cdf_beta_P(middle, more, (double)(of - found)) < 0.95)
      low = middle;
    else
      high = middle;
  }
  return high;
}

static double share(uint64_t part, uint64_t of)
{
  return of == 0 ? 0 : (double)part / (double)of;
}

/* "0" or a percentage. */
static void put_share(FILE *to, int width, uint64_t part, uint64_t of)
{
  char text[40];
  if (of == 0)
    strcpy(text, "-");
  else if (part == 0)
    strcpy(text, "0");
  else
    snprintf(text, sizeof text, "%.2g %%", 100 * share(part, of));
  fprintf(to, " %*s", width, text);
}

static struct counts sum_of(const struct counts *c)
{
  struct counts all = {0};
  for (size_t w = 0; w < WORLDS; w++)
    counts_add(&all, &c[w]);
  return all;
}

static void put_rates(FILE *to, const char *title, const struct counts *c)
{
  fprintf(to, "%s\n  %-20s %9s %8s %9s %9s %9s  missed:", title, "rule",
          "tests", "alarms", "", "undecided", "weak");
  for (size_t k = 0; k < FACTORS; k++)
    fprintf(to, " %9s", rates_factor_names[k]);
  fputc('\n', to);
  for (size_t i = 0; i < RULES; i++) {
    const struct rate *r = &c->rates[i];
    fprintf(to, "  %-20s %9llu %8llu", rules[i], (unsigned long long)r->tests,
            (unsigned long long)r->alarms);
    put_share(to, 9, r->alarms, r->tests);
    put_share(to, 9, r->undecided, r->tests);
    put_share(to, 9, r->weak, r->tests);
    fputs("         ", to);
    for (size_t k = 0; k < FACTORS; k++)
      put_share(to, 9, r->missed[k], r->planted[k]);
    fputc('\n', to);
  }
  fputc('\n', to);
}

static void put_reasons(FILE *to, const struct counts *c)
{
  fputs("Inconclusive by reason\n  rule      world        tests", to);
  for (size_t i = AD_REASON_KINK; i < REASONS; i++)
    fprintf(to, " %15s", reasons[i]);
  fputs("           total\n", to);
  for (size_t along = 0; along < 2; along++)
    for (size_t w = 0; w < WORLDS; w++) {
      const struct rate *r = &c[w].rates[along ? RULE_R3 : RULE_R2];
      fprintf(to, "  %-9s %-9s %8llu", along ? "R3" : "R2", rates_worlds[w],
              (unsigned long long)r->tests);
      for (size_t i = AD_REASON_KINK; i < REASONS; i++)
        put_share(to, 15, c[w].reasons[along][i], r->tests);
      put_share(to, 15, r->undecided, r->tests);
      fputc('\n', to);
    }
  fputc('\n', to);
}

/* Mistakes of 10 % and more. */
static uint64_t large(const uint64_t count[FACTORS])
{
  uint64_t sum = 0;
  for (size_t k = 0; k < LARGE_FACTORS; k++)
    sum += count[k];
  return sum;
}

static void put_limits(FILE *to, const struct counts *c)
{
  fprintf(to, "Upper 95 %% limits\n  %-20s %20s %20s   %s\n", "rule",
          "false alarms", "missed, >= 10 %", "per million");
  for (size_t i = 0; i < RULES; i++) {
    const struct rate *r = &c->rates[i];
    uint64_t planted = large(r->planted), missed = large(r->missed);
    fprintf(to, "  %-20s %8llu: %10.3g %8llu: %10.3g\n", rules[i],
            (unsigned long long)r->alarms,
            1e6 * upper_limit(r->alarms, r->tests),
            (unsigned long long)missed, 1e6 * upper_limit(missed, planted));
  }
  fputc('\n', to);
}

static void put_graphs(FILE *to, const struct counts *c)
{
  fprintf(to, "  %-9s %9s %12s %11s %9s %9s %7s %7s %7s %11s %11s %9s\n",
          "world", "graphs", "derivatives", "directions", "no path",
          "singular", "untrue", "beyond", "lost", "|f-r|/bound", "|q-t|/tol",
          "|r-t|/E");
  for (size_t w = 0; w < WORLDS; w++)
    fprintf(to,
            "  %-9s %9llu %12llu %11llu %9llu %9llu %7llu %7llu %7llu %11.3g "
            "%11.3g %9.3g\n",
            rates_worlds[w], (unsigned long long)c[w].graphs,
            (unsigned long long)c[w].derivatives,
            (unsigned long long)c[w].directions,
            (unsigned long long)c[w].zero, (unsigned long long)c[w].singular,
            (unsigned long long)c[w].untrue, (unsigned long long)c[w].beyond,
            (unsigned long long)c[w].lost, c[w].worst_bound,
            c[w].worst_tolerance, c[w].worst_error);
  fputc('\n', to);
}

void rates_print(FILE *to, const struct counts *c)
{
  struct counts all = sum_of(c);
  put_graphs(to, c);
  fputs("Right derivatives that a rule calls wrong (alarms) or cannot judge,"
        "\nand mistakes that it calls right:\n\n", to);
  put_rates(to, "All worlds", &all);
  for (size_t w = 0; w < WORLDS; w++)
    put_rates(to, rates_worlds[w], &c[w]);
  put_reasons(to, c);
  put_limits(to, &all);
}

static void put_csv_rate(FILE *to, const char *world, const char *rule,
                         const struct rate *r)
{
  for (size_t k = 0; k < FACTORS; k++)
    fprintf(to, "%s,\"%s\",%llu,%llu,%llu,%llu,%s,%llu,%llu,%llu\n", world,
            rule, (unsigned long long)r->tests, (unsigned long long)r->alarms,
            (unsigned long long)r->undecided, (unsigned long long)r->weak,
            rates_factor_names[k] + 2, (unsigned long long)r->planted[k],
            (unsigned long long)r->missed[k], (unsigned long long)r->open[k]);
}

void rates_print_csv(FILE *to, const struct counts *c)
{
  fputs("world,rule,tests,false alarms,undecided,weak,mistake,planted,missed,"
        "undecided or weak\n", to);
  for (size_t w = 0; w < WORLDS; w++)
    for (size_t i = 0; i < RULES; i++)
      put_csv_rate(to, rates_worlds[w], rules[i], &c[w].rates[i]);
}
