/* SPDX-License-Identifier: GPL-3.0-or-later
   See python.h. */
#include "export/python.h"

#include <stdlib.h>
#include <string.h>

/* Keywords, what the programs use, and the attributes of PyTorch's modules. */
const char *const python_reserved[] = {
    "False", "None", "True", "and", "as", "assert", "async", "await", "break",
    "class", "continue", "def", "del", "elif", "else", "except", "finally",
    "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    "Worksheet", "adjoints", "enumerate", "epoch", "every", "float",
    "gradients", "isinstance", "jacobians", "jax", "jnp", "json", "leaf",
    "leaves", "len", "list", "loss", "math", "model", "nn", "np", "optimizer",
    "outputs", "plain", "print", "pull", "range", "row", "rows", "self", "str",
    "sys", "torch", "tuple", "worksheet", "wrt", "zip",
    "T_destination", "add_module", "apply", "bfloat16", "buffers",
    "call_super_init", "children", "compile", "cpu", "cuda", "double",
    "dump_patches", "eval", "extra_repr", "forward", "get_buffer",
    "get_extra_state", "get_parameter", "get_submodule", "half", "ipu",
    "load_state_dict", "modules", "mtia", "named_buffers", "named_children",
    "named_modules", "named_parameters", "parameters", "register_buffer",
    "register_module", "register_parameter", "requires_grad_",
    "set_extra_state", "set_submodule", "share_memory", "state_dict", "to",
    "to_empty", "train", "training", "type", "xpu", "zero_grad", NULL};

void python_plain(struct script *p)
{
  script_say(p, "def plain(matrix):");
  script_say(p, "    # JSON has no digits for nan and inf");
  script_say(p, "    return [[x if math.isfinite(x) else str(x) "
                 "for x in row]");
  script_say(p, "            for row in matrix.tolist()]\n\n");
}

void python_print(struct script *p)
{
  script_add(p, "\n");
  script_say(p, "print(json.dumps({\"gradients\": gradients, "
                 "\"jacobians\": jacobians}))");
}

/* The first n of a list, in parentheses' inside. */
static char *tuple_of(const struct script *p, size_t n,
                      ad_ref node(const ad_graph *g, size_t i),
                      const char *quote)
{
  char *list = memory_copy("");
  for (size_t i = 0; i < n; i++) {
    ad_ref x = node(p->g, i);
    const char *name = *quote ? ad_graph_name(p->g, x)
                              : p->pieces[x.index].text;
    memory_append(&list, ", ", memory_format("%s%s%s", quote, name, quote));
  }
  if (n == 1)
    memory_append(&list, "", memory_copy(","));
  return list;
}

char *python_wrts(const struct script *p, const char *quote)
{
  return tuple_of(p, ad_graph_wrts(p->g), ad_graph_wrt, quote);
}

char *python_outputs(const struct script *p)
{
  return tuple_of(p, ad_graph_outputs(p->g), ad_graph_output, "");
}
