#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Do the tests notice mistakes?  Plants them in copies of the library's
# texts, compiles the few files that are touched, and runs the suites, which
# must fail:
#
#   rows      every row of ops.def: signs, factors, lost terms, exchanged
#             partials, lost or false edges, domains (mutants.awk); one
#             mistake in every row at once, for rows are tested one by one
#   rules     the same for the texts of structured.def
#   wrapped   every structured kernel, wrapped into one that spoils what it
#             returns; all kernels at once
#   lines     single lines of kernels and engines, by sed (mutants.lines)
#
# A mistake that changes no number (adding 0, exchanging equal partials) is
# left out: values and partials of all rows are compared at many points.
# Prints a line for each mistake that no test noticed; exit 1 if there is one.
#
# `make mutate` runs this in the build folder; by hand: tests/mutate.sh
# Environment: GRADCOMPARE_SOURCE or srcdir, GRADCOMPARE_BUILD, CC,
# CHECK_CFLAGS, CHECK_LIBS, GSL_CFLAGS, GSL_LIBS, JOBS (2).

set -u
LC_ALL=C
export LC_ALL

source_dir=${GRADCOMPARE_SOURCE:-${srcdir:-$(dirname "$0")/..}}
source_dir=$(cd "$source_dir" && pwd) || exit 2
lib=$source_dir/lib
tests=$source_dir/tests
build=${GRADCOMPARE_BUILD:-$(pwd)}
cc=${CC:-cc}
jobs=${JOBS:-2}
flags="-std=c17 -ffp-contract=off -D_POSIX_C_SOURCE=200809L -w
  ${CHECK_CFLAGS-$(pkg-config --cflags check 2>/dev/null)}
  ${GSL_CFLAGS-$(pkg-config --cflags gsl 2>/dev/null)}"
libs="${CHECK_LIBS-$(pkg-config --libs check 2>/dev/null)}
  ${GSL_LIBS-$(pkg-config --libs gsl 2>/dev/null)} -lm"

