/* SPDX-License-Identifier: GPL-3.0-or-later
   CSV as libcsv reads it, and pages in Markdown and LaTeX: their texts are
   never taken for marks or commands.  Read src/page/csv_write.h and
   src/page/page.h before. */
#include <ctype.h>
#include <glob.h>
#include <math.h>

#include <csv.h>

#include "compare/results.h"
#include "ops.h"
#include "page/csv_write.h"
#include "page/latex_escape.h"
#include "page/number_format.h"
#include "page/page.h"
#include "reports.h"

/* ---- CSV ---- */

/* A rectangle of fields; the first line has the names of the columns. */
struct sheet {
  size_t n, rows, cols; /* n: fields                                      */
  char **fields;
};

static void take_field(void *text, size_t n, void *data)
{
  struct sheet *s = data;
  s->fields = memory_grow(s->fields, s->n + 1, sizeof *s->fields);
  s->fields[s->n] = memory_new(n + 1, 1);
  memcpy(s->fields[s->n++], text, n);
}

static void take_row(int c, void *data)
{
  struct sheet *s = data;
  (void)c;
  if (s->rows++ == 0)
    s->cols = s->n;
  ck_assert_uint_eq(s->n, s->rows * s->cols);
}

static struct sheet read_csv(char *text)
{
  struct csv_parser parser;
  struct sheet s = {0};
  size_t n = strlen(text);
  ck_assert_int_eq(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI), 0);
  ck_assert_uint_eq(csv_parse(&parser, text, n, take_field, take_row, &s), n);
  ck_assert_int_eq(csv_fini(&parser, take_field, take_row, &s), 0);
  csv_free(&parser);
  for (size_t i = 0; text[i]; i++)
    if (text[i] == '\n')
      ck_assert(i > 0 && text[i - 1] == '\r');
  free(text);
  return s;
}

static void sheet_free(struct sheet *s)
{
  for (size_t i = 0; i < s->n; i++)
    free(s->fields[i]);
  free(s->fields);
}

/* The field of a line (0: names) in the column of this name. */
static const char *field(const struct sheet *s, size_t row, const char *column)
{
  size_t j = 0;
  while (j < s->cols && strcmp(s->fields[j], column) != 0)
    j++;
  ck_assert_msg(j < s->cols, "there is no column %s", column);
  return s->fields[row * s->cols + j];
}

/* The next line of this kind of record after `row`. */
static size_t next_row(const struct sheet *s, size_t row, const char *record)
{
  for (row++; row < s->rows; row++)
    if (strcmp(field(s, row, "record"), record) == 0)
      return row;
  return s->rows;
}

START_TEST(csv_fields_are_quoted)
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  struct csv csv = csv_on(out);
  csv_text(&csv, "a,b");
  csv_text(&csv, "say \"no\"");
  csv_text(&csv, "\xc3\xbc\n\x1b\xff");
  csv_text(&csv, NULL);
  csv_end(&csv, 5);
  csv_text(&csv, " x ");
  csv_number(&csv, 0.1);
  csv_number(&csv, -(double)INFINITY);
  csv_number(&csv, (double)NAN);
  csv_count(&csv, 17);
  csv_end(&csv, 5);
  fclose(out);
  ck_assert_str_eq(text, "\"a,b\",\"say \"\"no\"\"\",\xc3\xbc\\x0a\\x1b\\xff,,"
                         "\r\n\" x \",0.10000000000000001,-inf,nan,17\r\n");
  struct sheet s = read_csv(text);
  ck_assert_str_eq(s.fields[0], "a,b");
  ck_assert_str_eq(s.fields[1], "say \"no\"");
  ck_assert_str_eq(s.fields[5], " x ");
  ck_assert_uint_eq(s.cols, 5);
  sheet_free(&s);
}
END_TEST

static const char layer[] = "title \"One, \\\"two\\\"\"\n"
                            "input x[2] = [0.7; -1.4]\n"
                            "param W[3,2] = [1, 2; -0.5, 3; 0.1, 2.385]\n"
                            "y = tanh(W @ x)\n"
                            "l = sum(relu(y))\noutput y, l\n";

