# SPDX-License-Identifier: GPL-3.0-or-later
# Reports: tables, renderers, CSV and JSON.

program_sources += \
  %D%/csv_write.c \
  %D%/csv_write.h \
  %D%/html_escape.c \
  %D%/html_escape.h \
  %D%/json_write.c \
  %D%/json_write.h \
  %D%/latex_escape.c \
  %D%/latex_escape.h \
  %D%/latex_math.c \
  %D%/latex_math.h \
  %D%/number_format.c \
  %D%/number_format.h \
  %D%/page.c \
  %D%/page.h \
  %D%/render_html.c \
  %D%/render_latex.c \
  %D%/render_markdown.c \
  %D%/render_text.c \
  %D%/signs.c \
  %D%/signs.h \
  %D%/table.c \
  %D%/table.h \
  %D%/table_layout.c \
  %D%/table_layout.h \
  %D%/text_lines.c \
  %D%/text_lines.h \
  %D%/text_width.c \
  %D%/text_width.h
