/* SPDX-License-Identifier: GPL-3.0-or-later
   A worksheet for PyTorch: an nn.Module, with a comment at each line on what
   PyTorch does there.  Read script.h and python.h before. */
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "export/code_parts.h"
#include "export/python.h"
#include "export/script.h"
#include "worksheet/autograd.h"

static void add_head(struct script *p)
{
  script_begin(p);
  growing_add(&p->head, "",
              "# PyTorch differentiates; compare --against reads what it "
              "prints.\n"
              "import json\n"
              "import math\n"
              "import sys\n"
              "\n"
              "import torch\n"
              "from torch import nn\n"
              "\n"
              "torch.set_default_dtype(torch.float64)  # doubles, as in the "
              "worksheet\n");
}

/* --- leaves --------------------------------------------------------------- */

/* How the module holds a leaf, as %s of a tensor, and what that means. */
struct holding {
  const char *before, *behind, *meaning;
};

static struct holding holding_of(const ad_graph *g, size_t leaf)
{
  int wrt = ad_graph_is_wrt(g, ad_graph_leaf(g, leaf));
  if (ad_graph_leaf_kind(g, leaf) == AD_PARAM)
    return wrt ? (struct holding){"nn.Parameter(", ")",
                                  "a leaf; a Parameter requires a gradient, "
                                  "and optimisers find it"}
               : (struct holding){"nn.Parameter(", ", requires_grad=False)",
                                  "a Parameter that nothing is differentiated "
                                  "by"};
  return wrt ? (struct holding){"", ".requires_grad_()",
                                "a leaf that requires a gradient, and no "
                                "Parameter"}
             : (struct holding){"", "", "constant: requires_grad is False"};
}

/* self.NAME = TENSOR; readers write self.NAME. */
static void add_leaf(struct script *p, size_t i)
{
  ad_ref x = ad_graph_leaf(p->g, i);
  struct holding how = holding_of(p->g, i);
  struct piece tensor = code_matrix(p->target, ad_graph_shape(p->g, x),
                                    ad_sheet_leaf(p->sheet, i));
  char *words = script_leaf_words(p, i);
  const char *name = script_leaf(p, i);
  script_say(p, "# %s: %s", words, how.meaning);
  script_say(p, "self.%s = %s%s%s", name, how.before, tensor.text, how.behind);
  char *own = memory_format("self.%s", name);
  script_set(p, x, own);
  free(own);
  free(words);
  free(tensor.text);
}

static void add_init(struct script *p)
{
  script_say(p, "def __init__(self):");
  p->indent = 8;
  script_say(p, "super().__init__()");
  script_say(p, "# numbers as they are after reading and scaling");
  for (size_t i = 0; i < ad_graph_leaves(p->g); i++)
    add_leaf(p, i);
  p->indent = 4;
}

/* --- forward -------------------------------------------------------------- */

/* What is noted behind the lines of named nodes. */
static void note_nodes(struct script *p)
{
  static const char *const notes[] = {
      [AUTOGRAD_RECORDED] = "recorded",
      [AUTOGRAD_DETACHED] = "the graph ends here",
      [AUTOGRAD_PLAIN] = "not recorded"};
  enum autograd *is = autograd_of(p->g);
  size_t leaf;
  for (uint32_t i = 0; i < ad_graph_size(p->g); i++)
    if (!ad_graph_is_leaf(p->g, (ad_ref){i}, &leaf))
      p->given[i].note = notes[is[i]];
  free(is);
}

static void add_forward(struct script *p)
{
  script_add(p, "\n");
  script_say(p, "def forward(self):");
  p->indent = 8;
  script_say(p, "# \"recorded\": an operand requires a gradient, so that "
                 "PyTorch notes the");
  script_say(p, "# operation, and what its derivative reads, in .grad_fn of "
                 "the result.");
  note_nodes(p);
  script_nodes(p, p->g, 0, ad_graph_size(p->g));
  char *values = python_outputs(p);
  script_say(p, "return (%s)", values);
  p->indent = 0;
  free(values);
}

/* --- backward ------------------------------------------------------------- */