START_TEST(csv_has_every_number)
{
  struct sheet s = read_csv(report_on("csv", layer, 0, NULL));
  size_t row = 0, nodes = 0, derivatives = 0, costs = 0;
  while ((row = next_row(&s, row, "node")) < s.rows) {
    if (strcmp(field(&s, row, "name"), "W") == 0 &&
        strcmp(field(&s, row, "row"), "3") == 0 &&
        strcmp(field(&s, row, "col"), "1") == 0)
      ck_assert_str_eq(field(&s, row, "value"), "0.10000000000000001");
    nodes++;
  }
  ck_assert_uint_eq(nodes, 2 + 6 + 3 + 1);
  double y2 = tanh(-0.5 * 0.7 + 3 * -1.4);
  for (row = 0; (row = next_row(&s, row, "derivative")) < s.rows;) {
    derivatives++;
    if (strcmp(field(&s, row, "of"), "y") != 0 ||
        strcmp(field(&s, row, "wrt"), "W") != 0 ||
        strcmp(field(&s, row, "of_row"), "2") != 0 ||
        strcmp(field(&s, row, "row"), "2") != 0 ||
        strcmp(field(&s, row, "col"), "1") != 0)
      continue;
    double want = (1 - y2 * y2) * 0.7;
    double forward = strtod(field(&s, row, "forward"), NULL);
    double fd = strtod(field(&s, row, "fd"), NULL);
    ck_assert_msg(fabs(forward - want) <= 1e-15, "%.17g, not %.17g", forward,
                  want);
    ck_assert_msg(fabs(fd - want) <= 1e-9, "%.17g, not %.17g", fd, want);
    ck_assert_str_eq(field(&s, row, "verdict"), "agree");
    ck_assert_str_eq(field(&s, row, "reason"), "");
  }
  ck_assert_uint_eq(derivatives, 4 * 8);
  for (row = 0; (row = next_row(&s, row, "cost")) < s.rows; costs++)
    ck_assert_str_eq(field(&s, row, "seconds"), "");
  ck_assert_uint_eq(costs, 6);
  row = next_row(&s, 0, "about");
  ck_assert_str_eq(field(&s, row, "text"), "One, \"two\"");
  sheet_free(&s);
}
END_TEST

START_TEST(csv_of_several_worksheets_has_one_head)
{
  char *path = file_with("input x = 0\nl = abs(x)\n");
  struct sheet s = read_csv(report_on("csv", "input x = 2.385\nl = x^2\n", 1,
                                      (const char *[]){path}));
  size_t heads = 0, row = 0;
  for (size_t i = 0; i < s.rows; i++)
    heads += strcmp(field(&s, i, "record"), "record") == 0;
  ck_assert_uint_eq(heads, 1);
  ck_assert_uint_lt(row = next_row(&s, 0, "warning"), s.rows);
  ck_assert_str_eq(field(&s, row, "worksheet"), path);
  row = next_row(&s, 0, "derivative");
  ck_assert_str_eq(field(&s, row, "verdict"), "inconclusive");
  ck_assert_str_eq(field(&s, row, "reason"), "kink");
  ck_assert_str_eq(field(&s, row, "fd"), "");
  sheet_free(&s);
  unlink(path);
  free(path);
}
END_TEST

START_TEST(csv_of_samples_has_directions)
{
  struct sheet s = read_csv(report_on("csv", "input x[30] = range(30)\n"
                                             "l = sum(sin(x))\n",
                                      2, (const char *[]){"--fd-entries",
                                                          "12"}));
  size_t row = 0, directions = 0, checked = 0;
  while ((row = next_row(&s, row, "direction")) < s.rows) {
    ck_assert_uint_eq((size_t)atoi(field(&s, row, "row")), ++directions);
    ck_assert_str_eq(field(&s, row, "verdict"), "agree");
  }
  ck_assert_uint_eq(directions, 10);
  for (row = 0; (row = next_row(&s, row, "derivative")) < s.rows;)
    checked += *field(&s, row, "fd") != '\0';
  ck_assert_uint_eq(checked, 10);
  sheet_free(&s);
}
END_TEST

