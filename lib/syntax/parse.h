/* SPDX-License-Identifier: GPL-3.0-or-later
   The state of one parse, shared by scanner.l, parser.y and the files that
   help them: parse.c (start, tokens, brackets), keywords.c (which word is a
   keyword where), actions.c (the postfix array, the statement), messages.c
   (messages), messages_stray.c, mend.c (their
   ends).  Internal; read expr.h, statement.h and number.h before. */
#ifndef AD_PARSE_H
#define AD_PARSE_H

#include <stddef.h>

#include "base/number.h"
#include "expr.h"
#include "statement.h"

enum {
  AD_DEEPEST = 10000      /* open brackets, pending minus and ^ signs     */
};
#define AD_LONGEST_LINE ((size_t)1 << 30) /* flex counts in int            */

/* A token read: its kind in parser.h, and where (base included). */
typedef struct ad_token {
  int kind; /* -1: none yet                                               */
  ad_place place;
} ad_token;

/* An open bracket, and the signs pending when it was opened. */
typedef struct ad_bracket {
  char kind; /* ( or [                                                    */
  int behind_operand; /* a call or a subscript, not a group or a matrix   */
  size_t offset, signs;
} ad_bracket;

typedef struct ad_parse {
  const char *text; /* text[size], as handed in                           */
  size_t size, base;
  const ad_names *names;
  ad_error error;

  int start;              /* the token that chooses the start, until sent */
  int whole_line;         /* a statement, not a lone expression           */
  ad_token before, last;  /* the last two of `count` tokens               */
  size_t count;
  int keyword;            /* ad_keyword of the line, -1: none             */
  int equals, from, columns; /* a single =, these words: seen outside ( [ */
  int listing;            /* texts of missing values are being listed     */
  ad_bracket *brackets;   /* brackets[depth]                              */
  size_t depth, bracket_capacity;
  int matched;            /* the last token closed the last open bracket  */
  size_t signs;           /* pending minus and ^ signs                    */

  char *copy;             /* copy[size + 2]: flex writes into it          */
  char *store;            /* store[size + 2]: texts of names, terminated  */
  size_t stored, kept;    /* bytes in it; kept: those of earlier exprs    */

  ad_term *terms;         /* terms[n]: the expression under construction  */
  size_t n, term_capacity;
  ad_expr *expr;          /* the result of a lone expression              */
  ad_statement *statement;
  size_t item_capacity, column_capacity;

  void *scanner;
  size_t pool_used;       /* flex takes its few bytes from here, so that  */
  _Alignas(max_align_t) unsigned char pool[1024]; /* it never lacks any  */
} ad_parse;

/* Parses text[size] from the start symbol `start`: p->expr or p->statement
   are then the caller's.  All else is freed, and all on failure. */
ad_status ad_parse_run(ad_parse *p, int start, const char *text, size_t size,
                       size_t base, const ad_names *names, ad_error *err);

/* Records a failure at place; the first one stays. */
void ad_parse_fail(ad_parse *p, ad_place place, const char *format, ...)
    AD_PRINTF(3, 4);
void ad_parse_memory(ad_parse *p, size_t size);

/* Copies s[n] into the store; n is at most the bytes just scanned, and two
   names never touch, so there is room. */
const char *ad_parse_keep(ad_parse *p, const char *s, size_t n);

/* Offset of the first byte from `i` on that is not blank; line breaks and
   comments are blank as well inside brackets. */
size_t ad_parse_skip(const ad_parse *p, size_t i);

/* Whether a line break that ends before text[i] may be passed over: 1 where
   it is blank, 0 where the line must end, -1 where nothing follows. */
int ad_parse_break(const ad_parse *p, size_t i);

/* Can a token of this kind end an operand? */
int ad_parse_ends_operand(int kind);

/* Grows *array (of elements of `width` bytes) to hold n + 1 of them. */
int ad_parse_grow(ad_parse *p, void **array, size_t *capacity, size_t n,
                  size_t width);

/* keywords.c: the token kind of the name s[n] at this point of the line, and
   the ad_keyword that it stands for, if any. */
int ad_word_kind(ad_parse *p, const char *s, size_t n, size_t end,
                 int *keyword);
