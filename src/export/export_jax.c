/* SPDX-License-Identifier: GPL-3.0-or-later
   A worksheet for JAX: a function of the leaves, which jax.grad differentiates.
   Read script.h and python.h before. */
#include <stdlib.h>

#include "export/code_parts.h"
#include "export/python.h"
#include "export/script.h"

static void add_head(struct script *p)
{
  script_begin(p);
  growing_add(&p->head, "",
              "# jax.grad differentiates; compare --against reads what it "
              "prints.\n"
              "import json\n"
              "import math\n"
              "\n"
              "import jax\n"
              "\n"
              "jax.config.update(\"jax_enable_x64\", True)  # doubles, before "
              "the first array\n"
              "\n"
              "import jax.numpy as jnp\n"
              "import jax.scipy.special\n");
}

/* The leaves that are differentiated by are its arguments. */
static void add_function(struct script *p)
{
  char *arguments = python_wrts(p, "");
  script_say(p, "\n\n# jax runs it with arguments that note what is done to "
                 "them; all else is\n# constant.  No call changes anything "
                 "outside.");
  script_say(p, "def worksheet(%s):", arguments);
  p->indent = 4;
  script_nodes(p, p->g, 0, ad_graph_size(p->g));
  char *values = python_outputs(p);
  script_say(p, "return (%s)", values);
  p->indent = 0;
  free(values);
  free(arguments);
}

/* Of output i, whose derivatives come as a tuple like the arguments. */
static void add_output(struct script *p, size_t i)
{
  ad_ref y = ad_graph_output(p->g, i);
  ad_shape s = ad_graph_shape(p->g, y);
  const char *name = ad_graph_name(p->g, y);
  size_t n = s.rows * s.cols;
  script_add(p, "\n");
  if (n == 1) {
    script_say(p, "# The reverse sweep from %s: jax.grad wants a number, not "
                   "a 1 x 1 matrix.", name);
    script_say(p, "adjoints = jax.grad(lambda *x: worksheet(*x)[%zu][0, 0], "
                   "every)(*leaves)", i);
    script_say(p, "gradients += [{\"of\": \"%s\", \"wrt\": name, "
                   "\"shape\": list(d.shape),", name);
    script_say(p, "               \"reverse\": plain(d)} "
                   "for name, d in zip(wrt, adjoints)]");
    return;
  }
  script_say(p, "# A sweep for each entry of %s: %zu x %zu x the shape of the "
                 "leaf.", name, s.rows, s.cols);
  script_say(p, "adjoints = jax.jacrev(lambda *x: worksheet(*x)[%zu], "
                 "every)(*leaves)", i);
  script_say(p, "jacobians += [{\"of\": \"%s\", \"wrt\": name, "
                 "\"shape\": [%zu, d.size // %zu],", name, n, n);
  script_say(p, "               "
                 "\"reverse\": plain(jnp.reshape(d, (%zu, -1)))}", n);
  script_say(p, "              for name, d in zip(wrt, adjoints)]");
}

static ad_status write_jax(struct script *p, ad_error *err)
{
  (void)err;
  script_count(p, p->g, 0, ad_graph_size(p->g));
  add_head(p);
  python_plain(p);
  script_say(p, "# Leaves: numbers as they are after reading and scaling");
  script_leaves(p);
  add_function(p);
  char *names = python_wrts(p, "\""), *leaves = python_wrts(p, "");
  script_say(p, "\n\nwrt = (%s)", names);
  script_say(p, "leaves = (%s)", leaves);
  script_say(p, "every = tuple(range(len(leaves)))  # by which argument");
  script_say(p, "gradients, jacobians = [], []");
  for (size_t i = 0; ad_graph_wrts(p->g) && i < ad_graph_outputs(p->g); i++)
    add_output(p, i);
  python_print(p);
  free(names);
  free(leaves);
  return AD_OK;
}

/* jax.grad multiplies the slope of the branch that is not taken by 0: inf or
   nan there would be nan. */
static char *with_slopes(const ad_op_row *row, const char *value,
                         char *const *partials)
{
  struct growing out = {0};
  const char *operands = code_operands(row);
  char *text = memory_format("@jax.custom_jvp\ndef %s(%s):\n    return %s\n\n\n"
                             "# by its own rule: where would hand on a nan of "
                             "the other branch\n%s.defjvps(",
                             row->name, operands, value, row->name);
  growing_add(&out, "", text);
  free(text);
  for (unsigned k = 0; k < row->arity; k++) {
    text = memory_format("lambda dot, v, %s: dot * (%s)", operands,
                         partials[k]);
    growing_add(&out, k > 0 ? ",\n    " : "", text);
    free(text);
  }
  growing_add(&out, "", ")\n");
  return out.text;
}

const struct target target_jax = {.name = "jax",
                                  .column = TARGET_JAX,
                                  .array = "jnp.array",
                                  .full = "jnp.full",
                                  .truths = 1,
                                  .turned = ".T",
                                  .gap = "\n\n",
                                  .reserved = python_reserved,
                                  .nan = PYTHON_NAN,
                                  .infinity = PYTHON_INFINITY,
                                  .with_slopes = with_slopes,
                                  .write = write_jax};
