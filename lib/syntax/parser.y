/* SPDX-License-Identifier: GPL-3.0-or-later
   The grammar of expressions and of worksheet lines.  Read parse.h before.
   Operands are in the postfix array when their operator is reduced, so each
   action appends one term; nothing is a tree. */
%define api.pure full
%define api.prefix {ad_yy}
%define api.token.prefix {AD_TK_}
%define api.location.type {ad_place}
%define parse.lac full
%define parse.error custom
%locations
%expect 0
%param {struct ad_parse *p}

%code requires {
#include "syntax/parse.h"
}

%union {
  const char *text; /* in the store, or a constant */
  int keyword;      /* an ad_keyword */
  unsigned count;
  ad_expr *expr;
  struct { double value; const char *text; } number;
  struct { const char *top, *bottom; } derivative;
}

%code provides {
int ad_yylex(AD_YYSTYPE *value, ad_place *place, void *scanner);
int ad_parse_token(AD_YYSTYPE *value, ad_place *place, ad_parse *p);
}

%code {
#undef yylex
#define yylex ad_parse_token
/* ad_parse_token bounds what is nested, and with it the parser's stack. */
#define YYMAXDEPTH (24 * AD_DEEPEST)
#define YYLLOC_DEFAULT(all, rhs, n)                                       \
  do {                                                                    \
    size_t start = YYRHSLOC(rhs, (n) > 0 ? 1 : 0).offset;                 \
    const ad_place *end = &YYRHSLOC(rhs, n);                              \
    (all).offset = (n) > 0 ? start : start + end->width;                  \
    (all).width = (n) > 0 ? end->offset + end->width - start : 0;         \
  } while (0)
#define PUT(kind, arity, text, place)                                     \
  do {                                                                    \
    if (!ad_build(p, kind, arity, text, place))                           \
      YYABORT;                                                            \
  } while (0)
#define CHECK(done)                                                       \
  do {                                                                    \
    if (!(done))                                                          \
      YYABORT;                                                            \
  } while (0)

static void ad_yyerror(const ad_place *place, ad_parse *p, const char *text)
{
  (void)place, (void)text; /* its own texts are about memory only */
  ad_parse_memory(p, (size_t)YYMAXDEPTH * sizeof(AD_YYSTYPE));
}
}

%token START_EXPR START_LINE START_RANGES
%token END 0 "end of line"
%token BREAK "a line break"
%token BAD "what the scanner has complained of"
%token <text> NAME "a name" STRING "text in double quotes"
%token <text> REST_TEXT "the rest of the line"
%token <number> NUMBER "a number"
%token <derivative> DERIVATIVE "a derivative"
%token <text> COMPARE "a comparison"
%token D "'d('"
%token <keyword> TEXT "title" LEAF "input" LIST "output" REST "exercise"
%token <keyword> DIM "dim" SEED "seed" FOR "for" END_FOR "end" SWEEP "sweep"
%token <keyword> TRAIN "train" VALUE "value" STEP "step"
%token <keyword> NET "net"
%token <keyword> CLAIM "claim" PATH "path" CHAIN "chain" SHAPE "shape"
%token FROM "'from'" COLUMNS "'columns'" STANDARDISE "'standardise'"
%token ONEHOT "'onehot'" CLASSES "'classes'" BINARY "'binary'"
%token MISSING "'missing'" MEAN "'mean'" AS "'as'" LABELS "'labels'"
%token NO "'no'" HEADER "'header'" SEPARATOR "'separator'" TAB "'tab'"
%token COMMENT "'comment'" DECIMAL "'decimal'"
%token POINTS "'points'"

%type <count> arguments argument_list rows row subscripts labels
%type <expr> whole width unit
%destructor { ad_expr_free($$); } <expr>

%%

start:
  START_EXPR whole  { p->expr = $2; }
| START_LINE line   {
    if (p->statement != NULL)
      p->statement->place = @line;
  }
| START_RANGES sweep_line  { p->statement->place = @2; }
;
sweep_line:
  { CHECK(ad_build_statement(p, AD_K_SWEEP)); } ranges
