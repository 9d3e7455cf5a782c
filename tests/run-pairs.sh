#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Worksheets in, texts out: runs the program and compares what it prints.
#
#   examples/**/NAME.grad      standard output of `compare --no-times` must be
#                              NAME.out, the exit status 0
#   tests/sheets/NAME.grad     the same
#   NAME.sweep.out             beside a worksheet there or in tests/sweeps:
#                              what `sweep --no-times` must print (to begin
#                              with one, make it empty, then --update)
#   NAME.explain.out           the same of `explain`
#   NAME.explain.md            the same with --format markdown
#   NAME.explain.tex           the same with --format latex
#   NAME.dot                   the same of `draw`
#   NAME.check.out             the same of `check`, exit status 0 or 1
#   NAME.hessian.out           the same of `compare --no-times --hessian`
#   NAME.train.out             the same of `train --no-times --show-pass 1`
#   tests/errors/NAME.grad     standard error of `compare` must be NAME.err
#                              after its first line, which is "exit N"
#   tests/formats/NAME.grad    standard output of `compare --no-times --full`
#                              must be NAME.md with --format markdown, NAME.tex
#                              with --format latex, NAME.html with --format html
#   tests/runs/NAME.run        its words are those of a command line, run in
#                              the source folder: what it prints must be
#                              NAME.txt, the exit status 0
#   examples/c/NAME.c          the built program must print NAME.txt and give
#                              the exit status 0
#
# `make check` runs this; by hand, from the source folder:
#
#   tests/run-pairs.sh
#   tests/run-pairs.sh --update
#
# --update writes the expected files anew: read `git diff` before you commit.
# GRADCOMPARE_BUILD (build/ unless set) is where programs are looked for;
# GRADCOMPARE names another gradcompare, an installed one for example.

set -u
LC_ALL=C
export LC_ALL

case ${1-} in
  '') update=no ;;
  --update) update=yes ;;
  *)
    echo "usage: $0 [--update]" >&2
    exit 2
    ;;
esac

