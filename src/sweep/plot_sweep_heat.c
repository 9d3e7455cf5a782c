/* SPDX-License-Identifier: GPL-3.0-or-later
   The gnuplot script of a sweep over a grid: a map of forward mode's cost
   over reverse mode's.  A cell of the map is a point of the grid; cells are
   counted from 1, so that steps of any kind look even.  Read plot_sweep.h and
   contour.h before. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gnuplot/contour.h"
#include "gnuplot/plot_axis.h"
#include "host/exits.h"
#include "sweep/plot_sweep.h"

/* --- sides ---------------------------------------------------------------- */

enum side_of { SIDE_PARAMS, SIDE_OUTPUTS, SIDE_DIM };

/* One side of the map: what it counts, and the values in order. */
struct side {
  enum side_of kind;
  size_t dim;     /* of the grid's axis                                    */
  size_t n, *values;
};

static size_t value_at(const struct side *side, const struct sweep_point *p)
{
  if (side->kind == SIDE_DIM)
    return p->sizes[side->dim];
  return side->kind == SIDE_PARAMS ? p->n : p->m;
}

static int compare_sizes(const void *a, const void *b)
{
  const size_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

static void collect(struct side *side, const struct sweep *s)
{
  size_t kept = 0;
  side->values = memory_new(s->n_points, sizeof *side->values);
  for (size_t i = 0; i < s->n_points; i++)
    side->values[i] = value_at(side, &s->points[i]);
  qsort(side->values, s->n_points, sizeof *side->values, compare_sizes);
  for (size_t i = 0; i < s->n_points; i++)
    if (kept == 0 || side->values[kept - 1] != side->values[i])
      side->values[kept++] = side->values[i];
  side->n = kept;
}

/* Does `value` hang on the size of dim alone, each on its own? */
static int follows(const struct sweep *s, size_t dim, enum side_of kind)
{
  struct side value = {.kind = kind}, size = {SIDE_DIM, dim, 0, NULL};
  for (size_t i = 0; i < s->n_points; i++)
    for (size_t k = 0; k < i; k++) {
      const struct sweep_point *p = &s->points[i], *q = &s->points[k];
      if ((value_at(&value, p) == value_at(&value, q)) !=
          (value_at(&size, p) == value_at(&size, q)))
        return 0;
    }
  return 1;
}

/* Parameters to the right and outputs upwards where each is a matter of one
   axis; else the two dims themselves. */
static void choose_sides(const struct sweep *s, struct side *x, struct side *y)
{
  size_t dims[2] = {0, 0}, used = 0;
  for (size_t i = 0; i < s->n_axes && used < 2; i++)
    if (s->axis_points[i] > 1)
      dims[used++] = s->axis_dim[i];
  *x = (struct side){SIDE_DIM, dims[0], 0, NULL};
  *y = (struct side){SIDE_DIM, dims[1], 0, NULL};
  for (int turn = 0; turn < 2; turn++)
    if (follows(s, dims[turn], SIDE_PARAMS) &&
        follows(s, dims[1 - turn], SIDE_OUTPUTS)) {
      *x = (struct side){SIDE_PARAMS, dims[turn], 0, NULL};
      *y = (struct side){SIDE_OUTPUTS, dims[1 - turn], 0, NULL};
      break;
    }
  collect(x, s);
  collect(y, s);
}

/* --- values on the grid --------------------------------------------------- */

static double log_cost_ratio(const struct sweep *s,
                             const struct sweep_point *p)
{
  double forward = sweep_raw(s, p, METHOD_FORWARD);
  double reverse = sweep_raw(s, p, METHOD_REVERSE);
  if (!plot_can_show(forward) || !plot_can_show(reverse))
    return NAN;
  return log10(forward / reverse);
}

static double log_size_ratio(const struct sweep *s,
                             const struct sweep_point *p)
{
  (void)s;
  return p->n && p->m ? log10((double)p->n / (double)p->m) : NAN;
}

static size_t index_of(const struct side *side, const struct sweep_point *p)
{
  size_t i = 0, value = value_at(side, p);
  while (side->values[i] != value)
    i++;
  return i;
}

/* f[y->n x x->n], NAN where no point was measured.  The caller frees. */
static double *grid(const struct sweep *s, const struct side *x,
                    const struct side *y,
                    double (*f)(const struct sweep *s,
                                const struct sweep_point *p))
{
  size_t cells;
  if (!ad_multiply(x->n, y->n, &cells))
    cells = (size_t)-1;
  double *values = memory_new(cells, sizeof *values);
  for (size_t i = 0; i < cells; i++)
    values[i] = NAN;
  for (size_t i = 0; i < s->n_points; i++) {
    const struct sweep_point *p = &s->points[i];
    values[index_of(y, p) * x->n + index_of(x, p)] = f(s, p);
  }
  return values;
}

/* --- the script ----------------------------------------------------------- */

static int has_powers_of_2(const struct side *side)
{
  int all = 1;
  for (size_t i = 0; i < side->n; i++)
    all &= (side->values[i] & (side->values[i] - 1)) == 0;
  return all;
}

static void write_side(FILE *gp, const struct sweep *s, char which,
                       const struct side *side)
{
  char *column = side->kind == SIDE_DIM ? plot_sweep_dim(s, side->dim)
                 : memory_copy(side->kind == SIDE_PARAMS ? "parameters"
                                                         : "outputs");
  char *quoted = plot_quote(column);
  char *name = side->kind == SIDE_DIM ? plot_quote_short(s->dims[side->dim], 30)
                                      : memory_copy(quoted);
  fprintf(gp, "%c_column = %s\n%c_values = '", which, quoted, which);
  for (size_t i = 0; i < side->n; i++)
    fprintf(gp, "%s%zu", i ? " " : "", side->values[i]);
  fprintf(gp, "'\n%c_name = %s\nset %crange [0.5:%zu.5]\nset %ctics (",
          which, name, which, side->n, which);
  size_t every = (side->n + 7) / 8;
  int binary = has_powers_of_2(side);
  for (size_t i = 0; i < side->n; i += every) {
    char text[FORMAT_SIZE];
    fprintf(gp, "%s'%s' %zu", i ? ", " : "",
            binary ? plot_binary(text, (double)side->values[i])
                   : plot_si(text, (double)side->values[i], ""),
            i + 1);
  }
  fputs(")\n", gp);
  free(name);
  free(quoted);
  free(column);
}

/* The scale reaches as far on either side of 1. */
static void write_colours(FILE *gp, const double *ratio, size_t cells)
{
  double reach = log10(2);
  for (size_t i = 0; i < cells; i++)
    if (isfinite(ratio[i]))
      reach = fmax(reach, fabs(ratio[i]));
  int step = reach > 5 ? 2 : 1, most = (int)floor(reach / step) * step;
  fprintf(gp,
          "# Blue: reverse mode beats forward mode, one by one; red: the "
          "other\n# way round; even at white.\n"
          "# Light enough for the numbers to be read.\n"
          "set palette defined (-1 '#EE8A45', -0.5 '#F6BF98', 0 '#FFFFFF', "
          "0.5 '#A6D0EC', 1 '#56A5D8')\n"
          "set cbrange [%.4g:%.4g]\nset cbtics (",
          -reach, reach);
  if (most == 0)
    fputs("'1/2' log10(0.5), '1' 0, '2' log10(2)", gp);
  for (int k = -most; most > 0 && k <= most; k += step)
    fprintf(gp, "%s'%s1%.*s' %d", k > -most ? ", " : "", k < 0 ? "1/" : "",
            abs(k), "00000000000000000000", k);
  fputs(")\n"
        "set colorbox user origin screen 0.80, 0.165 size screen 0.025, 0.66\n",
        gp);
}

static void write_lines(FILE *gp, const struct side *x, const struct side *y,
                        const double *ratio, const double *sizes, int *has)
{
  fputs("# Lines in cells, from the values between them.\n"
        "$even << END\nx,y\n", gp);
  has[0] = plot_contour(gp, ratio, y->n, x->n) > 0;
  fputs("END\n$square << END\nx,y\n", gp);
  has[1] = plot_contour(gp, sizes, y->n, x->n) > 0;
  fputs("END\n", gp);
}

/* Half the room of a cell's number, as a part of the whole map: lines end
   there, as those of a contour map do. */
static const double NUMBER_WIDTH = 0.042, NUMBER_HEIGHT = 0.026;

static void write_plot(FILE *gp, const struct plot_sweep_job *job,
                       const struct side *x, const struct side *y,
                       const int *has)
{
  const char *columns = "(place(x_values, x_column)):"
                        "(place(y_values, y_column))";
  plot_begin(gp, job->name, "-heat");
  fprintf(gp,
          "  plot data using %s:(0.5):(0.5):(log10(forward_over_reverse(0))) "
          "with boxxyerror fillstyle solid noborder linecolor palette "
          "notitle",
          columns);
  if (has[1])
    fputs(", \\\n    $square using 1:2 with lines linetype 1 linecolor rgb "
          "'black' dashtype '-' linewidth 2 title 'parameters = outputs'", gp);
  if (has[0])
    fputs(", \\\n    $even using 1:2 with lines linetype 1 linecolor rgb "
          "'black' linewidth 4 title 'equal cost'", gp);
  if (x->n <= 9 && y->n <= 9)
    fprintf(gp,
            ", \\\n    data using %s:(%.3g):(%.3g):(log10("
            "forward_over_reverse(0))) with boxxyerror fillstyle solid "
            "noborder linecolor palette notitle"
            ", \\\n    data using %s:(text(forward_over_reverse(0))) with "
            "labels font ',15' notitle",
            columns, fmin(0.5, NUMBER_WIDTH * (double)x->n),
            fmin(0.5, NUMBER_HEIGHT * (double)y->n), columns);
  fputc('\n', gp);
  plot_end(gp);
}

static void write_settings(FILE *gp, const struct sweep *s)
{
  plot_title(gp);
  fprintf(
      gp,
      "set lmargin at screen 0.135\nset rmargin at screen 0.76\n"
      "set tmargin at screen 0.825\nset bmargin at screen 0.165\n"
      "unset grid\n"
      "set key at screen 0.45, screen 0.875 center vertical samplen 2 "
      "font ',18'\n"
      "set label 1 'forward / reverse, %s' at screen 0.965, screen 0.495 "
      "center rotate by 90\n"
      "set label 2 \"reverse beats forward,\\none by one\" at screen 0.87, "
      "screen 0.885 center font ',15' textcolor rgb '#0072B2'\n"
      "set label 3 \"forward, one by one,\\nbeats reverse\" at screen 0.87, "
      "screen 0.125 center font ',15' textcolor rgb '#B84F00'\n",
      s->timed ? "time" : "flops");
}

static size_t count_missing(const double *ratio, size_t cells)
{
  size_t missing = 0;
  for (size_t i = 0; i < cells; i++)
    missing += isfinite(ratio[i]) ? 0 : 1;
  return missing;
}

static void write_functions(FILE *gp)
{
  fputs("forward_over_reverse(unused) = cost('forward') / cost('reverse')\n"
        "text(r) = sprintf(r < 9.95 ? '%.2g' : '%.0f', r)\n"
        "# the place of a row in a list of values\n"
        "place(values, name) = sum [i=1:words(values)] "
        "(word(values, i) == column(name) ? i : 0)\n", gp);
}

void plot_sweep_heat(FILE *gp, const struct plot_sweep_job *job)
{
  const struct sweep *s = job->s;
  struct side x, y;
  int has[2];
  choose_sides(s, &x, &y);
  double *ratio = grid(s, &x, &y, log_cost_ratio);
  double *sizes = grid(s, &x, &y, log_size_ratio);
  fputs("\n# --- map of forward over reverse\n\n", gp);
  write_functions(gp);
  write_settings(gp, s);
  write_side(gp, s, 'x', &x);
  write_side(gp, s, 'y', &y);
  plot_sweep_names(gp, "x_name", "y_name");
  write_colours(gp, ratio, x.n * y.n);
  plot_sweep_note(gp, s, count_missing(ratio, x.n * y.n), "cell");
  write_lines(gp, &x, &y, ratio, sizes, has);
  write_plot(gp, job, &x, &y, has);
  free(ratio);
  free(sizes);
  free(x.values);
  free(y.values);
}
