#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# gradcompare export: what it refuses, and, where Python is installed, the
# programs that it writes, run and held against the engines (export.py).
#
# `make check` gives GRADCOMPARE, the program, and GRADCOMPARE_SOURCE.

set -u
LC_ALL=C
export LC_ALL
# shellcheck source=tests/checks.sh
. "$(dirname "$0")/checks.sh"

here=$(cd "$(dirname "$0")" && pwd)
program=${GRADCOMPARE:-$here/../build/gradcompare}
source_dir=${GRADCOMPARE_SOURCE:-$here/..}
work=$(mktemp -d "${TMPDIR:-/tmp}/gradcompare-export-XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cd "$work" || exit 2

# refuses WHAT ARGUMENT...
refuses()
{
  words=$1
  shift
  "$program" export "$@" >out 2>err </dev/null
  got=$?
  check "export $*: exit status $got, not 2" test $got -eq 2
  check "'$words' is not in: $(head -n 3 err)" grep -qF -e "$words" err
  check "export $*: something was written" test ! -s out
}

sheet=$source_dir/examples/eth/1b.grad
refuses 'no worksheet is given' --to numpy
refuses 'what is it to be exported to?' "$sheet"
refuses "not 'nump'" --to nump "$sheet"
refuses 'a program is of one worksheet, and 2 are given' --to numpy \
  "$sheet" "$sheet"
echo 'input x = ' >wrong.grad
echo old >kept.py
"$program" export --to numpy -o kept.py wrong.grad 2>err
check 'a wrong worksheet replaced a file' grep -qx old kept.py

# The first Python that has numpy, which is not the first one everywhere.
python=
for name in python3 /usr/bin/python3; do
  if [ -z "$python" ] && "$name" -c 'import numpy' 2>/dev/null; then
    python=$name
  fi
done
if [ -z "$python" ]; then
  echo 'export: no Python with numpy here, so no program was run'
elif ! "$python" "$here/export.py" "$program" "$source_dir" "$work"; then
  failed=$((failed + 1))
fi

echo "export: $passed checks passed, $failed failed"
[ $failed -eq 0 ]
