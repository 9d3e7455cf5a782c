/* SPDX-License-Identifier: GPL-3.0-or-later
   Missteps at elementwise operations.  Read missteps.h and missteps.def
   before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph.h"
#include "mistakes/missteps.h"

/* Where a row of missteps.def holds. */
enum { any = 1, function = 2, mask = 4, pair = 8, number = 16, choice = 32 };

static const struct {
  ad_mistake_code code;
  int where;
  const char *text, *evidence;
} rows[] = {
#define MISSTEP(code, where, text, evidence)                                 \
  {AD_MISTAKE_##code, where, text, evidence},
#include "mistakes/missteps.def"
#undef MISSTEP
};

/* Is operand k a number of the worksheet, the same at all points? */
static int is_constant(const ad_misstep_edge *e, size_t k)
{
  return e->all->s->g->nodes[ad_misstep_operand(e, k)].op == AD_OP_constant;
}

static ad_op op_of(const ad_misstep_edge *e)
{
  return (ad_op)e->all->s->g->nodes[e->i].op;
}

/* Does the node choose one of two operands, as max(0, x) does?  The slope by
   each is a mask. */
static int chooses(const ad_misstep_edge *e)
{
  return e->r->row->arity == 2 && ad_op_selects(op_of(e));
}

static int where_of(const ad_misstep_edge *e, const ad_rule *r)
{
  const ad_algebra *w = e->all->s->w;
  if (chooses(e))
    return any | mask | choice;
  if (r->row->arity == 1)
    return any | (ad_sym_is_number(w, r->p)  ? 0
                  : ad_sym_is_mask(w, r->p) ? mask | function
                                            : function);
  if (r->row->arity != 2 || strcmp(r->row->partial_text[e->k], "1") == 0 ||
      strcmp(r->row->partial_text[e->k], "-1") == 0)
    return any;
  return any | (is_constant(e, 1 - e->k) ? number : pair);
}

/* The rule, with what is known of the edge. */
static ad_rule edge_rule(const ad_misstep_edge *e)
{
  ad_rule r = *e->r;
  size_t other = r.row->arity == 2 ? 1 - e->k : e->k;
  r.p = ad_rule_form(e->r, r.row->partial_text[e->k]);
  r.q = ad_rule_form(e->r, r.row->partial_text[other]);
  r.own = r.operand[e->k];
  r.other = r.operand[other];
  return r;
}

/* In the shape of the operand. */
static void add(const ad_misstep_edge *e, ad_mistake_code code, ad_sym paid,
                const char *evidence)
{
  ad_algebra *w = e->all->s->w;
  if (ad_sym_ready(w, paid))
    paid = ad_sym_like(w, paid, ad_misstep_shape(e, e->paid));
  ad_misstep_add(e, code, paid, evidence);
}

/* What stands there by mistake; NULL: that is no node. */
static const char *stands_for(const ad_misstep_edge *e, ad_mistake_code code)
{
  uint32_t i = code == AD_MISTAKE_own_value ? e->i
               : code == AD_MISTAKE_operand ? ad_misstep_operand(e, e->k)
                                            : AD_NO_INDEX;
  return i == AD_NO_INDEX ? NULL : ad_graph_name(e->all->s->g, (ad_ref){i});
}

static void add_rows(const ad_misstep_edge *e, const ad_rule *r, int where)
{
  for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
    int named = rows[n].code == AD_MISTAKE_act_missing && (where & mask);
    int alone = rows[n].code == AD_MISTAKE_mask_on && e->i == e->all->of;
    e->all->stands = stands_for(e, rows[n].code);
    if ((rows[n].where & where) && !named && !alone)
      add(e, rows[n].code, ad_rule_form(r, rows[n].text), rows[n].evidence);
  }
  e->all->stands = NULL;
}

/* --- the slope somewhere else --------------------------------------------- */

/* vbar times the slope where the operand is a and the result v. */
static ad_sym slope_at(const ad_misstep_edge *e, ad_sym a, ad_sym v)
{
  ad_rule r = *e->r;
  r.operand[e->k] = a;
  r.v = v;
  return ad_sym_mul(r.w, r.vbar, ad_rule_form(&r, r.row->partial_text[e->k]));
}

/* What the node is where the operand is z. */
static ad_sym value_at(const ad_misstep_edge *e, ad_sym z)
{
  ad_sym x[2] = {z, z};
  if (chooses(e))
    x[1 - e->k] = e->r->operand[1 - e->k];
  return ad_sym_elementwise(e->all->s->w, op_of(e), e->r->row->arity, x);
}

static void add_at(const ad_misstep_edge *e, ad_mistake_code code, ad_sym z,
                   const char *evidence, const char *as_output)
{
  ad_algebra *w = e->all->s->w;
  ad_sym slopes[] = {slope_at(e, z, value_at(e, z)), slope_at(e, z, z)};
  const char *words[] = {evidence, as_output};
  for (size_t k = 0; k < 2; k++) /* what cancels is evidence of nothing */
    if (!ad_sym_ready(w, slopes[k]) || !ad_sym_is_number(w, slopes[k]))
      add(e, code, slopes[k], words[k]);
}

/* At the node's own input where its output is due, at the output, at what
   comes from above, and at other nodes.  A rule that wants the output anyway
   has the function applied twice. */