START_TEST(csv_of_ops)
{
  struct sheet s = read_csv(report_of(&cmd_ops, EXIT_FINE, 3,
                                      (const char *[]){"--format", "csv",
                                                       "*"}));
  ck_assert_uint_eq(s.rows, 2);
  ck_assert_str_eq(field(&s, 1, "derivatives"), "dv/da = b; dv/db = a");
  ck_assert_str_eq(field(&s, 1, "keeps"), "a b");
  ck_assert_str_eq(field(&s, 1, "value_flops"), "1");
  sheet_free(&s);
}
END_TEST

/* ---- pages ---- */

static char *rendered(const char *format, void (*write)(struct page *))
{
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  struct page page = page_in(out, format);
  write(&page);
  page_end(&page);
  fclose(out);
  return text;
}

static const char *const marks = "\\input{x} `a` *b* _c_ [d](e) <f> #g | h~ & "
                                 "$i$ %j ^k \"l\" 'm' --n";

static void write_marks(struct page *page)
{
  struct table *table = table_new();
  table_column(table, "a|b", ALIGN_LEFT);
  table_column(table, "x_1", ALIGN_POINT);
  table_row(table);
  table_put(table, marks);
  table_number(table, -1.25e-7);
  table_row(table);
  table_put(table, "[1] two\n*lines");
  table_tone(table, TONE_BAD);
  table_skip(table);
  page_title(page, "%s", marks);
  page_section(page, "%s", "x_1 \x1b[31m");
  page_print(page, "%s", "- no list\n1. none\n  relu'(0) = 0");
  page_table(page, table);
}

#define MARKDOWN                                                            \
  "\\\\input{x} \\`a\\` \\*b\\* \\_c\\_ \\[d\\](e) \\<f\\> \\#g \\| h\\~ "  \
  "\\& \\$i\\$ %j ^k \"l\" 'm' --n"

START_TEST(markdown_marks_are_escaped)
{
  char *got = rendered("markdown", write_marks);
  ck_assert_str_eq(got, "# " MARKDOWN "\n"
                        "\n"
                        "## x\\_1 \\\\x1b\\[31m\n"
                        "\n"
                        "\\- no list\\\n"
                        "1\\. none\\\n"
                        "&nbsp;&nbsp;relu'(0) = 0\n"
                        "\n"
                        "| a\\|b | x\\_1 |\n"
                        "|:---|---:|\n"
                        "| " MARKDOWN " | -1.25e-07 |\n"
                        "| **\\[1\\] two**<br>**\\*lines** |  |\n");
  free(got);
}
END_TEST

static const char latex_head[] = "\\documentclass{article}\n"
                                 "\\usepackage[utf8]{inputenc}\n"
                                 "\\usepackage[margin=20mm]{geometry}\n"
                                 "\\usepackage{amsmath}\n"
                                 "\\usepackage{booktabs}\n"
                                 "\\usepackage{longtable}\n"
                                 "\\setlength{\\parindent}{0pt}\n"
                                 "\\setlength{\\parskip}{1ex}\n"
                                 "\\setlength{\\tabcolsep}{4pt}\n"
                                 "\\renewcommand{\\arraystretch}{1.3}\n"
                                 "\\begin{document}\n";

#define LATEX                                                               \
  "\\textbackslash{}input\\{x\\} \\char96{}a\\char96{} {*}b{*} \\_c\\_ "    \
  "{[}d{]}(e) \\textless{}f\\textgreater{} \\#g \\textbar{} "               \
  "h\\textasciitilde{} \\& \\$i\\$ \\%j \\textasciicircum{}k "              \
  "\\char34{}l\\char34{} '{}m'{} {-}{-}n"