;

whole: expr  { CHECK(($$ = ad_build_expr(p)) != NULL); };

/* ---- expressions, loosest first ---- */

expr:
  sum
| sum COMPARE sum          { PUT(AD_T_INFIX, 2, $2, @$); }
;
sum:
  product
| sum '+' product          { PUT(AD_T_INFIX, 2, "+", @$); }
| sum '-' product          { PUT(AD_T_INFIX, 2, "-", @$); }
;
product:
  signed
| product '*' signed       { PUT(AD_T_INFIX, 2, "*", @$); }
| product '/' signed       { PUT(AD_T_INFIX, 2, "/", @$); }
| product '@' signed       { PUT(AD_T_INFIX, 2, "@", @$); }
;
signed:
  power
| '-' signed               { PUT(AD_T_PREFIX, 1, "-", @$); }
;
power:
  postfix
| postfix '^' exponent     { PUT(AD_T_INFIX, 2, "^", @$); }
;
exponent:
  power
| '-' exponent             { PUT(AD_T_PREFIX, 1, "-", @$); }
;
postfix:
  primary
| postfix '\''             { PUT(AD_T_TRANSPOSE, 1, "'", @$); }
| postfix '[' subscripts ']'  { PUT(AD_T_INDEX, $3 + 1, "", @$); }
;
primary:
  NUMBER  { CHECK(ad_build_number(p, $1.value, $1.text, @$)); }
| name
| derivative
| '(' expr ')'             { PUT(AD_T_PAREN, 1, "", @$); }
| NAME '(' arguments ')'   { PUT(AD_T_CALL, $3, $1, @$); }
| '[' rows ']'             { PUT(AD_T_MATRIX, $2, "", @$); }
;
derivative:
  DERIVATIVE  { CHECK(ad_build_derivative(p, $1.top, $1.bottom, @$)); }
| D '(' entry ')' '/' D '(' entry ')'  {
    PUT(AD_T_DERIVATIVE, 2, "d()", @$);
  }
;
name: NAME  { PUT(AD_T_NAME, 0, $1, @$); };
entry:
  name
| name '[' subscripts ']'  { PUT(AD_T_INDEX, $3 + 1, "", @$); }
;

subscripts:
  subscript                { $$ = 1; }
| subscript ',' subscript  { $$ = 2; }
;
subscript:
  expr
| expr ':' expr            { PUT(AD_T_RANGE, 2, ":", @$); }
| ':'                      { PUT(AD_T_WHOLE, 0, ":", @$); }
;

arguments:
  %empty                   { $$ = 0; }
| argument_list
;
argument_list:
  argument                     { $$ = 1; }
| argument_list ',' argument   { $$ = $1 + 1; }
;
argument:
  expr
| NAME '=' NAME            { CHECK(ad_build_keyword(p, $1, $3, @3, @$)); }
;

rows:
  matrix_row               { $$ = 1; }
| rows ';' matrix_row      { $$ = $1 + 1; }
;
matrix_row: row            { PUT(AD_T_ROW, $1, "", @$); };
row:
  expr                     { $$ = 1; }
| row ',' expr             { $$ = $1 + 1; }
;

/* ---- worksheet lines ---- */

line:
  %empty
| NAME '=' whole  {
    ad_expr *expr = $3;
    if (!ad_build_statement(p, AD_K_NODE)) {
      ad_expr_free(expr);
      YYABORT;
    }
    CHECK(ad_build_item(p, $1, @1, expr));
  }
| text_head STRING  {
    CHECK(ad_build_text(p, &p->statement->text, $2));
    p->statement->text_place = @2;
  }
| rest_head REST_TEXT  {
    CHECK(ad_build_text(p, &p->statement->text, $2));
    p->statement->text_place = @2;
  }
| dim_head sizes
| train_head
| train_head sizes
| value_head size
| sweep_head ranges
| net_head layers ')'
| seed_head whole           { CHECK(ad_build_item(p, NULL, @2, $2)); }
| step_head step_mode whole STRING  {
    ad_build_given(&ad_build_last(p)->expr, $3);
    CHECK(ad_build_text(p, &p->statement->text, $4));
  }
