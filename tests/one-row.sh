#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# An operation is one row: adds softsign to lib/ops.def in a copy of the
# sources, in three spellings under three names, and runs all tests there.  No
# other line may be needed; doc/ops.md, which lists the rows, writes itself.
#
# `make one-row` runs this; by hand: tests/one-row.sh, with GRADCOMPARE_SOURCE.
# JOBS (2) processes at once; TESTS names a few tests instead of all.

set -u
LC_ALL=C
export LC_ALL
source_dir=${GRADCOMPARE_SOURCE:-$(dirname "$0")/..}
source_dir=$(cd "$source_dir" && pwd) || exit 2
jobs=${JOBS:-2}
unset GRADCOMPARE GRADCOMPARE_SOURCE GRADCOMPARE_BUILD srcdir

scratch=$(mktemp -d "${TMPDIR:-/tmp}/one-row.XXXXXX") || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

# row NAME VALUE PARTIAL
row()
{
  cat <<END
ELEMENTWISE($1, "$1", "", 0, 1,
            $2,
            $3, 0, 0, product,
            "\\\\operatorname{$1}\\\\left(#1\\\\right)", arithmetic, "", "",
            -2.3, 2.7, 0, 0,
            1, a, 0.3 * (1 + abs(a)), inf,
            "", "a / (1 + |a|)")
END
}

copy()
{
  (cd "$source_dir" && tar cf - --exclude=./build --exclude=./.git \
    --exclude='*.o' --exclude=autom4te.cache .) | (cd "$scratch" && tar xf -)
}

add_rows()
{
  {
    row softsign 'a / (1 + abs(a))' '1 / square(1 + abs(a))'
    row softsign_v 'a / (1 + abs(a))' 'square(1 - abs(v))'
    row softsign_w 'where(a < 0, a / (1 - a), a / (1 + a))' \
      '1 / ((1 + max(a, -a)) * (1 + max(a, -a)))'
  } >"$scratch/rows"
  mv "$scratch/lib/ops.def" "$scratch/lib/ops.def.bak"
  awk -v rows="$scratch/rows" '/^ELEMENTWISE\(softplus/ {
      while ((getline line < rows) > 0)
        print line
    }
    { print }' "$scratch/lib/ops.def.bak" >"$scratch/lib/ops.def"
  rm "$scratch/lib/ops.def.bak"
}

# tell STEP COMMAND...: the end of its log where it fails.
tell()
{
  step=$1
  shift
  if ! (cd "$scratch/build" && "$@") >"$scratch/log" 2>&1; then
    echo "one-row: $step failed"
    grep -E '^FAIL|error:' "$scratch/log"
    tail -n 40 "$scratch/log"
    tail -n 60 "$scratch/build/test-suite.log" 2>/dev/null
    exit 1
  fi
}

copy
add_rows
mkdir "$scratch/build"
tell 'autoreconf' autoreconf -fi "$scratch"
tell 'configure' "$scratch/configure" CC="${CC:-cc}" CFLAGS=-O0
tell 'make' make -j"$jobs"
GRADCOMPARE_BUILD=$scratch/build
export GRADCOMPARE_BUILD
tell 'the list of rows' "$scratch/doc/check-docs.sh" --update
unset GRADCOMPARE_BUILD
tell 'make check' make -k -j"$jobs" check ${TESTS:+TESTS="$TESTS"}
grep -E '^# (PASS|FAIL)' "$scratch/log"
echo 'one-row: softsign, in three spellings, needs no other line'