START_TEST(latex_commands_are_escaped)
{
  char *got = rendered("latex", write_marks);
  ck_assert_ptr_eq(strstr(got, latex_head), got);
  ck_assert_str_eq(
      got + strlen(latex_head),
      "\n\\section*{" LATEX "}\n"
      "\n\\subsection*{x\\_1 \\textbackslash{}x1b{[}31m}\n"
      "\n{-} no list\\mbox{}\\\\\n"
      "1. none\\mbox{}\\\\\n"
      "  relu'{}(0) = 0\n"
      "\n\\begin{longtable}[l]{lr}\n\\toprule\n"
      "a\\textbar{}b & x\\_1 \\tabularnewline\n\\midrule\n"
      "\\endhead\n" LATEX " & $-1.25\\cdot10^{-7}$ "
      "\\tabularnewline\n"
      "\\textbf{\\begin{tabular}[t]{@{}l@{}}{[}1{]} two\\\\ "
      "{*}lines\\end{tabular}} &  "
      "\\tabularnewline\n"
      "\\bottomrule\n\\end{longtable}\n"
      "\n\\end{document}\n");
  free(got);
}
END_TEST

static void write_wide(struct page *page)
{
  struct table *table = table_new();
  table_column(table, "name", ALIGN_LEFT);
  table_column(table, "what it is", ALIGN_LEFT);
  table_row(table);
  table_put(table, "l");
  table_put(table, "a text that is too long for a line, whatever is done with "
                   "the columns beside it\n[and] more");
  table_tone(table, TONE_BAD);
  page_table(page, table);
}

START_TEST(wide_columns_are_fixed_in_latex)
{
  char *got = rendered("latex", write_wide);
  ck_assert_str_eq(
      got + strlen(latex_head),
      "\n{\\small\n"
      "\\begin{longtable}[l]{lp{0.74\\linewidth}}\n\\toprule\n"
      "name & what it is \\tabularnewline\n\\midrule\n"
      "\\endhead\n"
      "l & \\raggedright \\textbf{a text that is too long for a "
      "line, whatever is done with the columns beside it"
      "\\newline {[}and{]} more} \\tabularnewline\n"
      "\\bottomrule\n\\end{longtable}}\n\n\\end{document}\n");
  free(got);
}
END_TEST

/* Both take two lines; TeX breaks the one at its signs, and nothing inside of
   brackets. */
static void write_formulas(struct page *page)
{
  struct table *table = table_new();
  table_column(table, "", ALIGN_LEFT);
  table_row(table);
  table_put(table, "the first of the terms, which is long + the second of the "
                   "terms, which is long - the third");
  table_math(table, "a + b - c");
  table_row(table);
  table_put(table, "(the first of the terms, which is long + the second of the "
                   "terms, which is long - the third of the terms, which is "
                   "long)");
  table_math(table, "\\left(a + b - c\\right)");
  page_table(page, table);
}

START_TEST(formulas_stay_in_their_columns)
{
  char *got = rendered("latex", write_formulas);
  ck_assert_ptr_nonnull(strstr(got, "\n\\raggedright $a + b - c$ "));
  ck_assert_ptr_null(strstr(got, "left("));
  ck_assert_ptr_nonnull(strstr(got, "\n\\raggedright (the first "));
  ck_assert_ptr_nonnull(strstr(got, "\\newline "));
  free(got);
}
END_TEST

static void write_matrices(struct page *page)
{
  struct table *table = table_new();
  table_column(table, "", ALIGN_LEFT);
  table_column(table, "", ALIGN_POINT);
  table_row(table);
  table_put(table, "W");
  table_matrix(table, 2, 3, (const double[]){-0.6, (double)NAN, 12, 9, 1e-5,
                                             -(double)INFINITY},
               format_number);
  table_row(table);
  table_put(table, "x");
  table_transposed(table, 2, (const double[]){0.7, -14}, format_number);
  page_table(page, table);
}