static const char pull[] =
  "\n\n"
  "def pull(output, seed):\n"
  "    # backward adds to .grad of the leaves, and never clears it\n"
  "    for leaf in leaves.values():\n"
  "        leaf.grad = None\n"
  "    if output.requires_grad:  # else no leaf leads to it\n"
  "        output.backward(seed, retain_graph=True)  # keep it for the next\n"
  "    return [torch.zeros_like(leaf) if leaf.grad is None\n"
  "            else leaf.grad.clone() for leaf in leaves.values()]\n"
  "\n\n"
  "model = Worksheet()\n";

static void add_leaves(struct script *p)
{
  script_say(p, "# What is differentiated by; .grad of these is filled, of "
                 "nodes between it is not.");
  script_say(p, "leaves = {");
  for (size_t i = 0; i < ad_graph_wrts(p->g); i++) {
    ad_ref x = ad_graph_wrt(p->g, i);
    script_say(p, "    \"%s\": model.%s,", ad_graph_name(p->g, x),
                p->pieces[x.index].text + strlen("self."));
  }
  script_say(p, "}");
}

static void add_output(struct script *p, size_t i)
{
  ad_ref y = ad_graph_output(p->g, i);
  ad_shape s = ad_graph_shape(p->g, y);
  const char *name = ad_graph_name(p->g, y);
  size_t n = s.rows * s.cols;
  script_add(p, "\n");
  if (n == 1) {
    script_say(p, "# backward from %s", name);
    script_say(p, "adjoints = pull(outputs[%zu], torch.ones(1, 1))", i);
    script_say(p, "gradients += [{\"of\": \"%s\", \"wrt\": name, "
                   "\"shape\": list(d.shape),", name);
    script_say(p, "               \"reverse\": plain(d)} "
                   "for name, d in zip(leaves, adjoints)]");
    return;
  }
  script_say(p, "# backward from each entry of %s: a row of the Jacobian",
              name);
  script_say(p, "rows = [pull(outputs[%zu], row.reshape(%zu, %zu)) "
                 "for row in torch.eye(%zu)]", i, s.rows, s.cols, n);
  script_say(p, "jacobians += [{\"of\": \"%s\", \"wrt\": name, "
                 "\"shape\": [%zu, leaf.numel()],", name, n);
  script_say(p, "               \"reverse\": plain(torch.stack("
                 "[row[i].reshape(-1) for row in rows]))}");
  script_say(p, "              for i, (name, leaf) in "
                 "enumerate(leaves.items())]");
}

/* Of the first output: what .grad holds after two calls, and what is recorded
   without one. */
static const char twice[] =
  "\n"
  "# Run backward twice, and see what .grad holds.\n"
  "adjoints = pull(outputs[0], torch.ones_like(outputs[0]))\n"
  "if outputs[0].requires_grad:\n"
  "    outputs[0].backward(torch.ones_like(outputs[0]), retain_graph=True)\n"
  "for (name, leaf), d in zip(leaves.items(), adjoints):\n"
  "    if leaf.grad is not None:\n"
  "        print(name, \".grad after backward twice: twice the derivative?\",\n"
  "              torch.allclose(leaf.grad, 2 * d, equal_nan=True),\n"
  "              file=sys.stderr)\n"
  "\n"
  "with torch.no_grad():  # values alone: nothing is recorded\n"
  "    print(\"requires_grad without a graph:\",\n"
  "          [output.requires_grad for output in model()], file=sys.stderr)\n";

/* --- training ------------------------------------------------------------- */

/* The optimiser of PyTorch that is meant by one of a train line; what it takes
   behind the rate. */
static char *optimiser_text(const ad_training *t)
{
  static const struct {
    const char *name, *class;
  } classes[] = {{"sgd", "SGD"}, {"momentum", "SGD"}, {"adam", "Adam"}};
  const char *name = ad_optimiser_name(t->optimiser);
  size_t i = 0;
  while (strcmp(classes[i].name, name) != 0)
    i++;
  char rate[AD_NUMBER_SIZE], a[AD_NUMBER_SIZE], b[AD_NUMBER_SIZE],
    c[AD_NUMBER_SIZE];
  ad_number_print(rate, ad_training_rate(t));
  ad_number_print(a, i == 1 ? t->momentum : t->beta1);
  ad_number_print(b, t->beta2);
  ad_number_print(c, t->epsilon);
  char *more = i == 0   ? memory_copy("")
               : i == 1 ? memory_format(", momentum=%s", a)
                        : memory_format(", betas=(%s, %s), eps=%s", a, b, c);
  char *text = memory_format("torch.optim.%s(model.parameters(), lr=%s%s)",
                             classes[i].class, rate, more);
  free(more);
  return text;
}

