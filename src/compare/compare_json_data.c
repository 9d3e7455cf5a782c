/* SPDX-License-Identifier: GPL-3.0-or-later
   `compare --format json`: the files that were read, and what the numbers of
   their columns stand for.  Read compare_json.h before. */
#include "compare/compare_json.h"

#include "worksheet/data_words.h"

static void put_files(struct json *json, const ad_sheet *sheet)
{
  const char *name;
  size_t rows, dropped;
  json_member_array(json, "files");
  for (size_t i = 0; ad_sheet_file(sheet, i, &name, &rows, &dropped); i++) {
    json_begin_object(json);
    json_member_text(json, "name", name);
    json_member_count(json, "rows", rows);
    json_member_count(json, "dropped", dropped);
    json_end_object(json);
  }
  json_end_array(json);
}

static void put_classes(struct json *json, const ad_coding *coding)
{
  json_member_array(json, "classes");
  for (size_t k = 0; coding->classes && k < coding->n; k++)
    json_put_string(json, coding->classes[k]);
  json_end_array(json);
}

static void put_coding(struct json *json, const struct results *r,
                       const ad_coding *coding, size_t leaf, int file)
{
  const char *name = NULL;
  size_t rows, dropped;
  int known = file >= 0 && ad_sheet_file(r->sheet, (size_t)file, &name, &rows,
                                         &dropped);
  json_begin_object(json);
  json_member_text(json, "leaf",
                   ad_graph_name(r->graph, ad_graph_leaf(r->graph, leaf)));
  json_member_text(json, "file", known ? name : NULL);
  json_member_text(json, "column", coding->column);
  json_member_text(json, "coding", data_words_kind(coding));
  json_member_count(json, "first", coding->first);
  json_member_count(json, "count", coding->n);
  put_classes(json, coding);
  json_end_object(json);
}

void compare_json_data(struct json *json, const struct results *r)
{
  const ad_coding *coding;
  size_t leaf;
  int file;
  put_files(json, r->sheet);
  json_member_array(json, "codings");
  for (size_t i = 0; (coding = ad_sheet_coding(r->sheet, i, &leaf, &file)); i++)
    put_coding(json, r, coding, leaf, file);
  json_end_array(json);
}
