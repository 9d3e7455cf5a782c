/* SPDX-License-Identifier: GPL-3.0-or-later
   Texts of rows to forms: a pass over the postfix terms with a stack.  Read
   rule.h before. */
#include "symbolic/rule.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "graph.h"

/* --- texts -------------------------------------------------------------- */

void ad_rule_texts_free(ad_rule_texts *texts)
{
  for (size_t i = 0; i < texts->n; i++)
    ad_expr_free(texts->parsed[i]);
  free(texts->texts);
  free(texts->parsed);
  *texts = (ad_rule_texts){0};
}

/* The terms of a text, which is a static string; NULL after a failure. */
static const ad_expr *parsed(const ad_rule *r, const char *text)
{
  ad_rule_texts *t = r->texts;
  for (size_t i = 0; i < t->n; i++)
    if (t->texts[i] == text)
      return t->parsed[i];
  ad_status status = ad_grow((void **)&t->texts, &t->room, t->n, 1,
                             sizeof *t->texts);
  if (status == AD_OK)
    status = ad_grow((void **)&t->parsed, &t->room_parsed, t->n, 1,
                     sizeof *t->parsed);
  if (status != AD_OK)
    ad_fail_memory(&r->w->error, sizeof *t->texts);
  else if (ad_expr_parse(text, strlen(text), 0, NULL, &t->parsed[t->n],
                         &r->w->error) == AD_OK) {
    t->texts[t->n] = text;
    return t->parsed[t->n++];
  }
  return NULL;
}

/* --- names -------------------------------------------------------------- */

static ad_sym failed(const ad_rule *r, const char *what, const char *name)
{
  if (r->w->error.status == AD_OK)
    ad_fail(&r->w->error, AD_EINPUT, "the rule of '%s' has %s '%s'",
            r->row->name, what, name);
  return AD_NO_SYM;
}

static ad_sym named(const ad_rule *r, const char *name)
{
  const struct {
    const char *name;
    ad_sym x;
  } names[] = {{"a", r->operand[0]},  {"b", r->operand[1]},
               {"c", r->operand[2]},  {"v", r->v},
               {"da", r->tangent[0]}, {"db", r->tangent[1]},
               {"vbar", r->vbar},     {"p", r->p},
               {"q", r->q},           {"own", r->own},
               {"other", r->other}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strcmp(names[i].name, name) == 0)
      return names[i].x;
  if (strcmp(name, "inf") == 0)
    return ad_sym_number(r->w, ad_ratio_of((double)INFINITY));
  if (strcmp(name, "nan") == 0)
    return ad_sym_number(r->w, ad_ratio_of((double)NAN));
  if (strcmp(name, "r0") == 0)
    return ad_sym_number(r->w, ad_ratio_of((double)r->r0));
  if (strcmp(name, "c0") == 0)
    return ad_sym_number(r->w, ad_ratio_of((double)r->c0));
  if (strcmp(name, "over") == 0) /* its function knows the axis */
    return ad_sym_number(r->w, AD_ZERO);
  return failed(r, "an unknown name", name);
}

/* --- functions ---------------------------------------------------------- */

/* Is x >= 0 wherever the row has a derivative?  Then abs(x) is x. */
static int is_in_domain(const ad_rule *r, ad_sym x)
{
  if (r->row->kind != AD_KIND_elementwise)
    return 0;
  ad_rule plain = *r; /* the text "abs(1 + a)" is no domain */
  plain.row = ad_op_get(AD_OP_leaf);
  ad_sym domain = ad_rule_form(&plain, r->row->domain_text);
  return ad_sym_ready(r->w, domain) && ad_sym_calls(r->w, domain, AD_OP_ge) &&
         ad_sym_sub(r->w, ad_sym_operand(r->w, domain, 0),
                    ad_sym_operand(r->w, domain, 1)) == x;
}

static size_t size_of(const ad_algebra *w, ad_sym x)
{
  return ad_sym_is_number(w, x) ? (size_t)w->cells[x].number.num : 0;
}

/* How many a list names, rows of a matrix of this shape. */
static ad_sym_shape listed(ad_sym_shape list, ad_sym_shape shape)
{
  shape.rows = list.rows * list.cols, shape.unit_rows = shape.rows == 1;
  shape.row_size = list.cols == 1 ? list.row_size : list.col_size;
  return shape;
}

