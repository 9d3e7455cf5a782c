#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# How much of the library do the tests run through?  Builds it with gcc's
# counters in the folder coverage/, runs the tests, which must pass, and
# prints what gcovr finds for lib/: lines at least 93 %, branches at least
# 80 %, or exit 1.  The three sets of kernels are one source compiled three
# times; gcovr adds them up.
#
# `make coverage` runs this in the build folder; by hand: tests/coverage.sh,
# with GRADCOMPARE_SOURCE.  TESTS names a few tests instead of all; arguments
# go to configure.

set -u
LC_ALL=C
export LC_ALL

source_dir=${GRADCOMPARE_SOURCE:-$(dirname "$0")/..}
source_dir=$(cd "$source_dir" && pwd) || exit 2
build=${GRADCOMPARE_BUILD:-$(pwd)}
jobs=${JOBS:-2}
unset GRADCOMPARE GRADCOMPARE_SOURCE GRADCOMPARE_BUILD CC CFLAGS

command -v gcovr >/dev/null || {
  echo 'coverage: there is no gcovr; Debian: apt-get install gcovr' >&2
  exit 2
}

mkdir -p "$build/coverage" && cd "$build/coverage" || exit 2
if [ ! -f Makefile ]; then
  "$source_dir/configure" CC="${COVERAGE_CC:-gcc}" \
    CFLAGS='-O0 -g --coverage' "$@" >configure.log || exit 2
fi
find . -name '*.gcda' -exec rm -f {} +
echo 'coverage: building and testing'
make -j"$jobs" >make.log 2>&1 || { tail -n 30 make.log; exit 2; }
make -k -j"$jobs" check ${TESTS:+TESTS="$TESTS"} >check.log 2>&1
failed=$?
grep -E '^# (PASS|FAIL|ERROR)' check.log

# What configure tried is not ours.  A test's child that is killed leaves
# counts that do not add up: such a line is passed over.
rm -f a-conftest.gcno
gcovr --root "$source_dir" --filter "$source_dir/lib/" \
  --exclude '.*/(parser|scanner)\.[cyl]$' --exclude-unreachable-branches \
  --gcov-ignore-parse-errors --object-directory . --print-summary \
  --sort-percentage --fail-under-line 93 --fail-under-branch 80 . \
  2>gcovr.log || { status=$?; tail -n 5 gcovr.log; exit $status; }
if [ "$failed" -ne 0 ]; then
  echo 'coverage: the tests fail'
  tail -n 200 test-suite.log
  exit 1
fi
