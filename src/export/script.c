/* SPDX-License-Identifier: GPL-3.0-or-later
   Names and lines.  Read script.h before. */
#include "export/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "worksheet/label.h"

/* --- names ---------------------------------------------------------------- */

static int is_taken(const struct names *names, const char *name)
{
  size_t value;
  return ad_names_find(&names->table, name, strlen(name), &value);
}

/* The name is the table's from now on. */
static const char *take(struct names *names, char *name)
{
  names->own = memory_grow(names->own, names->n + 1, sizeof *names->own);
  names->own[names->n++] = name;
  if (ad_names_add(&names->table, name, strlen(name), 0) != AD_OK)
    memory_given(NULL, strlen(name));
  return name;
}

/* In programs names that begin with an underscore are C's, and in a class
   Python's. */
const char *script_name(struct script *p, const char *name)
{
  int away = *name == '_' && p->target->reserved;
  char *own = memory_format("%s%s", away ? "v" : "", name);
  while (is_taken(&p->names, own))
    memory_append(&own, "", memory_copy("_"));
  return take(&p->names, own);
}

static const char *temporary(struct script *p)
{
  char *wanted = NULL;
  ad_ref known;
  do {
    free(wanted);
    wanted = memory_format("t%zu", ++p->temporaries);
  } while (ad_graph_find(p->g, wanted, strlen(wanted), &known));
  const char *name = script_name(p, wanted);
  free(wanted);
  return name;
}

static void names_free(struct names *names)
{
  for (size_t i = 0; i < names->n; i++)
    free(names->own[i]);
  free(names->own);
  ad_names_free(&names->table);
}

/* --- lines ---------------------------------------------------------------- */

void script_add(struct script *p, const char *text)
{
  growing_add(&p->text, "", text);
}

void script_say(struct script *p, const char *format, ...)
{
  va_list list;
  va_start(list, format);
  char *line = memory_format_list(format, list);
  va_end(list);
  char *text = memory_format("%*s%s\n", *line ? p->indent : 0, "", line);
  script_add(p, text);
  free(text);
  free(line);
}

/* Line breaks would end a comment, and what follows would be run. */
static void make_one_line(char *comment)
{
  for (; *comment; comment++)
    if ((unsigned char)*comment < ' ')
      *comment = ' ';
}

/* The comment stands behind the line where it is short, else above. */
static void say_with(struct script *p, const char *line, const char *text)
{
  enum { WIDE = 78 };
  char *comment = memory_copy(text);
  make_one_line(comment);
  size_t n = (size_t)p->indent + strlen(line) + strlen(comment);
  if (!*comment)
    script_say(p, "%s", line);
  else if (n + 4 > WIDE || strchr(line, '\n')) {
    script_say(p, "# %s", comment);
    script_say(p, "%s", line);
  } else
    script_say(p, "%s  # %s", line, comment);
  free(comment);
}

void script_assign(struct script *p, const char *name,
                    const struct piece *piece, const char *comment)
{
  char *value = code_value(p->target, piece);
  char *line = memory_format("%s = %s", name, value);
  say_with(p, line, comment);
  free(line);
  free(value);
}

/* --- nodes ---------------------------------------------------------------- */

static void set_piece(struct script *p, uint32_t i, struct piece piece)
{
  free(p->pieces[i].text);
  p->pieces[i] = piece;
}

void script_set(struct script *p, ad_ref x, const char *name)
{
  set_piece(p, x.index, code_name(name));
}

static int is_named(const ad_graph *g, uint32_t i)
{
  size_t leaf;
  const char *name = ad_graph_name(g, (ad_ref){i});
  return *name && *name != '(' && !ad_graph_is_leaf(g, (ad_ref){i}, &leaf);
}

void script_count(struct script *p, const ad_graph *g, size_t first,
                   size_t end)
{
  for (size_t i = end; i-- > first;) {
    ad_ref x = {(uint32_t)i};
    int live = p->reads[i] > 0 || is_named(g, x.index);
    for (size_t k = 0; live && k < ad_graph_operands(g, x); k++)
      p->reads[ad_graph_operand(g, x, k).index]++;
  }
}

