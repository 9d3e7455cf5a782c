/* SPDX-License-Identifier: GPL-3.0-or-later
   Trained params as a file, and params from one.  As a worksheet they are the
   text that was trained, with a `value` line for each at its end: whatever
   nets, loops and files it is made of, it stays as it is.  Read training.h
   before. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "host/exits.h"
#include "host/files.h"
#include "host/output.h"
#include "page/csv_write.h"
#include "page/number_format.h"
#include "train/training.h"

/* --- writing -------------------------------------------------------------- */

static int is_csv(const char *file)
{
  const char *end = strrchr(files_base(file), '.');
  return end && strcasecmp(end, ".csv") == 0;
}

static void write_csv(FILE *out, const struct training *t)
{
  static const char *const columns[] = {"param", "row", "column", "value"};
  struct csv csv = csv_on(out);
  ad_shape shape;
  csv_names(&csv, columns, 4);
  for (size_t i = 0; i < t->trainer.trained.n_leaves; i++) {
    const double *x = training_values(t, t->run[0].x, i, &shape);
    for (size_t k = 0; k < shape.rows * shape.cols; k++) {
      csv_text(&csv, training_param(t, i));
      csv_count(&csv, k / shape.cols + 1);
      csv_count(&csv, k % shape.cols + 1);
      csv_number(&csv, x[k]);
      csv_end(&csv, 4);
    }
  }
}

/* value W1 = [1, 2;
               3, 4] */
static void write_value(FILE *out, const char *name, const double *x,
                        ad_shape shape)
{
  char number[FORMAT_SIZE];
  fprintf(out, "value %s = [", name);
  for (size_t i = 0; i < shape.rows; i++)
    for (size_t j = 0; j < shape.cols; j++)
      fprintf(out, "%s%s", i + j == 0 ? "" : j == 0 ? ";\n  " : ", ",
              format_exact(number, x[i * shape.cols + j]));
  fputs("]\n", out);
}

static void write_worksheet(FILE *out, const struct sheet_task *task)
{
  const struct training *t = task->found;
  const struct run *run = &t->run[0];
  const ad_source *source = &task->loaded->source;
  ad_shape shape;
  fwrite(source->text, 1, source->size, out);
  if (source->size > 0 && source->text[source->size - 1] != '\n')
    fputs("\n", out);
  size_t epochs = run->fault ? run->kept_epochs : run->n;
  fprintf(out, "\n# What training found, after %zu epoch%s.\n", epochs,
          epochs == 1 ? "" : "s");
  for (size_t i = 0; i < t->trainer.trained.n_leaves; i++) {
    const double *x = training_values(t, run->x, i, &shape);
    write_value(out, training_param(t, i), x, shape);
  }
}

/* What the file cannot hold: where the data lies, and sizes of the command
   line. */
static void remark(const struct sheet_task *task)
{
  const struct options *o = task->options;
  const char *name, *file = o->parameters;
  size_t rows, dropped, folder = (size_t)(files_base(file) - file);
  int moved = folder != (size_t)(files_base(task->file) - task->file) ||
              strncmp(file, task->file, folder) != 0;
  if (o->dims.n > 0 || o->data.n > 0)
    complain("%s: read it with the same --dim and --data", file);
  else if (moved && ad_sheet_file(task->loaded->sheet, 0, &name, &rows,
                                  &dropped))
    complain("%s: put %s beside it, which it reads", file, name);
}

int training_write(const struct sheet_task *task)
{
  const char *file = task->options->parameters;
  const struct training *t = task->found;
  struct output output;
  int status = output_open(&output, file);
  if (status != EXIT_FINE)
    return status;
  if (is_csv(file))
    write_csv(output.stream, t);
  else
    write_worksheet(output.stream, task);
  status = output_close(&output, 1);
  if (status == EXIT_FINE && t->run[0].interrupted)
    complain("%s: the params of this moment are kept there", file);
  if (status == EXIT_FINE && !is_csv(file))
    remark(task);
  return status;
}

/* --- reading -------------------------------------------------------------- */

/* Leaf `name` of the other worksheet, x[shape]; NULL, with a message. */
static const double *find_values(const char *file, const ad_sheet *other,
                                 const char *name, ad_shape shape)
{
  const ad_graph *g = ad_sheet_graph(other);
  ad_ref x;
  size_t leaf;
  if (!ad_graph_find(g, name, strlen(name), &x) ||
      !ad_graph_is_leaf(g, x, &leaf)) {
    complain("--from %s: there is no param %s", file, name);
    return NULL;
  }
  ad_shape found = ad_graph_shape(g, x);
  if (found.rows == shape.rows && found.cols == shape.cols)
    return ad_sheet_leaf(other, leaf);
  complain("--from %s: %s is %zu x %zu there, and %zu x %zu here", file, name,
           found.rows, found.cols, shape.rows, shape.cols);
  return NULL;
}

static int take_values(struct trainer *t, const char *file,
                       const ad_sheet *other)
{
  double *to = t->start;
  for (size_t i = 0; i < t->trained.n_leaves; i++) {
    ad_ref x = ad_graph_leaf(t->trained.graph, t->trained.leaf[i]);
    ad_shape shape = ad_graph_shape(t->trained.graph, x);
    size_t n = shape.rows * shape.cols;
    const double *values = find_values(
        file, other, ad_graph_name(t->trained.graph, x), shape);
    if (!values)
      return EXIT_INPUT;
    memcpy(to, values, n * sizeof *to);
    to += n;
  }
  return EXIT_FINE;
}

int training_from(struct trainer *t, const struct sheet_task *task,
                  const char *file)
{
  struct loaded other;
  int status = load(&other, file, task->options);
  if (status == EXIT_FINE)
    status = take_values(t, file, other.sheet);
  loaded_free(&other);
  return status;
}
