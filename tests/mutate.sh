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
#   lines     single lines of kernels and engines, by sed
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
flags="-std=c17 -O0 -ffp-contract=off -D_POSIX_C_SOURCE=200809L -w
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

# start COMMAND...: runs it beside at most JOBS - 1 others.
running=0
start()
{
  "$@" &
  running=$((running + 1))
  if [ "$running" -ge "$jobs" ]; then
    wait
    running=0
  fi
}

# -- what all mutants share, compiled once -------------------------------

# compile TO FOLDER FILE.c...: objects of files in FOLDER, which also holds
# the headers they are to read.
compile()
{
  to=$1
  from=$2
  shift 2
  for file; do
    # shellcheck disable=SC2086
    $cc $flags -I"$from" -I"$work/grammar" -c "$from/$file.c" \
      -o "$to/$file.o" || return 1
  done
}

make_grammar()
{
  mkdir "$work/grammar" || exit 2
  for place in "$build/lib" "$lib"; do
    if [ -f "$place/parser.c" ] && [ -f "$place/scanner.c" ]; then
      cp "$place/parser.c" "$place/parser.h" "$place/scanner.c" \
        "$work/grammar" || exit 2
      return
    fi
  done
  bison -d -o "$work/grammar/parser.c" "$lib/parser.y" 2>"$work/bison.log" \
    || die "no parser: run this after make, or install bison"
  flex -o "$work/grammar/scanner.c" "$lib/scanner.l" \
    || die "no scanner: run this after make, or install flex"
}

