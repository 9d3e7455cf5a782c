#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Allocation failure: runs commands on a small worksheet again and again, and
# the n-th allocation fails, for n = 1, 2, ...; then all from the n-th on.
# Each run must end with a message and exit status 3, or as if nothing had
# happened (the C library can do without some of what it asks for), and must
# leave no half-written file.
#
# `make torture` runs this in the build folder; by hand: tests/torture.sh,
# with GRADCOMPARE.  STEP=k takes every k-th n only; JOBS run beside each other
# (2).  Linux with glibc only: elsewhere there is nothing to do.

set -u
LC_ALL=C
export LC_ALL

source_dir=${GRADCOMPARE_SOURCE:-$(dirname "$0")/..}
source_dir=$(cd "$source_dir" && pwd) || exit 2
program=${GRADCOMPARE:-$source_dir/build/gradcompare}
step=${STEP:-1}
jobs=${JOBS:-2}

scratch=$(mktemp -d "${TMPDIR:-/tmp}/torture.XXXXXX") || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
mkdir "$scratch/sheets" && cd "$scratch/sheets" || exit 2

if [ "$(uname)" != Linux ] || ! getconf GNU_LIBC_VERSION >libc 2>&1; then
  echo 'torture: needs Linux with glibc; nothing was tested'
  exit 77
fi
"${CC:-cc}" -O1 -shared -fPIC -o fail.so "$source_dir/tests/fail_alloc.c" \
  || exit 2

cat >small.grad <<'END'
title "Small"
note  "with a file, a loop, a net and a sample of everything"
dim h = 2
param W[h,3] = normal(0, 1)
data  X[4,3] from "small.csv" columns x, y, z standardise
net   N = mlp(X: 2 tanh, 1)
input x[3] = [0.3; -1.2; 2.385]
for t = 1:2
  y{t} = tanh(W @ x) * t
end
l = sum(y1 * y2) + det(W @ W') + mean(N)
output l, y2
claim dl/dx = 3
sweep h = 1:4:x2
step reverse 2 "half of the tape"
END
printf 'x,y,z\n1,2,3\n2,,3\n2.385,0,"7"\n-1,1,0\n0,0,1\n' >small.csv
cat >second.grad <<'END'
dim n = 2
param W[n,n] = [0.3, 1.2; -0.7, 0.4]
data  x[n] = [1.1; -0.6]
h = tanh(W @ x)
p = sum(softmax(h)^2) + max(h) + prod(h)
g = dp/dh
q = p + sum(g^2)
output q
END
printf 'input x = 1\ny = x + zz\nl = [1, 2] @ y +\n' >wrong.grad

failed=0
complain()
{
  echo "FAIL: $*"
  sed 's/^/  | /' err
  failed=$((failed + 1))
}

# one VARIABLE N: a run with this set; compares with `wanted` and `status`.
one()
{
  # The command is words; gnuplot is not what is tested.
  # shellcheck disable=SC2086
  env PATH=/nonexistent "$1=$2" LD_PRELOAD=./fail.so "$program" $command >out 2>err </dev/null
  got=$?
  if [ $got -eq 3 ]; then
    [ -s err ] || complain "$command, $1=$2: no message"
  elif [ $got -ne $status ] || ! cmp -s out wanted; then
    complain "$command, $1=$2: exit status $got, not $status or 3"
  fi
  set -- .gradcompare* folder/.gradcompare*
  for file; do
    [ ! -e "$file" ] || complain "$command: $file is left"
  done
  rm -f -- "$@"
}

# every_n: with `command`, allocation by allocation.
every_n()
{
  # shellcheck disable=SC2086
  env PATH=/nonexistent FAIL_COUNT=count LD_PRELOAD=./fail.so "$program" $command >wanted \
    2>err </dev/null
  status=$?
  n=1
  while [ $n -le "$(cat count)" ]; do
    one FAIL_AT $n
    runs=$((runs + 1))
    if [ $((n % 10)) -eq 0 ] || [ $n -lt 20 ]; then
      one FAIL_FROM $n
      runs=$((runs + 1))
    fi
    n=$((n + step))
  done
}

# share K: every JOBS-th of the commands, in a folder of its own.
share()
{
  cp -r "$scratch/sheets" "$scratch/share$1"
  cd "$scratch/share$1" || exit 2
  runs=0
  line=0
  while read -r command; do
    line=$((line + 1))
    [ $((line % jobs)) -ne "$1" ] || every_n
  done <<'END'
compare --no-times small.grad
stepsize small.grad
sweep --no-times small.grad
ops sin
wrong.grad
compare --no-times -o result.txt small.grad
sweep --no-times -o folder small.grad
explain small.grad
explain --only locals --elements second.grad
explain --only chains,formulas --format latex second.grad
explain --only chains --format csv second.grad
compare --no-times --hessian second.grad
draw small.grad
draw --gradient --partials second.grad
draw --scheme --format tikz small.grad
step small.grad second.grad
END
  echo "$runs $failed" >sum
}

k=0
while [ $k -lt "$jobs" ]; do
  share $k &
  k=$((k + 1))
done
wait
runs=0
failed=0
k=0
while [ $k -lt "$jobs" ]; do
  # A share that was not done has no sum.
  read -r some wrong <"$scratch/share$k/sum" || exit 2
  runs=$((runs + some))
  failed=$((failed + wrong))
  k=$((k + 1))
done

echo "torture: $runs runs, $failed not as expected"
[ $failed -eq 0 ] && [ $runs -gt 0 ]