void script_room(struct script *p, const ad_graph *g)
{
  size_t n = ad_graph_size(g), old = p->n;
  if (n <= old)
    return;
  p->pieces = memory_grow(p->pieces, n, sizeof *p->pieces);
  p->reads = memory_grow(p->reads, n, sizeof *p->reads);
  p->given = memory_grow(p->given, n, sizeof *p->given);
  memset(p->pieces + old, 0, (n - old) * sizeof *p->pieces);
  memset(p->reads + old, 0, (n - old) * sizeof *p->reads);
  memset(p->given + old, 0, (n - old) * sizeof *p->given);
  p->n = n;
}

void script_forget(struct script *p, size_t first)
{
  for (size_t i = first; i < p->n; i++) {
    set_piece(p, (uint32_t)i, (struct piece){.text = NULL});
    p->reads[i] = 0;
    free(p->given[i].comment);
    p->given[i] = (struct given){.name = NULL};
  }
}

static struct piece constant(const struct script *p, const ad_graph *g,
                             ad_ref x)
{
  ad_shape s = ad_graph_shape(g, x);
  const double *numbers = ad_graph_numbers(g, x);
  if (p->target->constant)
    return p->target->constant(s, numbers);
  return s.rows * s.cols == 1 ? code_number(p->target, numbers[0])
                              : code_matrix(p->target, s, numbers);
}

static struct piece computed(struct script *p, const ad_graph *g, ad_ref x)
{
  size_t n = ad_graph_operands(g, x);
  struct piece *operands = memory_new(n + 1, sizeof *operands);
  for (size_t k = 0; k < n; k++)
    operands[k] = p->pieces[ad_graph_operand(g, x, k).index];
  struct piece piece = code_node(p->target, &p->needs, g, x, operands);
  free(operands);
  return piece;
}

static void name_piece(struct script *p, uint32_t i, const char *name,
                       const char *comment)
{
  script_assign(p, name, &p->pieces[i], comment);
  set_piece(p, i, code_name(name));
}

/* "Z1 = X @ W1' + b1" of a node with a name, "in softmax" of a step. */
static char *comment_of(const struct script *p, const ad_graph *g, ad_ref x)
{
  const char *name = ad_graph_name(g, x), *call = ad_graph_call(g, x);
  int written = p->sheet && x.index < ad_graph_size(p->g);
  const char *text = written ? ad_sheet_text(p->sheet, x) : "";
  if (*name && *text)
    return memory_format("%s = %s", name, text);
  return *call ? memory_format("in %s", call) : memory_copy("");
}

static char *comment_on(const struct script *p, const ad_graph *g, ad_ref x)
{
  char *comment = comment_of(p, g, x);
  if (p->given[x.index].note)
    memory_append(&comment, "; ", memory_copy(p->given[x.index].note));
  return comment;
}

/* Is it better off with a name of its own?  A number is not. */
static int wants_name(const struct script *p, const ad_graph *g, ad_ref x)
{
  enum { LONG = 60 };
  const struct piece *piece = &p->pieces[x.index];
  ad_shape s = ad_graph_shape(g, x);
  if (piece->number || (ad_graph_numbers(g, x) && s.rows * s.cols == 1))
    return 0;
  return p->reads[x.index] > 1 || strlen(piece->text) > LONG ||
         strchr(piece->text, '\n');
}

static void add_node(struct script *p, const ad_graph *g, ad_ref x)
{
  const struct given *given = &p->given[x.index];
  int named = is_named(g, x.index);
  set_piece(p, x.index, ad_graph_operands(g, x) == 0 ? constant(p, g, x)
                                                     : computed(p, g, x));
  if (given->name)
    name_piece(p, x.index, given->name, given->comment);
  if (given->name || (!named && !wants_name(p, g, x)))
    return;
  char *comment = comment_on(p, g, x);
  name_piece(p, x.index, named ? script_name(p, ad_graph_name(g, x))
                               : temporary(p), comment);
  free(comment);
}

void script_nodes(struct script *p, const ad_graph *g, size_t first,
                   size_t end)
{
  size_t leaf;
  for (size_t i = first; i < end; i++) {
    ad_ref x = {(uint32_t)i};
    if (!ad_graph_is_leaf(g, x, &leaf) &&
        (p->reads[i] > 0 || is_named(g, x.index)))
      add_node(p, g, x);
  }
}

/* --- what programs begin with --------------------------------------------- */