START_TEST(matrices_in_cells)
{
  char *got = rendered("markdown", write_matrices);
  ck_assert_str_eq(got, "|  |  |\n"
                        "|:---|:---|\n"
                        "| W | `[ -0.6  nan        12 ]`<br>"
                        "`[  9      1e-05  -inf ]` |\n"
                        "| x | `[ 0.7  -14 ]'` |\n");
  free(got);
  got = rendered("latex", write_matrices);
  ck_assert_ptr_nonnull(strstr(
      got, "\n\\begin{longtable}[l]{ll}\n"
           "W & $\\begin{pmatrix}-0.6 & \\mathrm{nan} & 12 \\\\ "
           "9 & 1\\cdot10^{-5} & -\\infty\\end{pmatrix}$ \\tabularnewline\n"
           "x & $\\begin{pmatrix}0.7 & -14\\end{pmatrix}^{T}$ "
           "\\tabularnewline\n"));
  free(got);
}
END_TEST

/* ---- lists, and lines under each other ---- */

static void write_lines(struct page *page)
{
  page_print(page, "%s", "Two:");
  page_list(page, "%s", "[a]\n1. <b>");
  page_code(page, "%s", "y   = x_1\nlong = 2");
  page_print(page, "%s", "End.");
}

START_TEST(lists_and_lines)
{
  static const struct {
    const char *format, *want;
  } rows[] = {
      {"text", "Two:\n  [a]\n  1. <b>\n\ny   = x_1\nlong = 2\n\nEnd.\n"},
      {"markdown", "Two:\n\n- \\[a\\]\n- 1\\. \\<b\\>\n\n"
                   "    y   = x_1\n    long = 2\n\nEnd.\n"},
      {"latex", "\n\\begin{itemize}\n\\item {[}a{]}\n"
                "\\item 1. \\textless{}b\\textgreater{}\n\\end{itemize}\n"
                "\n{\\ttfamily\\obeyspaces y   = x\\_1\\mbox{}\\\\\n"
                "long = 2}\n"},
      {"html", "<ul>\n<li>[a]</li>\n<li>1. &lt;b&gt;</li>\n</ul>\n"
               "<pre>y   = x_1\nlong = 2</pre>\n"}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char *got = rendered(rows[i].format, write_lines);
    ck_assert_msg(strstr(got, rows[i].want) != NULL, "%s", got);
    free(got);
  }
}
END_TEST

/* ---- HTML ---- */

#define HTML                                                                \
  "\\input{x} `a` *b* _c_ [d](e) &lt;f&gt; #g | h~ &amp; $i$ %j ^k "         \
  "&quot;l&quot; 'm' --n"

START_TEST(html_marks_are_escaped)
{
  char *got = rendered("html", write_marks);
  const char *body = strstr(got, "<main>");
  ck_assert_msg(strncmp(got, "<!DOCTYPE html>\n", 16) == 0, "%s", got);
  ck_assert_ptr_nonnull(strstr(got, "<title>" HTML "</title>"));
  ck_assert_ptr_nonnull(body);
  ck_assert_str_eq(
    body, "<main>\n"
          "<h1>" HTML "</h1>\n"
          "<h2>x_1 \\x1b[31m</h2>\n"
          "<p>- no list\n1. none\n  relu'(0) = 0</p>\n"
          "<div class=\"wide\" tabindex=\"0\" role=\"region\" "
          "aria-label=\"x_1 \\x1b[31m\"><table>\n"
          "<thead><tr><th scope=\"col\">a|b</th>"
          "<th scope=\"col\" class=\"r\">x_1</th></tr></thead>\n"
          "<tbody>\n"
          "<tr><th scope=\"row\">" HTML "</th>"
          "<td class=\"n\">-1.25e-07</td></tr>\n"
          "<tr><th scope=\"row\" class=\"bad\">[1] two<br/>*lines</th>"
          "<td class=\"r n\"></td></tr>\n"
          "</tbody>\n</table></div>\n"
          "</main>\n</body>\n</html>\n");
  free(got);
}
END_TEST

/* --- contrast, as WCAG 2.2 defines it (1.4.3, 1.4.11) --- */

