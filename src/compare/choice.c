/* SPDX-License-Identifier: GPL-3.0-or-later
   See choice.h. */
#include "compare/choice.h"

#include <fnmatch.h>
#include <stdlib.h>

#include "host/exits.h"
#include "report.h"
#include "worksheet/name_list.h"

enum { LISTED = 20 }; /* names in a message                            */

/* --- names ---------------------------------------------------------------- */

static int matches_any(const ad_graph *g, const char *pattern)
{
  for (size_t i = 0; i < ad_graph_names(g); i++)
    if (fnmatch(pattern, ad_graph_name(g, ad_graph_named(g, i)), 0) == 0)
      return 1;
  return 0;
}

/* "; did you mean 'h1'?", or the names there are: names[n]. */
static char *suggestion(const char *pattern, const char *const *names,
                        size_t n)
{
  const char *nearest = ad_nearest(pattern, names, n);
  struct growing text = {0};
  if (nearest)
    return memory_format("; did you mean '%s'?", nearest);
  for (size_t i = 0; i < n && i < LISTED; i++)
    growing_add(&text, ", ", names[i]);
  char *list = memory_format("; there are %s%s", text.text ? text.text : "none",
                             n > LISTED ? ", ..." : "");
  free(text.text);
  return list;
}

static int refuse(const char *file, const ad_graph *g, const char *option,
                  const char *pattern)
{
  size_t n = ad_graph_names(g);
  const char **names = memory_new(n, sizeof *names);
  for (size_t i = 0; i < n; i++)
    names[i] = ad_graph_name(g, ad_graph_named(g, i));
  char *hint = suggestion(pattern, names, n);
  complain("%s: --%s: nothing is called '%s'%s", file, option, pattern, hint);
  free(hint);
  free(names);
  return EXIT_INPUT;
}

static int check_list(const char *file, const ad_graph *g, const char *option,
                      const char *list)
{
  int status = EXIT_FINE;
  const char *at = list;
  char *pattern;
  while (list && status == EXIT_FINE && (pattern = name_list_next(&at))) {
    if (!matches_any(g, pattern))
      status = refuse(file, g, option, pattern);
    free(pattern);
  }
  return status;
}

/* Is there a name that --show has and --hide has not? */
static int check_rest(const char *file, const ad_graph *g,
                      const struct options *options)
{
  if (!options->show || !options->hide)
    return EXIT_FINE;
  for (size_t i = 0; i < ad_graph_names(g); i++)
    if (choice_shows(options, ad_graph_name(g, ad_graph_named(g, i))))
      return EXIT_FINE;
  complain("%s: --hide %s leaves nothing of --show %s", file, options->hide,
           options->show);
  return EXIT_INPUT;
}

int choice_check(const char *file, const ad_graph *g,
                 const struct options *options)
{
  int status = check_list(file, g, "show", options->show);
  if (status == EXIT_FINE)
    status = check_list(file, g, "hide", options->hide);
  return status == EXIT_FINE ? check_rest(file, g, options) : status;
}

int choice_names(const struct options *options, const char *name)
{
  return name_list_has(options->show, name);
}

int choice_shows(const struct options *options, const char *name)
{
  return (!options->show || name_list_has(options->show, name)) &&
         !name_list_has(options->hide, name);
}

/* --- derivatives ---------------------------------------------------------- */

static int names_any(const struct options *options, const struct part *parts,
                     size_t n)
{
  size_t i = 0;
  while (i < n && !choice_names(options, parts[i].name))
    i++;
  return i < n;
}

void choice_prepare(struct results *r, const struct options *options)
{
  r->names_outputs = names_any(options, r->outputs, r->n_outputs);
  r->names_wrts = names_any(options, r->wrts, r->n_wrts);
}

/* One of several, of which --show names `any`. */
static int shows_part(const struct options *options, int any, const char *name)
{
  return (!any || choice_names(options, name)) &&
         !name_list_has(options->hide, name);
}

int choice_shows_output(const struct results *r, const struct options *options,
                        const struct part *output)
{
  return shows_part(options, r->names_outputs, output->name);
}

int choice_shows_wrt(const struct results *r, const struct options *options,
                     const struct part *wrt)
{
  return shows_part(options, r->names_wrts, wrt->name);
}

int choice_shows_derivative(const struct results *r,
                            const struct options *options,
                            const struct part *output, const struct part *wrt)
{
  return choice_shows_output(r, options, output) &&
         choice_shows_wrt(r, options, wrt);
}

/* --- parts ---------------------------------------------------------------- */

const char *const choice_parts[] = {"values", "gradients", "agreement", "cost",
                                    NULL};

int choice_has(const struct options *options, unsigned part)
{
  return options->only == 0 || (options->only & part) != 0;
}