| list_head names
| leaf_head leaf_value
| for_head NAME '=' bounds  { CHECK(ad_build_item(p, $2, @2, NULL)); }
| END_FOR                   { CHECK(ad_build_statement(p, $1)); }
| claim_head side claims points
| path_head side '=' path
| chain_head side '=' factors
| shape_head shaped '=' shape
;

text_head: TEXT    { CHECK(ad_build_statement(p, $1)); };
rest_head: REST    { CHECK(ad_build_statement(p, $1)); };
dim_head: DIM      { CHECK(ad_build_statement(p, $1)); };
train_head: TRAIN  { CHECK(ad_build_statement(p, $1)); };
value_head: VALUE  { CHECK(ad_build_statement(p, $1)); };
sweep_head: SWEEP  { CHECK(ad_build_statement(p, $1)); };
seed_head: SEED    { CHECK(ad_build_statement(p, $1)); };
step_head: STEP    { CHECK(ad_build_statement(p, $1)); };
list_head: LIST    { CHECK(ad_build_statement(p, $1)); };
for_head: FOR      { CHECK(ad_build_statement(p, $1)); };
claim_head: CLAIM  { CHECK(ad_build_statement(p, $1)); };
path_head: PATH    { CHECK(ad_build_statement(p, $1)); };
chain_head: CHAIN  { CHECK(ad_build_statement(p, $1)); };
shape_head: SHAPE  { CHECK(ad_build_statement(p, $1)); };

step_mode: NAME  { CHECK(ad_build_mode(p, $1, @1)); };

sizes:
  size
| sizes ',' size
;
size: NAME '=' whole  { CHECK(ad_build_item(p, $1, @1, $3)); };

ranges:
  range
| ranges ',' range
;
range:
  first
| first ':' last ':' step
;
first: NAME '=' whole  { CHECK(ad_build_item(p, $1, @1, $3)); };
last: whole            { ad_build_given(&ad_build_last(p)->more, $1); };
step:
  NAME        { CHECK(ad_build_factor(p, $1, @1)); }
| '+' NUMBER  { CHECK(ad_build_step(p, $2.value, @2)); }
;

net_head: net_start NAME '=' network '(' NAME ':'  {
    CHECK(ad_build_item(p, $2, @2, NULL));
    CHECK(ad_build_item(p, $6, @6, NULL));
  };
net_start: NET  { CHECK(ad_build_statement(p, $1)); };
network: NAME   { CHECK(ad_build_network(p, $1, @1)); };
layers:
  layer
| layers ',' layer
;
layer:
  layer_size
| layer_size NAME  { CHECK(ad_build_activation(p, $2, @2)); }
;
layer_size:
  width            { CHECK(ad_build_item(p, NULL, @1, $1)); }
| unit '*' unit    {
    ad_expr *count = $1;
    if (!ad_build_item(p, NULL, @$, $3)) {
      ad_expr_free(count);
      YYABORT;
    }
    ad_build_last(p)->more = count;
  }
;
/* A product at the top would be taken for a repetition. */
width: size_sum  { CHECK(($$ = ad_build_expr(p)) != NULL); };
size_sum:
  power
| size_sum '+' power  { PUT(AD_T_INFIX, 2, "+", @$); }
| size_sum '-' power  { PUT(AD_T_INFIX, 2, "-", @$); }
;
unit: power      { CHECK(($$ = ad_build_expr(p)) != NULL); };

names:
  listed
| names ',' listed
;
listed: NAME  { CHECK(ad_build_item(p, $1, @1, NULL)); };

bounds: whole ':' whole  {
    ad_build_given(&p->statement->rows, $1);
    ad_build_given(&p->statement->cols, $3);
  };
shape: '[' whole ',' whole ']'  {
    ad_build_given(&p->statement->rows, $2);
    ad_build_given(&p->statement->cols, $4);
  };
shaped:
  NAME        { CHECK(ad_build_item(p, $1, @1, NULL)); }