static double luminance(const char *rgb)
{
  static const double weights[] = {0.2126, 0.7152, 0.0722};
  size_t digits = strspn(rgb, "0123456789abcdef"), each = digits / 3;
  double sum = 0;
  ck_assert_msg(digits == 3 || digits == 6, "%.8s", rgb);
  for (size_t k = 0; k < 3; k++) {
    char hex[3] = {rgb[k * each], rgb[k * each + each - 1], '\0'};
    double c = (double)strtol(hex, NULL, 16) / 255;
    sum += weights[k] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055,
                                                        2.4));
  }
  return sum;
}

/* The colour --name of a scheme, whose rules begin at `style`. */
static double colour_of(const char *style, const char *name)
{
  char *rule = memory_format("--%s:#", name);
  const char *at = strstr(style, rule);
  ck_assert_msg(at != NULL, "no colour %s", name);
  double found = luminance(at + strlen(rule));
  free(rule);
  return found;
}

static void check_contrast(const char *style, const char *front,
                           const char *back, double least)
{
  double a = colour_of(style, front), b = colour_of(style, back);
  double contrast = (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
  ck_assert_msg(contrast >= least, "%s on %s: %.2f : 1, not %.1f", front, back,
                contrast, least);
}

/* Texts need 4.5 to 1, lines 3 to 1. */
static void check_scheme(const char *page, const char *begin)
{
  static const char *const front[] = {"ink", "good", "bad", "doubt"};
  const char *style = strstr(page, begin);
  ck_assert_ptr_nonnull(style);
  for (size_t i = 0; i < 4; i++) {
    check_contrast(style, front[i], "paper", 4.5);
    check_contrast(style, front[i], "shade", 4.5);
  }
  check_contrast(style, "line", "paper", 3);
}

START_TEST(html_colours_have_contrast)
{
  char *got = rendered("html", write_marks);
  check_scheme(got, "<style>");
  check_scheme(got, "prefers-color-scheme:dark");
  ck_assert_double_eq_tol(luminance("777"), 0.1845, 1e-4);
  ck_assert_double_eq_tol(luminance("ff0000"), 0.2126, 1e-12);
  free(got);
}
END_TEST

/* Reads <name ...>, </name> or <name/> at *at. */
static void read_tag(const char **at, char open[][16], size_t *depth)
{
  const char *s = *at + 1, *end = strchr(s, '>');
  int closes = *s == '/';
  s += closes;
  size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789");
  ck_assert_msg(end && n > 0 && n < 16, "%.40s", *at);
  if (closes) {
    ck_assert_msg(*depth > 0 && strlen(open[*depth - 1]) == n &&
                    strncmp(open[*depth - 1], s, n) == 0,
                  "%.40s closes %s", *at, *depth ? open[*depth - 1] : "");
    --*depth;
  } else if (end[-1] != '/') {
    ck_assert_uint_lt(*depth, 16);
    memcpy(open[*depth], s, n);
    open[(*depth)++][n] = '\0';
  }
  *at = end;
}

/* Every element is closed, in order, and & begins a character. */
static void check_well_formed(const char *text)
{
  char open[16][16];
  size_t depth = 0;
  for (const char *at = strchr(text, '\n'); *at; at++)
    if (*at == '<')
      read_tag(&at, open, &depth);
    else if (*at == '&')
      ck_assert_msg(strchr("algq", at[1]) && strchr(at, ';'), "%.20s", at);
  ck_assert_uint_eq(depth, 0);
}

START_TEST(html_is_well_formed)
{
  void (*const writes[])(struct page *) = {write_marks, write_matrices,
                                           write_lines};
  for (size_t i = 0; i < 3; i++) {
    char *got = rendered("html", writes[i]);
    check_well_formed(got);
    ck_assert_ptr_null(strstr(got, "<script"));
    ck_assert_ptr_null(strstr(got, "http"));
    free(got);
  }
}
END_TEST

static void write_nothing(struct page *page)
{
  page_table(page, table_new());
}

START_TEST(an_empty_page_is_empty)
{
  static const char *const formats[] = {"text", "markdown", "latex", "html"};
  for (size_t i = 0; i < 4; i++) {
    char *got = rendered(formats[i], write_nothing);
    ck_assert_str_eq(got, "");
    free(got);
  }
  ck_assert(!page_has_format("json") && !page_has_format("Text"));
}
END_TEST

/* ---- LaTeX text ---- */

static void check_latex(void (*write)(FILE *, const char *), const char *text,
                        const char *want)
{
  char *got = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&got, &size);
  write(out, text);
  fclose(out);
  ck_assert_str_eq(got, want);
  free(got);
}