source_dir=${GRADCOMPARE_SOURCE:-$(dirname "$0")/..}
source_dir=$(cd "$source_dir" && pwd) || exit 2
build_dir=${GRADCOMPARE_BUILD:-$source_dir/build}
build_dir=$(cd "$build_dir" && pwd) || exit 2
program=${GRADCOMPARE:-$build_dir/gradcompare}
case $program in
  /*) ;;
  *) program=$(pwd)/$program ;;
esac
if [ ! -x "$program" ]; then
  echo "run-pairs: there is no program $program; see $0" >&2
  exit 2
fi

scratch=$(mktemp -d "${TMPDIR:-/tmp}/run-pairs.XXXXXX") || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

same=0
failed=0

complain()
{
  echo "FAIL: $1"
  failed=$((failed + 1))
}

# hold EXPECTED GOT: compares, or with --update replaces EXPECTED by GOT.
# Run in the folder of EXPECTED.
hold()
{
  if [ "$update" = yes ]; then
    if ! cmp -s "$2" "$1"; then
      cp "$2" "$1" || exit 2
      echo "updated $folder/$1"
    fi
    same=$((same + 1))
  elif [ ! -f "$1" ]; then
    complain "$folder/$1 is missing; write it with $0 --update"
    cat "$2"
  elif diff -u "$1" "$2" >"$scratch/diff"; then
    same=$((same + 1))
  else
    complain "$folder/$1 is not what the program prints (-: expected)"
    cat "$scratch/diff"
  fi
}

# run_and_hold EXPECTED PROGRAM [ARGUMENT...]: prints that, exit status 0?
run_and_hold()
{
  expected=$1
  shift
  "$@" </dev/null >"$scratch/out" 2>"$scratch/err"
  status=$?
  if [ $status -ne 0 ]; then
    complain "$folder/$expected: the exit status is $status"
    cat "$scratch/out" "$scratch/err"
  else
    hold "$expected" "$scratch/out"
  fi
}

example()
{
  run_and_hold "${1%.grad}.out" "$program" compare --no-times "$1"
}

# sweep_example EXPECTED: its worksheet is beside it.
sweep_example()
{
  run_and_hold "$1" "$program" sweep --no-times "${1%.sweep.out}.grad"
}

explain_example()
{
  run_and_hold "$1" "$program" explain "${1%.explain.out}.grad"
}

# The formulas of every gradient, link and layer, read again and computed, are
# what the engines have.
formulas_of_all()
{
  proved=layers,locals,chains,formulas
  find . -name '*.grad' | sed 's|^\./||' | sort >"$scratch/sources"
  while read -r file; do
    if "$program" explain --only "$proved" "$file" </dev/null \
      >"$scratch/out" 2>"$scratch/err"; then
      same=$((same + 1))
    else
      complain "$folder/$file: a formula is not the gradient"
      cat "$scratch/out" "$scratch/err"
    fi
  done <"$scratch/sources"
}

explain_markdown()
{
  run_and_hold "$1" "$program" explain --format markdown \
    "${1%.explain.md}.grad"
}

explain_latex()
{
  run_and_hold "$1" "$program" explain --format latex "${1%.explain.tex}.grad"
}

drawn_example()
{
  run_and_hold "$1" "$program" draw "${1%.dot}.grad"
}

# The exit status is 1 where a claim is wrong.
check_example()
{
  "$program" check "${1%.check.out}.grad" </dev/null >"$scratch/out" \
    2>"$scratch/err"
  if [ $? -gt 1 ]; then
    complain "$folder/$1: the exit status is neither 0 nor 1"
    cat "$scratch/err"
  else
    hold "$1" "$scratch/out"
  fi
}

hessian_example()
{
  run_and_hold "$1" "$program" compare --no-times --hessian \
    "${1%.hessian.out}.grad"
}

train_example()
{
  run_and_hold "$1" "$program" train --no-times --show-pass 1 \
    "${1%.train.out}.grad"
}

markdown()
{
  run_and_hold "${1%.grad}.md" "$program" compare --no-times --full \
    --format markdown "$1"
}

html()
{
  run_and_hold "${1%.grad}.html" "$program" compare --no-times --full \
    --format html "$1"
}

latex()
{
  run_and_hold "${1%.grad}.tex" "$program" compare --no-times --full \
    --format latex "$1"
}

c_example()
{
  if [ -x "$build_dir/examples/c/${1%.c}" ]; then
    run_and_hold "${1%.c}.txt" "$build_dir/examples/c/${1%.c}"
  else
    complain "$folder/$1 is not built: is it in example_programs?"
  fi
}

# In the file a word is as a shell has it.
run()
{
  eval "set -- \"$1\" $(cat "$1")"
  file=$1
  shift
  (cd "$source_dir" && "$program" "$@") </dev/null >"$scratch/printed" \
    2>"$scratch/said"
  run_and_hold "${file%.run}.txt" finished $? "$scratch/printed" \
    "$scratch/said"
}

# finished STATUS PRINTED SAID: that again.
finished()
{
  cat "$2"
  cat "$3" >&2
  return "$1"
}

error()
{
  "$program" compare "$1" </dev/null >"$scratch/out" 2>"$scratch/err"
  echo "exit $?" >"$scratch/got"
  cat "$scratch/err" >>"$scratch/got"
  hold "${1%.grad}.err" "$scratch/got"
}

# every FUNCTION SOURCE EXPECTED: over the files *.SOURCE under the current
# folder; and no file *.EXPECTED may be left without its source.
every()
{
  find . -name "*.$2" | sed 's|^\./||' | sort >"$scratch/sources"
  while read -r file; do
    "$1" "$file"
  done <"$scratch/sources"
  find . -name "*.$3" ! -name '*.*.out' | sed 's|^\./||' | sort \
    >"$scratch/expected"
  while read -r file; do
    [ -f "${file%.*}.$2" ] || complain "$folder/$file has no source"
  done <"$scratch/expected"
}

# every_other WORD FUNCTION: over the expected outputs *.WORD, as explain.out,
# under the current folder.
every_other()
{
  find . -name "*.$1" | sed 's|^\./||' | sort >"$scratch/expected"
  while read -r file; do
    if [ -f "${file%".$1"}.grad" ]; then
      "$2" "$file"
    else
      complain "$folder/$file has no source"
    fi
  done <"$scratch/expected"
}

folder=examples
cd "$source_dir/examples" || exit 2
every example grad out
every_other sweep.out sweep_example
every_other explain.out explain_example
every_other explain.md explain_markdown
every_other explain.tex explain_latex
formulas_of_all
every_other check.out check_example
every_other dot drawn_example
every_other hessian.out hessian_example
every_other train.out train_example
if [ "$((same + failed))" -eq 0 ]; then
  complain "no worksheet under $source_dir/examples"
fi

folder=examples/c
if [ -d "$source_dir/examples/c" ]; then
  cd "$source_dir/examples/c" || exit 2
  every c_example c txt
fi

folder=tests/sheets
cd "$source_dir/tests/sheets" || exit 2
every example grad out
formulas_of_all

folder=tests/formats
cd "$source_dir/tests/formats" || exit 2
every markdown grad md
every latex grad tex
every html grad html

folder=tests/runs
if [ -d "$source_dir/tests/runs" ]; then
  cd "$source_dir/tests/runs" || exit 2
  every run run txt
fi

folder=tests/errors
if [ -d "$source_dir/tests/errors" ]; then
  cd "$source_dir/tests/errors" || exit 2
  every error grad err
fi

folder=tests/sweeps
if [ -d "$source_dir/tests/sweeps" ]; then
  cd "$source_dir/tests/sweeps" || exit 2
  every_other sweep.out sweep_example
fi

echo "pairs: $same as expected, $failed not"
[ "$failed" -eq 0 ]
