/* SPDX-License-Identifier: GPL-3.0-or-later
   A worksheet in a C program: its value and its gradient, as an optimiser
   asks for them, and what is left after some steps of gradient descent.  Read
   gradcompare/sheet.h and tape.h first.

     cc worksheet.c $(pkg-config --cflags --libs gradcompare)
     ./a.out worksheet.grad */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gradcompare/sheet.h>
#include <gradcompare/tape.h>

/* All variables as one vector x[n], one after the other. */
static void gather(const ad_sheet *sheet, double *x)
{
  const ad_graph *g = ad_sheet_graph(sheet);

  for (size_t i = 0; i < ad_graph_wrts(g); i++) {
    const ad_shape s = ad_graph_shape(g, ad_graph_wrt(g, i));
    const double *value = ad_sheet_leaf(sheet, ad_graph_wrt_leaf(g, i));

    memcpy(x, value, s.rows * s.cols * sizeof *x);
    x += s.rows * s.cols;
  }
}

static void print(const ad_graph *g, const double *x, const double *gradient)
{
  for (size_t i = 0; i < ad_graph_wrts(g); i++) {
    const ad_ref leaf = ad_graph_wrt(g, i);
    const ad_shape s = ad_graph_shape(g, leaf);

    for (size_t e = 0; e < s.rows * s.cols; e++)
      printf("%-8s %13.10f  d/d%s %13.10f\n", ad_graph_name(g, leaf), *x++,
             ad_graph_name(g, leaf), *gradient++);
  }
}

/* room[2 n]: the variables, then the gradient. */
static ad_status descend(const ad_sheet *sheet, double *room, ad_error *err)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  const size_t n = ad_graph_wrt_entries(g);
  double *x = room, *gradient = room + n, value;
  ad_tape *t = NULL;
  ad_status status = ad_tape_new(g, 1, &t, err);

  if (status != AD_OK)
    return status;
  for (size_t i = 0; i < ad_graph_leaves(g); i++) /* data, too */
    ad_tape_set(t, i, ad_sheet_leaf(sheet, i));
  gather(sheet, x);
  for (int step = 0; step <= 200 && status == AD_OK; step++) {
    status = ad_tape_gradient(t, x, &value, gradient, err);
    if (status == AD_OK && step % 100 == 0) {
      printf("step %d: %.10f\n", step, value);
      print(g, x, gradient);
    }
    for (size_t i = 0; i < n && status == AD_OK; i++)
      x[i] -= 0.05 * gradient[i];
  }
  ad_tape_free(t);
  return status;
}

/* Errors and warnings, with the lines they are about. */
static void complain(const ad_report *report)
{
  for (size_t i = 0; i < report->count; i++) {
    char *text = NULL;

    if (ad_report_format(report, i, &text) == AD_OK)
      fputs(text, stderr);
    free(text);
  }
}

int main(int argc, char **argv)
{
  const char *path = argc > 1 ? argv[1] : "worksheet.grad";
  ad_error err = {0};
  ad_sheet *sheet = NULL;
  ad_report report;
  double *room = NULL;

  ad_report_init(&report, NULL);
  ad_status status = ad_sheet_read_file(path, NULL, &sheet, &report);
  complain(&report);
  if (status == AD_OK) {
    const size_t n = ad_graph_wrt_entries(ad_sheet_graph(sheet));

    room = calloc(2 * n + 1, sizeof *room);
    status = room ? descend(sheet, room, &err) : ad_fail_memory(&err, n);
    if (status != AD_OK)
      fprintf(stderr, "worksheet: %s\n", err.text);
  }
  free(room);
  ad_sheet_free(sheet);
  ad_report_free(&report);
  if (fflush(stdout) != 0 || ferror(stdout)) {
    perror("worksheet: standard output");
    return EXIT_FAILURE;
  }
  return status == AD_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