START_TEST(latex_letters_and_symbols)
{
  check_latex(latex_text, "Z\u00fcrich, \u00df", "Z\u00fcrich, \u00df");
  check_latex(latex_text, "agree (weakly, \u00b1 1.1e+137)",
              "agree (weakly, $\\pm 1.1\\cdot10^{137}$)");
  check_latex(latex_text, "0 \u00b1 2e-5. So \u00b1 3 and \u00b1 e5",
              "0 $\\pm 2\\cdot10^{-5}$. So $\\pm$ 3 and $\\pm$ e5");
  check_latex(latex_text, "\u2202l/\u2202\u03c3 \u2264 2",
              "$\\partial l$/$\\partial$$\\sigma$ $\\leq$ 2");
  check_latex(latex_text, "\u2713 \U0001f600 \u00f0",
              "U+2713 U+1F600 U+00F0");
}
END_TEST

START_TEST(latex_numbers)
{
  static const char *const numbers[] = {"0", "-2.385", "1e-05", "1,234,567",
                                        "nan", "-inf", "6.02e+23"};
  static const char *const others[] = {"",         "-",    "9 to 17", "208 B",
                                       "1.5e",     "~3",   "e5",      "1 x 1",
                                       "infinite", "1.2.3"};
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
    ck_assert_msg(latex_is_number(numbers[i]), "%s", numbers[i]);
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
    ck_assert_msg(!latex_is_number(others[i]), "%s", others[i]);
  check_latex(latex_number, "1,234,567", "1{,}234{,}567");
  check_latex(latex_number, "6.02e+23", "6.02\\cdot10^{23}");
  check_latex(latex_number, "-2.385", "-2.385");
}
END_TEST

/* Is it a command of a formula: of the template of a row, or of what holds
   them together? */
static int is_of_formulas(const char *command, size_t n)
{
  static const char *const others = "\\frac \\left \\right \\bar \\dot \\odot "
                                    "\\mathrel \\operatorname \\mathit \\text "
                                    "\\le \\ge \\ne \\top \\mathbf "
                                    "\\alpha \\beta \\gamma \\delta \\eta "
                                    "\\theta \\lambda \\mu \\rho \\sigma "
                                    "\\epsilon \\phi ";
  char *name = memory_format("\\%.*s ", (int)n, command);
  int found = strstr(others, name) != NULL;
  name[n + 1] = '\0';
  ad_op op;
  for (size_t i = 0; ad_op_listed(i, &op); i++)
    found |= strstr(ad_op_get(op)->latex, name) != NULL;
  free(name);
  return found;
}

/* Whole reports: braces, math and environments are closed, no mark is bare,
   and every command is one that the renderer writes. */
