/* SPDX-License-Identifier: GPL-3.0-or-later
   A worksheet for PyTorch: an nn.Module, with a comment at each line on what
   PyTorch does there.  Read script.h and python.h before. */
#include <stdlib.h>
#include <string.h>

#include "export/script.h"
#include "export/python.h"

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

static int is_wrt(const ad_graph *g, size_t leaf)
{
  size_t i = 0;
  while (i < ad_graph_wrts(g) && ad_graph_wrt_leaf(g, i) != leaf)
    i++;
  return i < ad_graph_wrts(g);
}

/* How the module holds a leaf, as %s of a tensor, and what that means. */
struct holding {
  const char *before, *behind, *meaning;
};

static struct holding holding_of(const ad_graph *g, size_t leaf)
{
  int wrt = is_wrt(g, leaf);
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
  char *name = script_leaf_name(p, i);
  script_say(p, "# %s: %s", words, how.meaning);
  script_say(p, "self.%s = %s%s%s", name, how.before, tensor.text, how.behind);
  char *own = memory_format("self.%s", name);
  script_set(p, x, own);
  free(own);
  free(name);
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

/* Does PyTorch record x: has an operand that requires a gradient one that the
   operation passes on?  Steps pass zeros on there, comparisons nothing. */
static int is_recorded(const ad_graph *g, ad_ref x, const unsigned char *grad)
{
  enum { COMPARED = 1 };
  ad_op op = ad_graph_op(g, x);
  const ad_op_row *row = ad_op_get(op);
  size_t n = ad_graph_operands(g, x);
  int steps = row && row->kind == AD_KIND_elementwise &&
              row->edge != AD_EDGE_frozen && row->strength != COMPARED;
  for (unsigned k = 0; k < n; k++)
    steps = steps && !ad_op_has_edge(op, k);
  for (unsigned k = 0; k < n; k++)
    if (grad[ad_graph_operand(g, x, k).index] &&
        (steps || ad_op_has_edge(op, k)))
      return 1;
  return 0;
}

/* A frozen operation whose operand would be recorded. */
static int is_cut(const ad_graph *g, ad_ref x, const unsigned char *grad)
{
  const ad_op_row *row = ad_op_get(ad_graph_op(g, x));
  return row && row->edge == AD_EDGE_frozen &&
         grad[ad_graph_operand(g, x, 0).index];
}

static unsigned char *find_recorded(const ad_graph *g)
{
  size_t n = ad_graph_size(g), leaf;
  unsigned char *grad = memory_new(n, 1);
  for (uint32_t i = 0; i < n; i++) {
    ad_ref x = {i};
    grad[i] = (unsigned char)(ad_graph_is_leaf(g, x, &leaf)
                                ? is_wrt(g, leaf)
                                : is_recorded(g, x, grad));
  }
  return grad;
}

/* What is noted behind the lines of named nodes. */
static void note_nodes(struct script *p)
{
  unsigned char *grad = find_recorded(p->g);
  size_t leaf;
  for (uint32_t i = 0; i < ad_graph_size(p->g); i++)
    if (!ad_graph_is_leaf(p->g, (ad_ref){i}, &leaf))
      p->given[i].note = grad[i]                            ? "recorded"
                         : is_cut(p->g, (ad_ref){i}, grad) ? "the graph ends "
                                                             "here"
                                                           : "not recorded";
  free(grad);
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
  return AD_OK;
}

const struct target target_pytorch = {.name = "pytorch",
                                      .column = TARGET_PYTORCH,
                                      .array = "torch.tensor",
                                      .full = "torch.full",
                                      .arrays_only = 1,
                                      .write = write_pytorch};
