/* SPDX-License-Identifier: GPL-3.0-or-later
   See path_words.h. */
#include "explain/path_words.h"

#include <stdlib.h>

#include "explain/chains.h"
#include "explain/brief.h"
#include "host/exits.h"

/* A product while it is written. */
struct product {
  struct growing text, latex;
};

/* Behind so many names a line ends: there is no blank to break it at. */
static int ends_line(size_t i)
{
  enum { FACTORS_MOST = 4 };
  return i > 0 && i % FACTORS_MOST == 0;
}

/* Takes the factor's texts. */
static void add_factor(struct product *p, const char *sign,
                       const char *sign_latex, struct words w)
{
  growing_add(&p->text, sign, w.text);
  growing_add(&p->latex, sign_latex, w.latex ? w.latex : w.text);
  words_free(&w);
}

/* One line after the other: what begins with a sign is no factor. */
static void add_line(struct product *p, struct product line)
{
  growing_add(&p->text, "\n= ", line.text.text);
  growing_add(&p->latex, "\n= ", line.latex.text);
  free(line.text.text);
  free(line.latex.text);
}

static struct product names_of(const struct explained *e,
                               const struct path_found *path)
{
  struct product p = {0};
  for (size_t i = 0; i + 1 < path->n; i++) {
    ad_ref of = path->nodes[i], by = path->nodes[i + 1];
    int ends = path->numbers && ends_line(i);
    add_factor(&p, !path->numbers ? "  " : ends ? "*\n" : "*",
               ends ? " \\,\n" : " \\, ",
               (struct words){link_name(e, of, by),
                              link_name_latex(e, of, by)});
  }
  return p;
}

/* A sum stands in brackets. */
static struct words symbol_of(const struct link *k)
{
  struct words w = factor_plain(&k->local, 0);
  if (ad_text_strength(w.text) != AD_LOOSE)
    return w;
  struct words held = {
      memory_format("(%s)", w.text),
      w.latex ? memory_format("\\left(%s\\right)", w.latex) : NULL};
  words_free(&w);
  return held;
}

static struct product symbols_of(const struct explained *e,
                                 const struct path_found *path)
{
  struct product p = {0};
  for (size_t i = 0; i + 1 < path->n; i++)
    add_factor(&p, "*", " \\cdot ",
               symbol_of(link_proved(&e->chains->links, path->nodes[i],
                                     path->nodes[i + 1])));
  return p;
}

static struct product numbers_of(const struct path_found *path)
{
  struct product p = {0};
  for (size_t i = 0; i + 1 < path->n; i++) {
    char *text = factor_number(path->numbers[i]);
    growing_add(&p.text, "*", text);
    growing_add(&p.latex, " \\cdot ", text);
    free(text);
  }
  return p;
}

struct words path_product(const struct explained *e,
                          const struct path_found *path)
{
  if (!path->value || path->n < 2 || (path->n == 2 && !path->numbers))
    return (struct words){memory_copy(""), NULL};
  struct product p = names_of(e, path);
  if (path->numbers && e->brief < BRIEF_VALUES)
    add_line(&p, symbols_of(e, path));
  if (path->numbers && path->n > 2 && e->brief == BRIEF_NOT)
    add_line(&p, numbers_of(path));
  return (struct words){p.text.text, p.latex.text};
}
