/* SPDX-License-Identifier: GPL-3.0-or-later
   The page put together: page.html, whose lines that begin with @ stand for
   what is written here.  Read step.h before. */
#include <stdlib.h>
#include <string.h>

#include "host/exits.h"
#include "page/html_escape.h"
#include "page/text_lines.h"
#include "step/page_text.h"
#include "step/step.h"

typedef ad_status part_fn(FILE *out, const struct step *s, ad_error *err);

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
static ad_status put_policy(FILE *out, const struct step *s, ad_error *err)
{
  (void)s, (void)err;
  fprintf(out,
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
          "'none'; script-src 'sha256-%s'; style-src 'sha256-%s'; base-uri "
          "'none'; form-action 'none'\"/>\n",
          page_script_hash, page_style_hash);
  return AD_OK;
}

static ad_status put_title(FILE *out, const struct step *s, ad_error *err)
{
  (void)err;
  fputs("<title>", out);
  put_text(out, title_of(s));
  fputs("</title>\n", out);
  return AD_OK;
}

static ad_status put_style(FILE *out, const struct step *s, ad_error *err)
{
  (void)s, (void)err;
  fputs("<style>", out);
  put_lines(out, page_style);
  fputs("</style>\n", out);
  return AD_OK;
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

static ad_status put_heading(FILE *out, const struct step *s, ad_error *err)
{
  (void)err;
  fputs("<h1>", out);
  put_text(out, title_of(s));
  fputs("</h1>\n", out);
  if (*ad_sheet_source(s->sheet))
    put_paragraph(out, "source", ad_sheet_source(s->sheet));
  put_notes(out, s);
  return AD_OK;
}

static ad_status put_tables(FILE *out, const struct step *s, ad_error *err)
{
  (void)err;
  step_tables(out, s);
  return AD_OK;
}

/* In a script element a text that ends it, or begins a comment, has a "<". */
static void put_within_script(FILE *out, const char *json)
{
  for (; *json; json++)
    if (*json == '<')
      fputs("\\u003c", out);
    else
      fputc(*json, out);
}

static ad_status put_data(FILE *out, const struct step *s, ad_error *err)
{
  char *json = NULL;
  size_t size = 0;
  FILE *text = open_memstream(&json, &size);
  if (!text)
    return ad_fail_memory(err, 1);
  ad_status status = step_json(text, s, err);
  if (fclose(text) != 0 && status == AD_OK)
    status = ad_fail_memory(err, size);
  if (status == AD_OK) {
    fputs("<script type=\"application/json\" id=\"data\">", out);
    put_within_script(out, json);
    fputs("</script>\n", out);
  }
  free(json);
  return status;
}

static ad_status put_script(FILE *out, const struct step *s, ad_error *err)
{
  (void)s, (void)err;
  fputs("<script>", out);
  put_lines(out, page_script);
  fputs("</script>\n", out);
  return AD_OK;
}

static const struct {
  const char *line;
  part_fn *put;
} parts[] = {
    {"@policy\n", put_policy}, {"@title\n", put_title},
    {"@style\n", put_style},   {"@heading\n", put_heading},
    {"@tables\n", put_tables}, {"@data\n", put_data},
    {"@script\n", put_script},
};

ad_status step_page(FILE *out, const struct step *s, ad_error *err)
{
  ad_status status = AD_OK;
  for (size_t i = 0; page_html[i] && status == AD_OK; i++) {
    if (*page_html[i] != '@')
      fputs(page_html[i], out);
    for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++)
      if (strcmp(parts[k].line, page_html[i]) == 0)
        status = parts[k].put(out, s, err);
  }
  return status;
}