ad_sym ad_rule_line(ad_algebra *w, ad_sym x, int by_cols, size_t k)
{
  ad_sym_shape shape = w->cells[x].shape;
  if (by_cols)
    shape.cols = 1, shape.unit_cols = 1, shape.col_size = 0;
  else
    shape.rows = 1, shape.unit_rows = 1, shape.row_size = 0;
  return ad_sym_call(w, AD_OP_slice, 1, &x, by_cols ? 0 : k, by_cols ? k : 0,
                     shape);
}

enum { CHOSEN_MOST = 16 };

/* As scattered, of a few lines x that are computed: what is infinite is added
   to its own line only, where a product takes 0 times it to the others. */
static ad_sym chosen(const ad_rule *r, ad_sym marks, ad_sym x, size_t n)
{
  ad_algebra *w = r->w;
  ad_sym zero = ad_sym_number(w, AD_ZERO), terms[CHOSEN_MOST];
  ad_ratio ones[CHOSEN_MOST];
  for (size_t k = 0; k < n; k++) {
    ad_sym mark = ad_rule_line(w, marks, 0, k);
    if (!r->by_cols)
      mark = ad_sym_transpose(w, mark);
    ad_sym line = ad_rule_line(w, x, r->by_cols, k);
    terms[k] = ad_sym_where(w, mark, line, zero);
    ones[k] = AD_ONE;
  }
  return ad_sym_sum(w, n, ones, terms);
}

/* y where the list names a line, else 0, whatever y is multiplied by. */
static ad_sym where_named(const ad_rule *r, ad_sym marks, ad_sym y)
{
  ad_algebra *w = r->w;
  ad_sym zero = ad_sym_number(w, AD_ZERO);
  ad_sym named = ad_sym_total(w, marks, AD_OVER_ROWS);
  if (!r->by_cols)
    named = ad_sym_transpose(w, named);
  named = ad_sym_elementwise(w, AD_OP_gt, 2, (const ad_sym[]){named, zero});
  return ad_sym_where(w, named, y, zero);
}

/* The rows (columns) of x, added to those of zeros like a that the list b
   names: a product with the list's indicators. */
static ad_sym scattered(const ad_rule *r, const ad_sym *x)
{
  ad_algebra *w = r->w;
  ad_sym_shape to = w->cells[x[1]].shape, list = w->cells[x[2]].shape;
  ad_sym column = list.cols == 1 ? x[2] : ad_sym_transpose(w, x[2]);
  ad_sym_shape shape = listed(list, r->by_cols ? to : ad_shape_turned(to));
  shape.unit_rows = shape.unit_cols = 0;
  ad_sym marks = ad_sym_call(w, AD_OP_indicator, 1, &column, 0, 0, shape), y;
  if (!w->open && shape.rows <= CHOSEN_MOST)
    y = chosen(r, marks, x[0], shape.rows);
  else if (r->by_cols)
    y = ad_sym_matmul(w, x[0], marks);
  else
    y = ad_sym_matmul(w, ad_sym_transpose(w, marks), x[0]);
  if (!w->open)
    y = where_named(r, marks, y);
  return ad_sym_like(w, y, to); /* 1 x 1 products broadcast */
}

static ad_sym gathered(const ad_rule *r, const ad_sym *x)
{
  ad_sym_shape shape = r->w->cells[x[0]].shape, list = r->w->cells[x[1]].shape;
  shape = r->by_cols ? ad_shape_turned(listed(list, ad_shape_turned(shape)))
                     : listed(list, shape);
  return ad_sym_call(r->w, AD_OP_gather, 2, x, (size_t)r->by_cols, 0, shape);
}

/* As ad_diag has it. */
static ad_sym diagonal(const ad_rule *r, ad_sym x)
{
  ad_sym_shape s = r->w->cells[x].shape;
  size_t shorter = s.rows < s.cols ? s.rows : s.cols;
  ad_sym_shape shape =
    s.unit_cols ? (ad_sym_shape){s.rows, s.rows, s.unit_rows, s.unit_rows,
                                 s.row_size, s.row_size}
                : (ad_sym_shape){shorter, 1, 0, 1,
                                 s.rows == shorter ? s.row_size : s.col_size,
                                 0};
  return ad_sym_call(r->w, AD_OP_diag, 1, &x, 0, 0, shape);
}

