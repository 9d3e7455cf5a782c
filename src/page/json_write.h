/* SPDX-License-Identifier: GPL-3.0-or-later
   JSON written as it goes, on one line (RFC 8259): nothing is kept, so ten
   million numbers are no trouble.  Commas and quotes are its business; that
   objects hold keys, and that all is closed, is the caller's. */
#ifndef JSON_WRITE_H
#define JSON_WRITE_H

#include <stddef.h>
#include <stdio.h>

enum { JSON_DEPTH = 16 }; /* of objects and arrays within each other       */

struct json {
  FILE *out;
  int depth;            /* what is open                                   */
  int any[JSON_DEPTH];  /* has it a member already?                       */
  int after_key;        /* was the last thing a key?                      */
  const char *const *answers; /* keys, NULL past the end, whose values are
                                 left out: null stands for them; or NULL  */
  int digits;           /* significant ones of numbers; 0: 17              */
  int in_html;          /* within a script element: no "<" in strings      */
  int skipping;         /* 1 + the depth of a value that is left out      */
};

struct json json_on(FILE *out);

void json_begin_object(struct json *json);
void json_end_object(struct json *json);
void json_begin_array(struct json *json);
void json_end_array(struct json *json);

/* The key of what comes next; escaped as strings are. */
void json_put_key(struct json *json, const char *key);

/* A string in UTF-8: control characters are escaped, bytes that are no UTF-8
   become U+FFFD; NULL becomes null. */
void json_put_string(struct json *json, const char *text);

/* A number to 17 significant digits; "nan", "inf", "-inf" as strings. */
void json_put_number(struct json *json, double x);
void json_put_count(struct json *json, size_t n);
void json_put_truth(struct json *json, int truth);
void json_put_null(struct json *json);

/* A matrix x[rows x cols] as a list of its rows; NULL becomes null. */
void json_put_matrix(struct json *json, size_t rows, size_t cols,
                     const double *x);

/* A key with its value; `found`: null where x is NaN. */
void json_member_text(struct json *json, const char *key, const char *text);
void json_member_count(struct json *json, const char *key, size_t n);
void json_member_truth(struct json *json, const char *key, int truth);
void json_member_number(struct json *json, const char *key, double x);
void json_member_found(struct json *json, const char *key, double x);

/* "shape":[rows,cols] */
void json_member_shape(struct json *json, size_t rows, size_t cols);

/* A key whose array, whose object begins. */
void json_member_array(struct json *json, const char *key);
void json_member_object(struct json *json, const char *key);

/* Ends the line. */
void json_end_line(struct json *json);

#endif
