# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the scripts that run the program count with, read by them before they
# go elsewhere: $passed, $failed.

passed=0
failed=0

# Under the sanitizers a start takes twice as long where it ends with a search
# for leaks: run-pairs.sh and the suites in C search for them.
: "${ASAN_OPTIONS=detect_leaks=0}"
export ASAN_OPTIONS

complain()
{
  echo "FAIL: $1"
  failed=$((failed + 1))
}

# check WHAT COMMAND...: WHAT is said where the command fails.
check()
{
  what=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
  else
    complain "$what"
  fi
}

# workplace NAME: $program, $source_dir, and $work, a folder that goes at the
# end.
workplace()
{
  source_dir=${GRADCOMPARE_SOURCE:-$(cd "$(dirname "$0")/.." && pwd)}
  program=${GRADCOMPARE:-$source_dir/build/gradcompare}
  work=$(mktemp -d "${TMPDIR:-/tmp}/gradcompare-$1-XXXXXX") || exit 2
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT TERM
}

# refused COMMAND WHAT ARGUMENT...: WHAT is said, and nothing is written.
refused()
{
  command=$1
  words=$2
  shift 2
  "$program" "$command" "$@" >out 2>err </dev/null
  got=$?
  check "$command $*: exit status $got, not 2" test $got -eq 2
  check "'$words' is not in: $(head -n 3 err)" grep -qF -e "$words" err
  check "$command $*: something was written" test ! -s out
}