work=$(mktemp -d "${TMPDIR:-/tmp}/mutate.XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

die()
{
  echo "mutate: $*" >&2
  exit 2
}

# finish: waits for all that was started.
finish()
{
  wait
  running=0
}

# start COMMAND...: runs it beside at most JOBS - 1 others.
running=0
start()
{
  "$@" &
  running=$((running + 1))
  if [ "$running" -ge "$jobs" ]; then
    finish
  fi
}

programs="test_ops test_shapes test_engines test_rules test_kernels
  test_products test_linalg test_reach test_chunks
  test_symbolic test_forms"

# -- what all mutants share, compiled once -------------------------------

# compile TO HOUSE FILE...: objects of files FILE.c, in whatever folder of
# HOUSE, which also holds the headers they are to read.
compile()
{
  to=$1
  from=$2
  shift 2
  for file; do
    # shellcheck disable=SC2086
    $cc $flags $level -I"$from" -I"$work/grammar" \
      -c "$from"/*/"$file.c" -o "$to/$file.o" || return 1
  done
}

make_grammar()
{
  grammar=$work/grammar/syntax
  mkdir -p "$grammar" || exit 2
  for place in "$build/lib/syntax" "$lib/syntax"; do
    if [ -f "$place/parser.c" ] && [ -f "$place/scanner.c" ]; then
      cp "$place/parser.c" "$place/parser.h" "$place/scanner.c" "$grammar" \
        || exit 2
      return
    fi
  done
  bison -d -o "$grammar/parser.c" "$lib/syntax/parser.y" 2>"$work/bison.log" \
    || die "no parser: run this after make, or install bison"
  flex -o "$grammar/scanner.c" "$lib/syntax/scanner.l" \
    || die "no scanner: run this after make, or install flex"
}

# Everything but other instruction sets and what reads files.
make_library()
{
  mkdir "$work/rest" || exit 2
  for path in "$lib"/*/*.c; do
    file=$(basename "$path" .c)
    case $file in
      *_avx2 | *_avx512 | parser | scanner | csv*) continue ;;
    esac
    grep -q '<csv.h>' "$path" || echo "$file"
  done >"$work/files"
  while read -r file; do
    start compile "$work/rest" "$lib" "$file"
  done <"$work/files"
  for file in parser scanner; do
    # shellcheck disable=SC2086
    $cc $flags $level -I"$lib" -I"$work/grammar" -c "$grammar/$file.c" \
      -o "$work/rest/$file.o" || die "the parser does not compile"
  done
  finish
  ar rcs "$work/rest.a" "$work"/rest/*.o || die "ar failed"
}

# Values, and partials inside the domain, of every row at many points, as
# one line each: rows that a mistake leaves as they were show the same line.
write_print_rows()
{
  cat >"$work/print_rows.c" <<'END'
#include <math.h>
#include <stdio.h>
#include "graph.h"
static const double at[] = {
  0, 1, -1, 0.5, -0.385, 2.385, -2.385, 0.731, 1.617, -0.93, 3.1, 710, -746,
  1.0000001, 0.333333333333, -8, INFINITY, -INFINITY, NAN};
enum { N = sizeof at / sizeof *at };
static unsigned long long hash;
static void mix(double x)
{
  char text[40];
  snprintf(text, sizeof text, "%.14g", x + 0.0);
  for (char *s = isnan(x) ? "nan" : text; *s; s++)
    hash = (hash ^ (unsigned char)*s) * 1099511628211u;
}
int main(void)
{
  for (ad_op op = AD_OP_elementwise; op < AD_OP_count; op++) {
    const ad_op_row *row = ad_op_get(op);
    hash = 14695981039346656037u;
    for (int i = 0; i < N * N; i++) {
      double a = at[i / N], b = at[i % N], c = 1.3,
             v = row->value(a, b, c, 0);
      mix(v);
      for (unsigned k = 0; k < row->arity; k++)
        mix(ad_op_has_edge((ad_op)op, k)
            ? ad_op_partial((ad_op)op, k, a, b, c, v) : -12345);
    }
    printf("%s %llx\n", row->id, hash);
  }
}
END
}

# link OBJECTS TEST FOLDER: the test over FOLDER's objects, then the rest.
link()
{
  # shellcheck disable=SC2086
  $cc "$3/$1.o" $2 "$work/rest.a" $libs -o "$3/$1.run" 2>>"$3/log"
}

# passes TEST: without any mistake.
passes()
{
  "$work/plain/$1.run" >"$work/plain/$1.out" 2>&1 || {
    echo "$1 fails without any mistake:"
    cat "$work/plain/$1.out"
  } >>"$work/failing"
}

# What all share is compiled once and run often, a mutant the other way round.
prepare()
{
  level=-O1
  make_grammar
  make_library
  write_print_rows
  mkdir "$work/plain" || exit 2
  for test in $programs; do
    # shellcheck disable=SC2086
    start $cc $flags $level -I"$lib" -I"$tests" -c "$tests/$test.c" \
      -o "$work/plain/$test.o"
  done
  # shellcheck disable=SC2086
  $cc $flags $level -I"$lib" -c "$work/print_rows.c" \
    -o "$work/plain/print_rows.o"
  finish
  for test in print_rows $programs; do
    link "$test" "" "$work/plain" \
      || die "$test does not link: $(cat "$work/plain/log")"
  done
  "$work/plain/print_rows.run" >"$work/plain/rows" || die "print_rows failed"
  for test in $programs; do
    start passes "$test"
  done
  finish
  [ ! -s "$work/failing" ] || die "$(cat "$work/failing")"
  level=-O0
}

# -- one folder a mutant ---------------------------------------------------

# copy FOLDER: the library's texts, to be spoilt.
copy()
{
  cp -R "$lib" "$1" && chmod -R u+w "$1"
}

# run FOLDER TEST OBJECTS CASE: output in FOLDER/out, nothing is noticed by a
# program that cannot be made; all cases where CASE is "all".
run()
{
  if ! cp "$work/plain/$2.o" "$1" || ! link "$2" "$3" "$1"; then
    echo "mutate: $1: $2 does not link" >>"$work/broken"
    return 0
  fi
  if [ "$4" != all ]; then
    CK_DEFAULT_TIMEOUT=10 CK_RUN_CASE=$4 "$1/$2.run" >>"$1/out" 2>&1
  else
    "$1/$2.run" >>"$1/out" 2>&1
  fi
}

# verdict FOLDER TABLE: every mistake of FOLDER/mistakes must be named in a
# failure of FOLDER/out; those that change nothing stand in FOLDER/same.
verdict()
{
  while IFS='	' read -r id what; do
    if [ -f "$1/same" ] && grep -q "^$id " "$1/same"; then
      echo same >>"$1/count"
    elif grep ':[FE]:' "$1/out" | grep -q " $id: "; then
      echo noticed >>"$1/count"
    else
      echo survived >>"$1/count"
      echo "SURVIVED  $2, $id: $what" >>"$1/survivors"
    fi
  done <"$1/mistakes"
}

# -- rows and rules --------------------------------------------------------

row_mutants()
{
  folder=$work/row$1
  cp "$work/plain/print_rows.o" "$folder"
  if ! compile "$folder" "$folder" ops dual kernels_base 2>>"$folder/log" \
    || ! link print_rows "$folder/ops.o" "$folder"; then
    echo "mutate: round $1 of ops.def does not compile" >>"$work/broken"
    return 0
  fi
  "$folder/print_rows.run" | sort >"$folder/rows"
  sort "$work/plain/rows" | comm -12 - "$folder/rows" >"$folder/same"
  run "$folder" test_ops \
    "$folder/ops.o $folder/dual.o $folder/kernels_base.o" rows
  verdict "$folder" ops.def
}

rule_mutants()
{
  folder=$work/rule$1
  compile "$folder" "$folder" ops 2>>"$folder/log"
  run "$folder" test_rules "$folder/ops.o" all
  verdict "$folder" structured.def
}

# rounds NAME TABLE: the next mistake of every row, until no row has one.
rounds()
{
  round=1
  while :; do
    copy "$work/$1$round" || exit 2
    awk -v round="$round" -v log_file="$work/$1$round/mistakes" \
      -f "$tests/mutants.awk" "$lib/$2" >"$work/$1$round/$2" || exit 2
    [ -s "$work/$1$round/mistakes" ] || break
    start "$1_mutants" "$round"
    round=$((round + 1))
  done
}

# -- wrapped kernels -------------------------------------------------------

# Kernels of every structured operation spoilt in way number MUTANT.
write_wrappers()
{
  cat <<'END'
static double spoilt_[1 << 18];
static const double *spoil_(const double *x, size_t n, size_t k, double by,
                            size_t lanes)
{
  for (size_t i = 0; i < n * k; i++)
    spoilt_[i] = i % k < lanes ? by * x[i] : 0;
  return spoilt_;
}
#define STRUCTURED(id, ...)                                                  \
  static void id##_bad_value(const ad_call *c, double *v,                    \
                             const double *const *x)                         \
  {                                                                          \
    size_t n = ad_entries(c->node);                                          \
    id##_value(c, v, x);                                                     \
    if (MUTANT == 1)                                                         \
      v[n - 1] = 2 * v[n - 1] + 1;                                           \
    if (MUTANT == 2)                                                         \
      v[0] += 1e-6;                                                          \
  }                                                                          \
  static void id##_bad_tangent(const ad_call *c, size_t k, double *d,        \
                               const double *const *xd, const double *v,     \
                               const double *const *x)                       \
  {                                                                          \
    size_t n = ad_entries(c->node);                                          \
    const double *one[16];                                                   \
    for (size_t o = 0; o < c->node->arity && o < 16; o++)                    \
      one[o] = MUTANT == 3 && o + 1 == c->node->arity ? NULL : xd[o];        \
    id##_tangent(c, k, d, c->node->arity > 1 ? one : xd, v, x);              \
    for (size_t i = 0; i < n * k; i++)                                       \
      d[i] *= MUTANT == 4 ? -1 : MUTANT == 5 && i + 1 == n * k ? 2 : 1;      \
  }                                                                          \
  static void id##_bad_adjoint(const ad_call *c, size_t o, size_t k,         \
                               int first, double *bar, const double *vbar,   \
                               const double *v, const double *const *x)      \
  {                                                                          \
    size_t n = ad_entries(c->node), last = o + 1 == c->node->arity;          \
    if (MUTANT == 6 || (MUTANT == 7 && last) || MUTANT == 8)                 \
      vbar = spoil_(vbar, n, k, MUTANT == 6 ? -1 : MUTANT == 7 ? 1.01 : 1,   \
                    MUTANT == 8 && k > 1 ? k - 1 : k);                       \
    first = MUTANT == 9 ? 1 : MUTANT == 10 ? 0 : first;                      \
    id##_adjoint(c, o, k, first, bar, vbar, v, x);                           \
  }
#include "structured.def"
#undef STRUCTURED
END
}

# What way number $1 of spoiling is, and which operations it can spoil, by
# the columns id, arity and kind of `structured`.
way()
{
  case $1 in
    1) what="the last entry of the value" ;;
    2) what="1e-6 more in the first entry" ;;
    3) what="the last operand's tangent lost" ;;
    4) what="sign of the tangent" ;;
    5) what="the last tangent doubled" ;;
    6) what="sign of the adjoint" ;;
    7) what="the last operand's adjoint, 1.01 of it" ;;
    8) what="the last direction's adjoint lost" ;;
    9) what="adjoints assigned, not added" ;;
    10) what="adjoints added, not assigned" ;;
  esac
  case $1 in
    [12]) only=1 ;;
    3) only="\$2 != 1 && \$3 != \"fixed\"" ;;
    *) only="\$3 != \"fixed\"" ;;
  esac
}

wrapped_mutants()
{
  folder=$work/wrapped$1
  copy "$folder" || exit 2
  {
    echo "#define MUTANT $1"
    write_wrappers
  } >"$folder/kernels/wrappers.h"
  awk '/^const ad_kernels AD_KERNELS_TABLE/ { print "#include \"wrappers.h\"" }
       { sub(/[{]id##_value, id##_tangent, id##_adjoint[}]/,
             "{id##_bad_value, id##_bad_tangent, id##_bad_adjoint}"); print }' \
    "$lib/kernels/kernels_all.h" >"$folder/kernels/kernels_all.h"
  if ! grep -q '^#include "wrappers.h"' "$folder/kernels/kernels_all.h" \
    || ! grep -q 'bad_value, id' "$folder/kernels/kernels_all.h"; then
    echo "mutate: kernels_all.h cannot be wrapped any more" >>"$work/broken"
    return 0
  fi
  way "$1"
  awk -v what="$what" "$only"' { print $1 "\t" what }' "$work/structured" \
    >"$folder/mistakes"
  compile "$folder" "$folder" kernels_base 2>>"$folder/log" || {
    echo "mutate: wrapped kernels $1 do not compile" >>"$work/broken"
    return 0
  }
  case $1 in
    [12]) run "$folder" test_shapes "$folder/kernels_base.o" values ;;
    *) run "$folder" test_engines "$folder/kernels_base.o" structured ;;
  esac
  verdict "$folder" "structured kernels"
}

# -- single lines ----------------------------------------------------------

# suites FILE: TEST:CASE, those first that are about what FILE holds.
suites()
{
  case $1 in
    chain.c | chain_push.c | kernels_tangents.h)
      first="test_chunks:small test_chunks:jacobians" ;;
    kernels_linalg.h | lu.h | bound_factored.c) first=test_linalg:hand ;;
    kernels_logsumexp.h | kernels_prod.h | kernels_reduce.h)
      first=test_kernels:groups ;;
    products_all.h) first=test_products:own ;;
    form_*.c | cofactors.c | derivative.c | others.c | pullback.c | rule.c | \
      sweep_*.c)
      first="test_symbolic:all test_forms:all" ;;
    kernels_product.h | kernels_matmul.h) first=test_products:matmul ;;
    *) first= ;;
  esac
  for suite in $first test_kernels:switch \
    test_engines:corners test_engines:random test_engines:structured \
    test_engines:elementwise test_reach:wild test_products:all \
    test_kernels:groups test_kernels:narrow test_linalg:all \
    test_chunks:small test_chunks:jacobians; do
    echo "$suite"
  done | awk '!seen[$0]++'
}

line_mutants()
{
  folder=$work/line$1
  copy "$folder" || exit 2
  path=$(cd "$lib" && find . -name "$2")
  sed "$3" "$lib/$path" >"$folder/$path"
  if cmp -s "$lib/$path" "$folder/$path"; then
    echo "mutate: $2 has no such line any more: $3" >>"$work/broken"
    return 0
  fi
  case $2 in
    products_all.h) files=products_base ;;
    kernels_*.h) files=kernels_base ;;
    lu.h) files="kernels_base bound_factored stencil_bends" ;;
    *.h) files="ops dual kernels_base" ;;
    *) files=${2%.c} ;;
  esac
  objects=
  for file in $files; do
    compile "$folder" "$folder" "$file" 2>>"$folder/log"
    objects="$objects $folder/$file.o"
  done
  for suite in $(suites "$2"); do
    if ! run "$folder" "${suite%:*}" "$objects" "${suite#*:}"; then
      echo noticed >>"$folder/count"
      return 0
    fi
  done
  echo survived >>"$folder/count"
  echo "SURVIVED  $2: $4" >>"$folder/survivors"
}

# -- all of it -------------------------------------------------------------

prepare
: >"$work/broken"
rounds row ops.def
rounds rule structured.def
awk '/^STRUCTURED\(/ { gsub(/STRUCTURED\(|"[^"]*"|,/, " ");
                       print $1, $3, $4 }' \
  "$lib/structured.def" >"$work/structured"
for mutant in 1 2 3 4 5 6 7 8 9 10; do
  start wrapped_mutants "$mutant"
done
number=0
grep -v "^#" "$tests/mutants.lines" >"$work/lines"
while IFS=@ read -r file script what; do
  number=$((number + 1))
  start line_mutants "$number" "$file" "$script" "$what"
done <"$work/lines"
wait

cat "$work/broken"
cat "$work"/*/survivors 2>/dev/null
cat "$work"/*/count >"$work/counts"
noticed=$(grep -c noticed "$work/counts")
survived=$(grep -c survived "$work/counts")
same=$(grep -c same "$work/counts")
echo "mutants: $noticed noticed, $survived survived, $same changed nothing"
[ "$survived" -eq 0 ] && [ ! -s "$work/broken" ] && [ "$noticed" -gt 0 ]