static void check_commands(const char *text)
{
  static const char *const known[] = {
      "documentclass",  "usepackage",    "setlength",
      "begin",          "end",           "parindent",
      "parskip",        "tabcolsep",     "section",
      "subsection",     "toprule",       "midrule",
      "bottomrule",     "endhead",       "tabularnewline",
      "renewcommand",   "arraystretch",
      "raggedright",    "newline",       "linewidth",
      "mbox",           "cdot",          "infty",
      "mathrm",         "textbackslash", "textasciicircum",
      "textasciitilde", "textless",      "textgreater",
      "textbar",        "char",          "setcounter",
      "textbf",         "times",         "partial",
      "item",           "ttfamily",      "obeyspaces",
      "small",          "allowbreak"};
  int depth = 0, open = 0, math = 0;
  for (const char *s = text; *s; s++) {
    depth += (*s == '{') - (*s == '}');
    math ^= *s == '$';
    ck_assert_int_ge(depth, 0);
    ck_assert_msg(!strchr("%#~", *s), "a bare %c", *s);
    ck_assert_msg(math || !strchr("_^", *s), "a bare %c", *s);
    if (*s != '\\')
      continue;
    size_t n = 0, i = 0;
    while (isalpha((unsigned char)s[1 + n]))
      n++;
    if (n == 0) {
      ck_assert_msg(s[1] && strchr(math ? "\\{}$&%#_,;|" : "\\{}$&%#_", s[1]),
                    "\\%c", s[1]);
      s++;
      continue;
    }
    while (i < sizeof known / sizeof known[0] &&
           (strlen(known[i]) != n || strncmp(known[i], s + 1, n) != 0))
      i++;
    ck_assert_msg(i < sizeof known / sizeof known[0] ||
                    (math && is_of_formulas(s + 1, n)),
                  "\\%.*s", (int)n, s + 1);
    open += strncmp(s, "\\begin{", 7) == 0;
    open -= strncmp(s, "\\end{", 5) == 0;
  }
  ck_assert_int_eq(depth, 0);
  ck_assert_int_eq(math, 0);
  ck_assert_int_eq(open, 0);
}

START_TEST(reports_in_latex_are_sound)
{
  static const char hostile[] =
      "title \"\\\\input{/etc/passwd} \\\\write18{rm} %&_#${}~^\\\\ }\"\n"
      "source \"\\\\end{document}\"\nnote \"a\\\\\\\\[9cm] ``b''\"\n"
      "input x[11] = range(11)\nl = sum(relu(x - 3))\n";
  char *text = report_on("latex", hostile, 1, (const char *[]){"--full"});
  check_commands(text);
  ck_assert_ptr_nonnull(strstr(text, "\\setcounter{MaxMatrixCols}{11}$"));
  ck_assert_ptr_null(strstr(text, "\\input"));
  ck_assert_ptr_null(strstr(text, "\\write"));
  free(text);
  text = report_on("latex", layer, 1, (const char *[]){"--full"});
  check_commands(text);
  free(text);
  text = report_of(&cmd_ops, EXIT_FINE, 2,
                   (const char *[]){"--format", "latex"});
  check_commands(text);
  free(text);
}
END_TEST

START_TEST(every_example_in_latex_is_sound)
{
  const char *source = getenv("GRADCOMPARE_SOURCE");
  char *pattern = memory_format("%s/examples/*/*.grad", source ? source : ".");
  glob_t files;
  ck_assert_int_eq(glob(pattern, 0, NULL, &files), 0);
  for (size_t i = 0; i < files.gl_pathc; i++) {
    char *text = report_on("latex", NULL, 2,
                           (const char *[]){"--full", files.gl_pathv[i]});
    check_commands(text);
    free(text);
  }
  globfree(&files);
  free(pattern);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("formats");
  TCase *all = tcase_create("all");
  tcase_set_timeout(all, 120);
  tcase_add_test(all, csv_fields_are_quoted);
  tcase_add_test(all, csv_has_every_number);
  tcase_add_test(all, csv_of_several_worksheets_has_one_head);
  tcase_add_test(all, csv_of_samples_has_directions);
  tcase_add_test(all, csv_of_ops);
  tcase_add_test(all, markdown_marks_are_escaped);
  tcase_add_test(all, html_marks_are_escaped);
  tcase_add_test(all, html_is_well_formed);
  tcase_add_test(all, html_colours_have_contrast);
  tcase_add_test(all, latex_commands_are_escaped);
  tcase_add_test(all, wide_columns_are_fixed_in_latex);
  tcase_add_test(all, formulas_stay_in_their_columns);
  tcase_add_test(all, matrices_in_cells);
  tcase_add_test(all, lists_and_lines);
  tcase_add_test(all, an_empty_page_is_empty);
  tcase_add_test(all, latex_letters_and_symbols);
  tcase_add_test(all, latex_numbers);
  tcase_add_test(all, reports_in_latex_are_sound);
  tcase_add_test(all, every_example_in_latex_is_sound);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