static void add_comment(struct growing *out, const char *text)
{
  char *comment = memory_format(*text ? "# %s" : "%s", text);
  make_one_line(comment);
  growing_add(out, "", comment);
  growing_add(out, "", *text ? "\n" : "");
  free(comment);
}

void script_begin(struct script *p)
{
  char *how = memory_format("Made by gradcompare export --to %s of %s.",
                            p->target->name, p->file);
  add_comment(&p->head, ad_sheet_title(p->sheet));
  add_comment(&p->head, ad_sheet_source(p->sheet));
  add_comment(&p->head, how);
  add_comment(&p->head, "All values are matrices, as in the worksheet: a "
                        "scalar is 1 x 1.");
  free(how);
}

char *script_leaf_words(const struct script *p, size_t i)
{
  ad_ref x = ad_graph_leaf(p->g, i);
  ad_shape s = ad_graph_shape(p->g, x);
  int shift = ad_graph_leaf_kind(p->g, i) == AD_SHIFT;
  return memory_format("%s, %zu x %zu",
                       shift ? "zeros, to move a node" : label_op(p->g, x),
                       s.rows, s.cols);
}

const char *script_leaf(struct script *p, size_t i)
{
  int shift = ad_graph_leaf_kind(p->g, i) == AD_SHIFT;
  char *wanted = memory_format("%s%s",
                               ad_graph_name(p->g, ad_graph_leaf(p->g, i)),
                               shift ? "_shift" : "");
  const char *name = script_name(p, wanted);
  free(wanted);
  return name;
}

void script_leaves(struct script *p)
{
  for (size_t i = 0; i < ad_graph_leaves(p->g); i++) {
    ad_ref x = ad_graph_leaf(p->g, i);
    const char *name = script_leaf(p, i);
    char *words = script_leaf_words(p, i);
    set_piece(p, x.index, code_matrix(p->target, ad_graph_shape(p->g, x),
                                      ad_sheet_leaf(p->sheet, i)));
    name_piece(p, x.index, name, words);
    free(words);
  }
}

/* --- all of it ------------------------------------------------------------ */

void script_init(struct script *p)
{
  p->needs = needs_new();
  const char *const *reserved = p->target->reserved;
  for (size_t i = 0; reserved && reserved[i]; i++)
    take(&p->names, memory_copy(reserved[i]));
  script_room(p, p->g);
  for (size_t i = 0; i < ad_graph_outputs(p->g); i++)
    p->reads[ad_graph_output(p->g, i).index] += 2; /* a name in any case    */
}

void script_free(struct script *p)
{
  script_forget(p, 0);
  free(p->pieces);
  free(p->reads);
  free(p->given);
  free(p->head.text);
  free(p->text.text);
  free(p->header);
  free(p->main);
  needs_free(&p->needs);
  names_free(&p->names);
}

static char *all_of(struct script *p)
{
  char *functions = code_functions(p->target, &p->needs);
  const char *gap = p->target->gap;
  const char *before = *functions ? gap : "";
  const char *behind = *functions ? gap : "\n";
  char *text = memory_format("%s%s%s%s%s", p->head.text, before, functions,
                             behind, p->text.text);
  free(functions);
  return text;
}

static int write_program(const struct program_order *order,
                         struct program *program)
{
  struct script p = {.file = order->file,
                     .output = order->output,
                     .cblas = order->cblas,
                     .sheet = order->sheet,
                     .g = ad_sheet_graph(order->sheet),
                     .target = order->target};
  ad_error err = {0};
  script_init(&p);
  ad_status status = p.target->write(&p, &err);
  if (status != AD_OK)
    complain("%s: %s", p.file, err.text);
  else {
    *program = (struct program){all_of(&p), p.header, p.main};
    p.header = p.main = NULL;
    if (p.needs.lacking) {
      complain("%s: --to %s has no word for '%s'", p.file, p.target->name,
               p.needs.lacking);
      status = AD_EINPUT;
    }
  }
  script_free(&p);
  return exit_of(status);
}

int script_make(const struct program_order *order, struct program *program)
{
  if (!order->target->graph)
    return write_program(order, program);
  program->text = order->target->graph(order->sheet);
  if (program->text)
    return EXIT_FINE;
  complain("%s: there is no room for its graph in a temporary file",
           order->file);
  return EXIT_SYSTEM;
}
