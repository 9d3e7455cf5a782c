#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What whole commands cost: `make bench-commands` runs it; read README.md
# before.  Seconds of work (user and system) of each command, the median of
# three rounds.  GRADCOMPARE is the program; OTHER, if set, is another one, an
# older build for example, which takes turns with it: then the last column is
# the median of the rounds' ratios, other by this.
set -eu
LC_ALL=C
export LC_ALL
program=${GRADCOMPARE:?set it to the program}
other=${OTHER-}
rounds=3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# N statements, each of which reads the one before.
lines() {
  awk -v n="$1" 'BEGIN {
    print "input x = 0.3\nt0 = x"
    for (i = 1; i <= n; i++)
      printf "t%d = 0.5 * t%d + x\n", i, i - 1
    printf "output t%d\n", n
  }'
}

# N numbers of two operands each, drawn from the 3,000 before; M inputs.
tangle() {
  awk -v n="$1" -v m="$2" 'function below(k) {
    state = (state * 16807) % 2147483647
    return state % k
  }
  function operand() {
    return "t" (made - 1 - below(made < 3000 ? made : 3000))
  }
  BEGIN {
    state = 20261130
    for (made = 0; made < m; made++)
      printf "input t%d = %.3f\n", made, 0.5 + below(1000) / 1000
    for (; made < n + m; made++) {
      a = operand()
      b = operand()
      if (made % 10 == 0)
        printf "t%d = tanh(%s)\n", made, a
      else if (made % 10 == 1)
        printf "t%d = %s / (2 + %s^2)\n", made, a, b
      else
        printf "t%d = 0.5 * (%s %s %s)\n", made, a,
               substr("+-*", 1 + below(3), 1), b
    }
    printf "f = t%d", made - 1
    for (i = 2; i <= 200; i++)
      printf " + t%d", made - i
    print "\noutput f"
  }'
}

# Two layers of H units, 2 H (H + 1) parameters.
layers() {
  cat <<END
seed 3
data X[64, $1] = normal(0, 1)
data y[64, $1] = normal(0, 1)
param W[$1, $1] = xavier($1, $1)
param b[1, $1] = normal(0, 0.1)
param V[$1, $1] = xavier($1, $1)
param c[1, $1] = normal(0, 0.1)
h = tanh(X @ W + b)
l = mse(h @ V + c, y)
output l
END
}

# Seconds of work of a command.
work() {
  { time -p "$@" >"$folder/out" 2>&1; } 2>"$folder/time" || {
    cat "$folder/out" >&2
    exit 1
  }
  awk '/^(user|sys)/ { s += $2 } END { print s }' "$folder/time"
}

middle() {
  sort -g | awk '{ x[NR] = $1 } END { print x[int((NR + 1) / 2)] }'
}

# row NAME ARGUMENT...
row() {
  name=$1
  shift
  : >"$folder/these"
  : >"$folder/ratios"
  round=0
  while [ "$round" -lt "$rounds" ]; do
    round=$((round + 1))
    this=$(work "$program" "$@")
    echo "$this" >>"$folder/these"
    [ -z "$other" ] ||
      echo "$(work "$other" "$@") $this" | awk '{ print $1 / $2 }' \
        >>"$folder/ratios"
  done
  printf '%-44s %8.2f s' "$name" "$(middle <"$folder/these")"
  [ -z "$other" ] || printf ' %8.2f x' "$(middle <"$folder/ratios")"
  printf '\n'
}

lines 100000 >"$folder/lines.grad"
tangle 10000 2000 >"$folder/tangle.grad"
layers 707 >"$folder/layers.grad"
row '100,000 statements, compare' compare --no-times "$folder/lines.grad"
row '2,000 inputs, 10,000 nodes, compare' \
  compare --no-times "$folder/tangle.grad"
row '1,000,000 parameters, compare' compare --no-times "$folder/layers.grad"
sheets=${srcdir:-.}/examples
row 'nyu/regression.grad, compare with times' \
  compare "$sheets/nyu/regression.grad"
row 'scaling/both.grad, sweep' sweep "$sheets/scaling/both.grad"
row 'scaling/chain.grad, sweep' sweep "$sheets/scaling/chain.grad"