/* A structured row by its own text name, with the shape that it gives. */
static ad_sym structured(const ad_rule *r, const ad_op_row *row, ad_op op,
                         const ad_sym *x)
{
  ad_algebra *w = r->w;
  ad_sym_shape s = w->cells[x[0]].shape;
  switch (row->form) {
  case AD_FORM_reduce:
    return ad_sym_total(w, x[0], r->over);
  case AD_FORM_running:
    return ad_sym_call(w, op, 1, x, r->over, 0, s);
  case AD_FORM_stretch:
    return ad_sym_like(w, x[0], w->cells[x[1]].shape);
  case AD_FORM_cut:
  case AD_FORM_put:
    return ad_sym_call(w, op, 1, x, size_of(w, x[2]), size_of(w, x[3]),
                       w->cells[x[1]].shape);
  case AD_FORM_list:
    return gathered(r, x);
  case AD_FORM_reshape:
    return ad_sym_call(w, op, 1, x, 0, 0, w->cells[x[1]].shape);
  case AD_FORM_diagonal:
    return diagonal(r, x[0]);
  case AD_FORM_same:
    return ad_sym_call(w, op, 1, x, 0, 0, s);
  case AD_FORM_square:
    return ad_sym_call(w, op, 1, x, 0, 0, ad_shape_turned(s));
  case AD_FORM_system:
    s.cols = w->cells[x[1]].shape.cols;
    s.unit_cols = w->cells[x[1]].shape.unit_cols;
    s.col_size = w->cells[x[1]].shape.col_size;
    return ad_sym_call(w, op, 2, x, 0, 0, s);
  default:
    return failed(r, "an unknown function", row->name);
  }
}

/* The structured row that a text calls so. */
static ad_op find_structured(const char *name)
{
  for (ad_op op = AD_OP_structured; op < AD_OP_elementwise; op++)
    if (strcmp(ad_op_get(op)->name, name) == 0)
      return op;
  return AD_OP_count;
}

static ad_sym called(const ad_rule *r, const char *name, unsigned n,
                     const ad_sym *x)
{
  ad_op op = ad_op_find(name, n);
  for (unsigned k = 0; k < n; k++)
    if (!ad_sym_ready(r->w, x[k]))
      return AD_NO_SYM;
  if (op == AD_OP_abs && is_in_domain(r, x[0]))
    return x[0];
  if (op >= AD_OP_elementwise && op < AD_OP_count)
    return ad_sym_elementwise(r->w, op, n, x);
  if (strcmp(name, "others") == 0)
    return ad_rule_others(r->w, x[0], r->over);
  if (strcmp(name, "scatter") == 0)
    return scattered(r, x);
  op = find_structured(name);
  return op == AD_OP_count ? failed(r, "an unknown function", name)
                           : structured(r, ad_op_get(op), op, x);
}

/* --- the pass ----------------------------------------------------------- */

static ad_sym infix(const ad_rule *r, const char *symbol, const ad_sym *x)
{
  ad_op op = ad_op_find_infix(symbol, 2);
  if (op == AD_OP_matmul)
    return ad_sym_matmul(r->w, x[0], x[1]);
  return op == AD_OP_count ? failed(r, "an unknown operator", symbol)
                           : ad_sym_elementwise(r->w, op, 2, x);
}

/* Term t, its operands x[arity] on the stack. */
static ad_sym term(const ad_rule *r, const ad_term *t, const ad_sym *x)
{
  switch (t->kind) {
  case AD_T_NUMBER:
    return ad_sym_number(r->w, ad_ratio_of(t->number));
  case AD_T_NAME:
    return named(r, t->text);
  case AD_T_INFIX:
    return infix(r, t->text, x);
  case AD_T_PREFIX:
    return ad_sym_neg(r->w, x[0]);
  case AD_T_TRANSPOSE:
    return ad_sym_transpose(r->w, x[0]);
  case AD_T_CALL:
    return called(r, t->text, t->arity, x);
  case AD_T_KEYWORD:
  case AD_T_PAREN:
    return x[0];
  default:
    return failed(r, "an unknown term", t->text);
  }
}

ad_sym ad_rule_expr(const ad_rule *r, const ad_expr *expr)
{
  ad_sym stack[64];
  size_t n = 0;
  for (size_t i = 0; i < expr->n; i++, n++) {
    n -= expr->terms[i].arity;
    if (n == sizeof stack / sizeof *stack)
      return failed(r, "too deep a text,", "");
    stack[n] = term(r, &expr->terms[i], stack + n);
    if (!ad_sym_ready(r->w, stack[n]))
      return AD_NO_SYM;
  }
  return n == 1 ? stack[0] : AD_NO_SYM;
}

ad_sym ad_rule_form(const ad_rule *r, const char *text)
{
  const ad_expr *expr = parsed(r, text);
  return expr ? ad_rule_expr(r, expr) : AD_NO_SYM;
}