static void add_elsewhere(const ad_misstep_edge *e, int where)
{
  const char *name;
  ad_sym z;
  ad_mistake_code code = where & mask ? AD_MISTAKE_mask_of : AD_MISTAKE_act_at;
  ad_sym own = e->r->operand[e->k];
  int of_output = ad_op_reads(op_of(e), (unsigned)e->k) & AD_READS_V;
  add_at(e, code, own, "",
         "the slope of %f is taken at %A, where its rule wants %X");
  if (of_output)
    add_at(e, AD_MISTAKE_act_again, e->r->v,
           "%f is applied to %X once more before its slope is taken", "");
  else
    add_at(e, code, e->r->v,
           "the slope of %f is taken at %X, where its rule wants %A",
           "the slope of %f is taken at %X, where its rule wants %A");
  add_at(e, code, e->r->vbar, "the slope of %f is taken at what comes from %L",
         "the slope of %f is taken at what comes from %L");
  for (size_t n = 0; (z = ad_misstep_named(e->all, n, &name)) != AD_NO_SYM;
       n++) {
    ad_sym_shape s = ad_misstep_shape(e, z);
    ad_sym_shape due = ad_misstep_shape(e, own);
    char evidence[200], shown[80];
    if (s.rows != due.rows || s.cols != due.cols || z == own || z == e->r->v)
      continue;
    strncpy(shown, name, sizeof shown - 1);
    shown[sizeof shown - 1] = '\0';
    strcpy(evidence, "the slope of %f is taken at ");
    strcat(evidence, shown);
    strcat(evidence, ", not at %A");
    e->all->stands = name;
    add_at(e, code, z, evidence, evidence);
    if (chooses(e)) /* max(0, 1 - m) asked at m < 0 */
      add_at(e, code, ad_sym_neg(e->all->s->w, z), evidence, evidence);
  }
  e->all->stands = NULL;
}

/* --- the slope of another function ---------------------------------------- */

/* Is it a function of one operand whose rule wants the output? */
static int has_rule_of_output(ad_op op)
{
  const ad_op_row *row = ad_op_get(op);
  return row->kind == AD_KIND_elementwise && row->arity == 1 &&
         (ad_op_reads(op, 0) & AD_READS_V);
}

/* Of two such functions, the rule of one with the output of the other. */
static void add_other_rules(const ad_misstep_edge *e)
{
  ad_algebra *w = e->all->s->w;
  ad_op own = op_of(e);
  for (ad_op op = 0; has_rule_of_output(own) && op < AD_OP_count; op++) {
    char evidence[100];
    const ad_op_row *row = ad_op_get(op);
    if (op == own || !has_rule_of_output(op))
      continue;
    ad_sym p = ad_rule_form(e->r, row->partial_text[0]);
    if (!ad_sym_ready(w, p) || ad_sym_is_mask(w, p))
      continue;
    snprintf(evidence, sizeof evidence,
             "the rule of %s stands where that of %%f is due", row->name);
    add(e, AD_MISTAKE_other_rule, ad_sym_mul(w, e->r->vbar, p), evidence);
  }
}

/* --- a mistake in the slope's own formula --------------------------------- */

/* A slope has no matrices and no paths, and its numbers may be lost, not others
   found. */
static int is_of_slopes(const ad_edit *edit)
{
  return edit->made != AD_MISTAKE_CODES &&
         edit->made != AD_MISTAKE_elementwise &&
         edit->made != AD_MISTAKE_added &&
         edit->made != AD_MISTAKE_transpose &&
         edit->made != AD_MISTAKE_order &&
         (edit->made != AD_MISTAKE_const || edit->change == AD_CHANGE_LESS);
}

static ad_mistake_code code_in_slope(ad_mistake_code made)
{
  return made == AD_MISTAKE_sign_term ? AD_MISTAKE_act_sign
         : made == AD_MISTAKE_factor || made == AD_MISTAKE_term
           ? AD_MISTAKE_act_half
           : made;
}

static void add_edits(const ad_misstep_edge *e)
{
  static const ad_words none = {0};
  const char *text = e->r->row->partial_text[e->k];
  ad_algebra *w = e->all->s->w;
  ad_expr *expr = NULL, bare = {0};
  ad_edits edits = {0};
  ad_status status = ad_expr_parse(text, strlen(text), 0, NULL, &expr,
                                   &w->error);
  if (status == AD_OK)
    status = ad_expr_bare(expr, &bare);
  if (status == AD_OK)
    status = ad_edits_list(&bare, &none, &edits);
  for (size_t n = 0; n < edits.n && status == AD_OK; n++)
    if (is_of_slopes(&edits.of[n]))
      add(e, code_in_slope(edits.of[n].made),
          ad_sym_mul(w, e->r->vbar, ad_rule_expr(e->r, &edits.of[n].expr)),
          edits.of[n].made == AD_MISTAKE_const
            ? "the number in the slope of %f is lost"
            : "the slope of %f in %D is written down wrongly");
  if (status == AD_ENOMEM)
    ad_fail_memory(&w->error, edits.n * sizeof *edits.of);
  ad_edits_free(&edits);
  free(bare.terms);
  ad_expr_free(expr);
}

/* Is the operand stretched? */
static void add_stretch(const ad_misstep_edge *e, const ad_rule *r)
{
  ad_sym_shape s = ad_misstep_shape(e, e->paid);
  ad_sym_shape of = ad_misstep_shape(e, r->vbar);
  if (s.rows != of.rows || s.cols != of.cols)
    ad_missteps_stretch(e, ad_sym_like(r->w, ad_sym_mul(r->w, r->vbar, r->p),
                                       of));
}

void ad_missteps_entrywise(const ad_misstep_edge *e)
{
  ad_rule r = edge_rule(e);
  if (!ad_sym_ready(r.w, r.p))
    return;
  add_stretch(e, &r);
  int where = where_of(e, &r);
  add_rows(e, &r, where);
  if (where & function && !(where & mask) && r.row->cost == AD_COST_function)
    add_other_rules(e);
  if (where & function)
    add_edits(e);
  if (where & mask || (where & function && r.row->cost == AD_COST_function))
    add_elsewhere(e, where);
}
