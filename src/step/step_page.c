/* SPDX-License-Identifier: GPL-3.0-or-later
   The page put together: page.html, whose lines that begin with @ stand for
   what is written here.  Read step.h before. */
#include <string.h>

#include "page/html_escape.h"
#include "page/number_format.h"
#include "page/text_lines.h"
#include "step/page_text.h"
#include "step/step.h"

typedef void part_fn(FILE *out, size_t n, const struct step_sheet *sheets);

static void put_lines(FILE *out, const char *const *lines)
{
  for (; *lines; lines++)
    fputs(*lines, out);
}

/* --- a worksheet ---------------------------------------------------------- */

/* Control characters of a worksheet's texts are made visible. */
static void put_text(FILE *out, const char *text)
{
  text_put(out, text, SIZE_MAX, " ", html_text);
}

static void put_paragraph(FILE *out, const char *class, const char *text)
{
  fprintf(out, "<p class=\"%s\">", class);
  put_text(out, text);
  fputs("</p>\n", out);
}

/* What the worksheet says about itself. */
static void put_notes(FILE *out, const struct step *s)
{
  const char *note;
  if (!ad_sheet_note(s->sheet, 0))
    return;
  fputs("<p class=\"notes\">", out);
  for (size_t i = 0; (note = ad_sheet_note(s->sheet, i)); i++) {
    put_text(out, note);
    fputc('\n', out);
  }
  fputs("</p>\n", out);
}

static void put_heading(FILE *out, const struct step *s)
{
  fputs("<div class=\"heading\">\n<h1>", out);
  put_text(out, step_title(s));
  fputs("</h1>\n", out);
  if (*ad_sheet_source(s->sheet))
    put_paragraph(out, "source", ad_sheet_source(s->sheet));
  if (s->cut)
    fprintf(out,
            "<p class=\"source\">Cut for its size: numbers of the worksheet "
            "are rounded to %d digits here; without a script, tables end "
            "after %d rows.</p>\n", FORMAT_DIGITS, STEP_ROWS_CUT);
  fputs("</div>\n", out);
}

void step_article(FILE *out, const struct step *s, const char *name)
{
  fputs("<article class=\"sheet\" data-name=\"", out);
  put_text(out, name);
  fputs("\">\n", out);
  put_heading(out, s);
  put_notes(out, s);
  step_sketch(out, s);
  step_tables(out, s);
  fputs("<script type=\"application/json\" class=\"data\">", out);
  step_json(out, s);
  fputs("</script>\n</article>\n", out);
}

/* --- the page ------------------------------------------------------------- */

/* Nothing is loaded; script and style are those that are built in. */
static void put_policy(FILE *out, size_t n, const struct step_sheet *sheets)
{
  (void)n, (void)sheets;
  fprintf(out,
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
          "'none'; script-src 'sha256-%s'; style-src 'sha256-%s'; base-uri "
          "'none'; form-action 'none'\"/>\n",
          page_script_hash, page_style_hash);
}

static void put_title(FILE *out, size_t n, const struct step_sheet *sheets)
{
  fputs("<title>", out);
  put_text(out, sheets[0].title);
  if (n > 1)
    fprintf(out, ", and %zu more", n - 1);
  fputs("</title>\n", out);
}

static void put_style(FILE *out, size_t n, const struct step_sheet *sheets)
{
  (void)n, (void)sheets;
  fputs("<style>", out);
  put_lines(out, page_style);
  fputs("</style>\n", out);
}

static void put_sheets(FILE *out, size_t n, const struct step_sheet *sheets)
{
  for (size_t i = 0; i < n; i++)
    fwrite(sheets[i].text, 1, sheets[i].size, out);
}

static void put_script(FILE *out, size_t n, const struct step_sheet *sheets)
{
  (void)n, (void)sheets;
  fputs("<script>", out);
  put_lines(out, page_script);
  fputs("</script>\n", out);
}

static const struct {
  const char *line;
  part_fn *put;
} parts[] = {
    {"@policy\n", put_policy}, {"@title\n", put_title},
    {"@style\n", put_style},   {"@sheets\n", put_sheets},
    {"@script\n", put_script},
};

void step_page(FILE *out, size_t n, const struct step_sheet *sheets)
{
  for (size_t i = 0; page_html[i]; i++) {
    if (*page_html[i] != '@')
      fputs(page_html[i], out);
    for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++)
      if (strcmp(parts[k].line, page_html[i]) == 0)
        parts[k].put(out, n, sheets);
  }
}