# Everything but other instruction sets and what reads files.
make_library()
{
  mkdir "$work/rest" || exit 2
  for path in "$lib"/*.c; do
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
    $cc $flags -I"$lib" -I"$work/grammar" -c "$work/grammar/$file.c" \
      -o "$work/rest/$file.o" || die "the parser does not compile"
  done
  wait
  running=0
  ar rcs "$work/rest.a" "$work"/rest/*.o || die "ar failed"
}

# Values, and partials inside the domain, of every row at many points, as
# one line each: rows that a mistake leaves as they were show the same line.
write_print_rows()
{
  cat >"$work/print_rows.c" <<'END'
#include <math.h>
#include <stdio.h>
#include "ops.h"
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
  for (int op = 0; op < AD_ELEMENTWISE_COUNT; op++) {
    const ad_op_row *row = ad_op_get((ad_op)op);
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

prepare()
{
  make_grammar
  make_library
  write_print_rows
  mkdir "$work/plain" || exit 2
  for test in test_ops test_shapes test_engines test_rules \
    test_kernels test_linalg test_reach test_chunks; do
    # shellcheck disable=SC2086
    start $cc $flags -I"$lib" -I"$tests" -c "$tests/$test.c" \
      -o "$work/plain/$test.o"
  done
  # shellcheck disable=SC2086
  $cc $flags -I"$lib" -c "$work/print_rows.c" -o "$work/plain/print_rows.o"
  wait
  running=0
  for test in print_rows test_ops test_shapes test_engines test_rules \
    test_kernels test_linalg test_reach test_chunks; do
    link "$test" "" "$work/plain" \
      || die "$test does not link: $(cat "$work/plain/log")"
  done
  "$work/plain/print_rows.run" >"$work/plain/rows" || die "print_rows failed"
  for test in test_ops test_shapes test_engines test_rules \
    test_kernels test_linalg test_reach test_chunks; do
    "$work/plain/$test.run" >"$work/plain/$test.out" 2>&1 \
      || die "$test fails without any mistake: $(cat "$work/plain/$test.out")"
  done
}

# -- one folder a mutant ---------------------------------------------------

# copy FOLDER: the library's texts, to be spoilt.
copy()
{
  mkdir "$1" && cp "$lib"/*.h "$lib"/*.def "$lib"/*.c "$1" \
    && chmod -R u+w "$1"
}

# run FOLDER TEST OBJECTS [CASE]: output in FOLDER/out, nothing is noticed by
# a program that cannot be made.
run()
{
  if ! cp "$work/plain/$2.o" "$1" || ! link "$2" "$3" "$1"; then
    echo "mutate: $1: $2 does not link" >>"$work/broken"
    return 0
  fi
  if [ $# -gt 3 ]; then
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
  run "$folder" test_rules "$folder/ops.o"
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
  } >"$folder/wrappers.h"
  awk '/^const ad_kernels AD_KERNELS_TABLE/ { print "#include \"wrappers.h\"" }
       { sub(/[{]id##_value, id##_tangent, id##_adjoint[}]/,
             "{id##_bad_value, id##_bad_tangent, id##_bad_adjoint}"); print }' \
    "$lib/kernels_all.h" >"$folder/kernels_all.h"
  if ! grep -q '^#include "wrappers.h"' "$folder/kernels_all.h" \
    || ! grep -q 'bad_value, id' "$folder/kernels_all.h"; then
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

# file @ sed script @ what is wrong then
write_lines()
{
  cat <<'END'
kernels_elementwise.h@s/to\[0\] += total/to[0] = total/@rows of a stretched operand overwrite each other
kernels_scalar_sweeps.h@s/      vbar\[l\] = 0; /      (void)0; /@adjoints of 1 x 1 nodes are not cleared
kernels_scalar_sweeps.h@s/bar\[in->b \* k + l\] +=/bar[in->b * k + l] =/@x * x counts once
kernels_scalar_sweeps.h@s/bar\[code\[i\]\.a \* k + l\] +=/bar[code[i].a * k + l] =/@entries cut out twice count once
kernels_scalar_sweeps.h@s/++i < n && code\[i\]\.code == 8 \* AD_OP_##id + (mask)/++i < n \&\& code[i].code >> 3 == AD_OP_##id/@tangents of a run though other operands are active
kernels_scalar_sweeps.h@s/i > 0 && code\[i - 1\]\.code == 8 \* AD_OP_##id + (mask)/i > 0 \&\& code[i - 1].code >> 3 == AD_OP_##id/@adjoints of a run though other operands are active
kernels_scalar.h@s/code\[i\]\.code >> 3 == AD_OP_##id/code[i].code >> 8 == AD_OP_##id >> 5/@a run of values though the operation changes
order.c@s/window\[place\]\.level + 1/window[place].level/@operands stand behind their reader
tape.c@s/  \*t->single = 1;/  *t->single = 2;/@the seed of a single output
tape.c@s/  clear_leaves(t, 1);/;/@a single output's gradients add up
program.c@s/p->value\[g->leaves\[i\]\],/p->value[g->leaves[0]],/@every leaf is set where the first lies
kernels_scalar_sweeps.h@s/sum += AD_TIMES_##edge(p1/sum = AD_TIMES_##edge(p1/@the first operand's tangent is lost
kernels_prod.h@s/behind\[b\] \*= x\[(b \* m + i) \* step\]/behind[b] *= x[i * step]/@suffixes of another block
kernels_prod.h@s/  chain_partials(CHAINS, 1, before, chain_of(n % CHAINS, step, rest), behind)/  chain_partials(CHAINS, 1, before, 1, behind)/@what is left over of a long product is left out
kernels_prod.h@s/  double before = 1, behind = outside/  double before = 1, behind = 1/@what is left over does not know of the blocks
kernels_reduce.h@s/ties += x\[i \* step\] == v/ties = 1/@ties count in full
kernels_logsumexp.h@s/work\[i\] \/= sum/work[i] \/= 2 * sum/@half a softmax
kernels_logsumexp.h@s/sum\[i\] = vbar\[i\] \/ sum\[i\]/sum[i] = vbar[i]/@a softmax of many rows that is not divided
kernels_reduce.h@s/v == 0 ? 0 : x\[i \* step\] \/ v/x[i * step] \/ v/@the norm at 0
lu.h@s/fabs(x) > fabs(lu\[best \* n + c\])/0/@no pivoting
lu.h@s/to\[c\] -= l \* pivot/to[c] += l * pivot/@elimination adds
lu.h@s/ == (col\[j\] != (double)j)/ == 0/@exchanged columns keep the sign
lu.h@s/  return ad_lu_is_singular(n, f) ? 0 : /  return /@a singular matrix has the determinant of the rest
lu.h@s/if (ad_lu_is_singular(n, f)) {/if (0) {/@singular matrices are inverted
lu.h@s/if (ad_lu_is_singular(n, f))$/if (0)/@cofactors of a singular matrix as of a regular one
lu.h@s/if (n > 1 && f\[n \* n - n - 2\] == 0)/if (0)/@cofactors of rank n - 2
lu.h@s/ad_lu_exchange(n, 1, x + j \* n, x + (size_t)col\[j\] \* n)/(void)0/@cofactors in exchanged rows
lu.h@s/ad_lu_exchange(w, 1, x + j \* w, x + (size_t)row\[j\] \* w)/(void)0/@right sides are not exchanged
lu.h@s/det\[1\] += exponent/det[1] = exponent/@the exponent of the last pivots only
kernels_linalg.h@s/\.tb = turned/.tb = 0/@the inverse is not transposed on the right
kernels_linalg.h@s/\.ta = turned/.ta = 0/@the inverse is not transposed on the left
kernels_linalg.h@s/ad_lu_solve_turned/ad_lu_solve/@adjoints are solved for without a transpose
kernels_linalg.h@s/bar, -1, abar/bar, 1, abar/@sign of what a matrix receives
kernels_linalg.h@s/(xd\[1\] ? xd\[1\]\[e\] : 0) - /(xd[1] ? xd[1][e] : 0) + /@sign of a matrix's tangent
kernels_linalg.h@s/to\[e\] = from\[e \* k + l\]/to[e] = from[e * k]/@always the first direction
bound_factored.c@s/add_product(n, n, n, to, plain(z->T, n), turned(z->Y, n));/(void)0;/@half the rounding of an inverse
bound_factored.c@s/(z->Y\[j \* n + i\] + trace/(trace/@the rounding of cofactors is that of the determinant
bound_factored.c@s/    add_product(z->n, z->w, z->n, to, turned(z->Y/    add_product(z->n, z->w, z->n, to, plain(z->Y/@rounding goes through the wrong transpose
stencil_bends.c@s/ad_lu_scaled(d1\[0\] .*,$/1,/@stencils reach over poles
program.c@s/if (reads & AD_READS_FACTORS)/if (0)/@factors are handed on that the tape must keep
products_all.h@s/x->first && q == 0/x->first/@long products forget their beginning
products_all.h@s/x->ta ? x->lda : 1/1/@transposed operands are read along their rows
run.c@s/    first = 0;/    first = 1;/@tangents of later operands overwrite
run.c@s/if (use == AD_USE_CLEAR)/if (0)/@adjoints of stretched operands are not cleared
plan_other.c@s/      begun\[o\] = 1;/      begun[o] = 0;/@every reader assigns
plan_other.c@s/(g->nodes\[o\].flags & AD_NODE_OUTPUT)/0/@the seed of an output is overwritten
program.c@s/(w->marks\[o\] & KEPT)/0/@values are handed on that the tape must keep
program.c@s/if (reads & AD_READS_V)/if (0)/@results that partials read are not kept
program.c@s/    if (reads & 1u << o)/    if (0)/@operands that partials read are not kept
tape.c@s/  if (t->k != k) {/  if (t->k == 0) {/@a new number of cotangents finds old adjoints
tape.c@s/seed\[e\] += \*next++/seed[e] = *next++/@an output named twice counts once
forward.c@s/  if (f->k == k)/  if (f->k != 0)/@a new number of directions is not taken
forward.c@s/    set_units(f, f->unit, 0);/    (void)0;/@unit directions of the sweep before stay
forward.c@s/if (!(x->flags & AD_NODE_ACTIVE))/if (0)/@outputs without a derivative show what was there
forward.c@s/^  ad_program_set(.*/&  return;/@values of another point are kept
chain_plan.c@s/         c->last\[node\] < end \&\& /         /@what others read stays in a block of its chain
chain_plan.c@s/c->made\[node\] >= first \&\& //@adjoints of other chains stay in a block
chain_plan.c@s/ \&\& !(c->w->marks\[node\] & KEPT))/)/@what the tape keeps stays in a block
chain_plan.c@s/ \&\& !again)/)/@a place is given back twice
chain_push.c@s/    else if (!p->kernels->all_finite(b->n, partials))/    else if (0)/@an infinite partial of what is passed over goes unnoticed
chain_push.c@s/m->live\[2 \* a + 1\] <= from/m->live[2 * a + 1] <= from + 1/@the last direction is passed over
chain_push.c@s/m->live\[2 \* a\] >= from + b->n/m->live[2 * a] + 1 >= from + b->n/@the first direction is passed over
chain_push.c@s/end == words || end %/end %/@the last entries of a sum are lost
chain_push.c@s/    m->zero\[slot\] = n == 0;/    m->zero[slot] = 0;/@what is passed over is not known to be 0
chain_push.c@s/         last < end;/         1;/@tangents stay in a chain though others read them
kernels_tangents.h@s/(0 + p \* x\[l\]) + q/(0 + p * x[l]) - q/@the sign of a second operand's tangent
kernels_tangents.h@s/lane\[i % 8 \* k + l\] +=/lane[i % 8 * k + l] =/@rows of a sum overwrite each other
graph.c@s/if (useful\[i\] && ad_op_has_edge((ad_op)x->op, (unsigned)k))/if (useful[i])/@operands without an edge are active
edges.c@s/if (p != 0 || !ad_op_selects((ad_op)x->op))/if (1)/@what a where does not take has an edge
edges.c@s/if (p != 0 || !selects)/if (1)/@what is not the largest has an edge
reach_sweep.c@s/if (!w->reached\[edge->at\])/if (0)/@a tangent that is not there is multiplied
reach_sweep.c@s/if (w->reached\[slot\])/if (1)/@an adjoint that is not there is multiplied
reach.c@s/i < leaf->rows; i++/i < 1; i++/@a column that is not finite is not looked at
reach_sweep.c@s/  clear_operands(w, x);/;/@adjoints of other nodes stay in their slots
bound.c@s/  if (!is_finite(b))/  if (0)/@S behind an edge that is cut
shape.c@s/at\[0\], at\[1\], 2, operands/at[1], at[0], 2, operands/@the other operand is read transposed
END
}

line_mutants()
{
  folder=$work/line$1
  copy "$folder" || exit 2
  sed "$3" "$lib/$2" >"$folder/$2"
  if cmp -s "$lib/$2" "$folder/$2"; then
    echo "mutate: lib/$2 has no such line any more: $3" >>"$work/broken"
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
  if run "$folder" test_kernels "$objects" products \
    && run "$folder" test_kernels "$objects" switch \
    && run "$folder" test_engines "$objects" corners \
    && run "$folder" test_engines "$objects" random \
    && run "$folder" test_engines "$objects" elementwise \
    && run "$folder" test_engines "$objects" structured \
    && run "$folder" test_linalg "$objects" \
    && run "$folder" test_reach "$objects" wild \
    && run "$folder" test_chunks "$objects"; then
    echo survived >>"$folder/count"
    echo "SURVIVED  $2: $4" >>"$folder/survivors"
  else
    echo noticed >>"$folder/count"
  fi
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
write_lines >"$work/lines"
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
