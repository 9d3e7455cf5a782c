/* SPDX-License-Identifier: GPL-3.0-or-later
   The page put together: page.html, whose lines that begin with @ stand for
   what is written here.  Read step.h before. */
#include <string.h>

#include "page/html_escape.h"
#include "page/text_lines.h"
#include "step/page_text.h"
#include "step/step.h"

typedef void part_fn(FILE *out, const struct step *s);

/* Control characters of a worksheet's texts are made visible. */
static void put_text(FILE *out, const char *text)
{
  text_put(out, text, SIZE_MAX, " ", html_text);
}

static void put_lines(FILE *out, const char *const *lines)
{
  for (; *lines; lines++)
    fputs(*lines, out);
}

static const char *title_of(const struct step *s)
{
  const char *title = ad_sheet_title(s->sheet);
  return *title ? title : "Forward and reverse mode";
}

/* Nothing is loaded; script and style are those that are built in. */
static void put_policy(FILE *out, const struct step *s)
{
  (void)s;
  fprintf(out,
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
          "'none'; script-src 'sha256-%s'; style-src 'sha256-%s'; base-uri "
          "'none'; form-action 'none'\"/>\n",
          page_script_hash, page_style_hash);
}

static void put_title(FILE *out, const struct step *s)
{
  fputs("<title>", out);
  put_text(out, title_of(s));
  fputs("</title>\n", out);
}

static void put_style(FILE *out, const struct step *s)
{
  (void)s;
  fputs("<style>", out);
  put_lines(out, page_style);
  fputs("</style>\n", out);
}

static void put_paragraph(FILE *out, const char *class, const char *text)
{
  fprintf(out, "<p class=\"%s\">", class);
  put_text(out, text);
  fputs("</p>\n", out);
}

/* What the worksheet says about itself, to be opened. */
static void put_notes(FILE *out, const struct step *s)
{
  const char *note;
  if (!ad_sheet_note(s->sheet, 0))
    return;
  fputs("<details class=\"note\" aria-label=\"Note\">"
        "<summary>Note</summary><p>", out);
  for (size_t i = 0; (note = ad_sheet_note(s->sheet, i)); i++) {
    put_text(out, note);
    fputc('\n', out);
  }
  fputs("</p></details>\n", out);
}

static void put_heading(FILE *out, const struct step *s)
{
  fputs("<h1>", out);
  put_text(out, title_of(s));
  fputs("</h1>\n", out);
  if (*ad_sheet_source(s->sheet))
    put_paragraph(out, "source", ad_sheet_source(s->sheet));
  put_notes(out, s);
}

static void put_data(FILE *out, const struct step *s)
{
  fputs("<script type=\"application/json\" id=\"data\">", out);
  step_json(out, s);
  fputs("</script>\n", out);
}

static void put_script(FILE *out, const struct step *s)
{
  (void)s;
  fputs("<script>", out);
  put_lines(out, page_script);
  fputs("</script>\n", out);
}

static const struct {
  const char *line;
  part_fn *put;
} parts[] = {
    {"@policy\n", put_policy}, {"@title\n", put_title},
    {"@style\n", put_style},   {"@heading\n", put_heading},
    {"@tables\n", step_tables}, {"@data\n", put_data},
    {"@script\n", put_script},
};

void step_page(FILE *out, const struct step *s)
{
  for (size_t i = 0; page_html[i]; i++) {
    if (*page_html[i] != '@')
      fputs(page_html[i], out);
    for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++)
      if (strcmp(parts[k].line, page_html[i]) == 0)
        parts[k].put(out, s);
  }
}