static int trains(const struct script *p)
{
  ad_shape s = ad_graph_shape(p->g, ad_graph_output(p->g, 0));
  size_t i = 0, n = ad_graph_wrts(p->g);
  while (i < n && ad_graph_leaf_kind(p->g, ad_graph_wrt_leaf(p->g, i)) !=
                    AD_PARAM)
    i++;
  return ad_sheet_training(p->sheet)->given && i < n && s.rows * s.cols == 1;
}

static void add_training(struct script *p)
{
  const ad_training *t = ad_sheet_training(p->sheet);
  char *optimiser = optimiser_text(t);
  script_say(p, "\n# The train line: gradient descent on the Parameters.");
  if (t->batch > 0 || t->test > 0)
    script_say(p, "# Batches and held-out rows are left out: each epoch takes "
                  "all rows at once.");
  script_say(p, "optimizer = %s", optimiser);
  script_say(p, "for epoch in range(%zu):", t->epochs);
  p->indent = 4;
  script_say(p, "optimizer.zero_grad()  # else .grad would be the sum of all "
                "epochs");
  script_say(p, "loss = model()[0]  # recorded anew in every epoch");
  script_say(p, "loss.backward()");
  script_say(p, "optimizer.step()  # moves the Parameters along .grad, in "
                "no_grad");
  script_say(p, "print(\"epoch\", epoch + 1, \"loss\", loss.item(), "
                "file=sys.stderr)");
  p->indent = 0;
  free(optimiser);
}

static ad_status write_pytorch(struct script *p, ad_error *err)
{
  (void)err;
  script_count(p, p->g, 0, ad_graph_size(p->g));
  add_head(p);
  python_plain(p);
  script_say(p, "class Worksheet(nn.Module):");
  p->indent = 4;
  add_init(p);
  add_forward(p);
  script_add(p, pull);
  add_leaves(p);
  script_say(p, "outputs = model()  # a graph is recorded on the way");
  script_say(p, "gradients, jacobians = [], []");
  for (size_t i = 0; i < ad_graph_outputs(p->g); i++)
    add_output(p, i);
  script_add(p, twice);
  python_print(p);
  if (trains(p))
    add_training(p);
  return AD_OK;
}

/* Autograd multiplies the slope of the branch that is not taken by 0: inf or
   nan there would be nan. */
static char *with_slopes(const ad_op_row *row, const char *value,
                         char *const *partials)
{
  struct growing out = {0};
  const char *operands = code_operands(row);
  char *text = memory_format(
      "class %s_by_rule(torch.autograd.Function):\n"
      "    # torch.where would hand on a nan of the other branch\n"
      "    @staticmethod\n"
      "    def forward(ctx, %s):\n"
      "        v = %s\n"
      "        ctx.save_for_backward(%s, v)\n"
      "        return v\n\n"
      "    @staticmethod\n"
      "    def backward(ctx, vbar):\n"
      "        %s, v = ctx.saved_tensors\n"
      "        return ", row->name, operands, value, operands, operands);
  growing_add(&out, "", text);
  free(text);
  for (unsigned k = 0; k < row->arity; k++) {
    text = memory_format("vbar * (%s)", partials[k]);
    growing_add(&out, k > 0 ? ", " : "", text);
    free(text);
  }
  text = memory_format("\n\n\n%s = %s_by_rule.apply\n", row->name, row->name);
  growing_add(&out, "", text);
  free(text);
  return out.text;
}

const struct target target_pytorch = {.name = "pytorch",
                                      .column = TARGET_PYTORCH,
                                      .array = "torch.tensor",
                                      .full = "torch.full",
                                      .arrays_only = 1,
                                      .truths = 1,
                                      .turned = ".T",
                                      .gap = "\n\n",
                                      .reserved = python_reserved,
                                      .nan = PYTHON_NAN,
                                      .infinity = PYTHON_INFINITY,
                                      .with_slopes = with_slopes,
                                      .write = write_pytorch};