/* Whether s[n] and t[m], "dA" and "dB", make a derivative. */
int ad_word_derivative(const ad_parse *p, const char *s, size_t n,
                       const char *t, size_t m);
/* Whether the quoted word is a modifier of a data line, or is about its
   file. */
int ad_word_modifies(const char *quoted);
/* Whether s[n] is a keyword, at the start of a line. */
int ad_word_keyword(const char *s, size_t n);
/* The keyword, or word of a data line, nearest to s[n]; or NULL. */
const char *ad_word_nearest(const ad_parse *p, const char *s, size_t n);

/* actions.c.  Each returns 0 where it fails (recorded in p). */
int ad_build(ad_parse *p, ad_term_kind kind, unsigned arity, const char *text,
             ad_place place);
int ad_build_number(ad_parse *p, double number, const char *text,
                    ad_place place);
/* dy/dx: the names y and x, then the derivative. */
int ad_build_derivative(ad_parse *p, const char *top, const char *bottom,
                        ad_place place);
/* over=rows: the name, then the keyword with its text. */
int ad_build_keyword(ad_parse *p, const char *text, const char *name,
                     ad_place name_place, ad_place place);
/* The terms so far as an expression of their own; NULL: no memory. */
ad_expr *ad_build_expr(ad_parse *p);
int ad_build_statement(ad_parse *p, int keyword);
/* Adds to the statement's items; owns expr from here, even on failure. */
int ad_build_item(ad_parse *p, const char *name, ad_place place,
                  ad_expr *expr);
/* Puts a complete expression in the place of another; owns expr from here. */
void ad_build_given(ad_expr **to, ad_expr *expr);
/* Is it a network that there is? */
int ad_build_network(ad_parse *p, const char *name, ad_place place);
/* The item added last; its name, given later; its step, from the name x2 or
   the number behind +; the mode of a step line. */
ad_item *ad_build_last(const ad_parse *p);
#define AD_STEP_FORM "a step is written step reverse 7 \"two paths meet\""
int ad_build_mode(ad_parse *p, const char *name, ad_place place);
int ad_build_activation(ad_parse *p, const char *name, ad_place place);
int ad_build_factor(ad_parse *p, const char *name, ad_place place);
int ad_build_step(ad_parse *p, double number, ad_place place);
int ad_build_text(ad_parse *p, char **out, const char *text);

/* actions_data.c: what stands behind from.  A column by its name; a quoted one,
   or one more text for a missing value; columns by their numbers. */
int ad_build_column(ad_parse *p, const char *name, ad_place place);
int ad_build_quoted(ad_parse *p, const char *text, ad_place place);
int ad_build_columns(ad_parse *p, double first, double last, ad_place place);
/* A modifier of the last column; the class that is 1; a text that stands for
   a missing value, in the last column, or in all where none was named yet. */
int ad_build_modifier(ad_parse *p, unsigned how, ad_place place);
int ad_build_one(ad_parse *p, const char *text);
int ad_build_missing(ad_parse *p, const char *text, ad_place place);
/* AD_LABELS_0 or AD_LABELS_1; 0 (recorded) for another number. */
unsigned ad_build_labels(ad_parse *p, double from, ad_place place);
/* Words about the file. */
int ad_build_header(ad_parse *p, ad_csv_header header, ad_place place);
int ad_build_separator(ad_parse *p, const char *text, ad_place place);
int ad_build_decimal(ad_parse *p, const char *text, ad_place place);
int ad_build_comment(ad_parse *p, const char *text, ad_place place);

/* messages.c: records what was expected and found.  expected[n]: names of
   the tokens that could stand in the place of p->last. */
void ad_syntax_error(ad_parse *p, const char *const *expected, size_t n);

/* The same where a step is due behind a colon, and name stands there. */
void ad_syntax_step(ad_parse *p, const char *name, ad_place place);

/* mend.c: hints that go by what was written, for the error that p holds. */
void ad_mend_syntax(ad_parse *p);

/* messages_stray.c: records what is no token. */
void ad_syntax_number(ad_parse *p, const char *s, size_t n, ad_place place);
void ad_syntax_stray(ad_parse *p, ad_place place);

/* scanner.l */
int ad_scan_open(ad_parse *p);
void ad_scan_close(ad_parse *p);

#endif
