# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the scripts that run the program count with, read by them before they
# go elsewhere: $passed, $failed.

passed=0
failed=0

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