| derivative  {
    ad_expr *expr = ad_build_expr(p);
    CHECK(expr != NULL && ad_build_item(p, NULL, @1, expr));
  }
;

side: whole  { CHECK(ad_build_item(p, NULL, @1, $1)); };
claims:
  '=' side
| claims '=' side
;
points:
  %empty
| POINTS whole  { ad_build_given(&p->statement->points, $2); }
;
path:
  listed
| path listed
;
factors:
  side
| factors ',' side
;

leaf_head:
  leaf_name
| leaf_name '[' whole ']'  { ad_build_given(&p->statement->rows, $3); }
| leaf_name shape
;
leaf_name: LEAF NAME  {
    CHECK(ad_build_statement(p, $1));
    CHECK(ad_build_item(p, $2, @2, NULL));
  };
leaf_value:
  value
| value labels  { p->statement->labels = $2; }
| from
| '=' from
;
value: '=' whole  { ad_build_given(&p->statement->items[0].expr, $2); };
labels: LABELS FROM NUMBER  { CHECK($$ = ad_build_labels(p, $3.value, @3)); };
from: file words COLUMNS columns;
file: FROM STRING  {
    CHECK(ad_build_text(p, &p->statement->from.file, $2));
    p->statement->from.place = @2;
  };
words:
  %empty
| words file_word
| words MISSING AS missing
;
missing:
  STRING              { CHECK(ad_build_missing(p, $1, @1)); }
| missing ',' STRING  { CHECK(ad_build_missing(p, $3, @3)); }
;
file_word:
  NO HEADER         { CHECK(ad_build_header(p, AD_HEADER_NONE, @$)); }
| HEADER            { CHECK(ad_build_header(p, AD_HEADER_SURE, @$)); }
| SEPARATOR TAB     { CHECK(ad_build_separator(p, "\t", @2)); }
| SEPARATOR STRING  { CHECK(ad_build_separator(p, $2, @2)); }
| DECIMAL STRING    { CHECK(ad_build_decimal(p, $2, @2)); }
| COMMENT STRING    { CHECK(ad_build_comment(p, $2, @2)); }
;
columns:
  column modifiers
| columns ',' column modifiers
;
column:
  NAME               { CHECK(ad_build_column(p, $1, @1)); }
| STRING             { CHECK(ad_build_quoted(p, $1, @1)); }
| NUMBER             { CHECK(ad_build_columns(p, $1.value, $1.value, @$)); }
| NUMBER ':' NUMBER  { CHECK(ad_build_columns(p, $1.value, $3.value, @$)); }
;
modifiers:
  %empty
| modifiers modifier  { p->listing = 0; }
| modifiers MISSING AS STRING  {
    CHECK(ad_build_missing(p, $4, @4));
    p->listing = 1;
  }
;
modifier:
  STANDARDISE    { CHECK(ad_build_modifier(p, AD_STANDARDISE, @$)); }
| MISSING MEAN   { CHECK(ad_build_modifier(p, AD_MISSING_MEAN, @$)); }
| ONEHOT         { CHECK(ad_build_modifier(p, AD_ONEHOT, @$)); }
| CLASSES        { CHECK(ad_build_modifier(p, AD_CLASSES, @$)); }
| BINARY         { CHECK(ad_build_modifier(p, AD_BINARY, @$)); }
| BINARY STRING  {
    CHECK(ad_build_modifier(p, AD_BINARY, @$));
    CHECK(ad_build_one(p, $2));
  }
| labels         { CHECK(ad_build_modifier(p, $1, @$)); }
| file_word
;

%%

static int yyreport_syntax_error(const yypcontext_t *context, ad_parse *p)
{
  enum { MOST = YYNTOKENS };
  yysymbol_kind_t kinds[MOST];
  const char *names[MOST];
  int n = yypcontext_expected_tokens(context, kinds, MOST);

  for (int i = 0; i < n; i++)
    names[i] = yysymbol_name(kinds[i]);
  ad_syntax_error(p, names, n > 0 ? (size_t)n : 0);
  return 0;
}
