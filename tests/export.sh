#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# gradcompare export: what it refuses, and, where Python is installed, the
# programs that it writes, run and held against the engines (export.py and
# export_c.py).
#
# `make check` gives GRADCOMPARE, the program, and GRADCOMPARE_SOURCE.

set -u
LC_ALL=C
export LC_ALL
# shellcheck source=tests/checks.sh
. "$(dirname "$0")/checks.sh"

here=$(cd "$(dirname "$0")" && pwd)
workplace export
cd "$work" || exit 2

refuses()
{
  refused export "$@"
}

sheet=$source_dir/examples/eth/1b.grad
refuses 'no worksheet is given' --to numpy
refuses 'what is it to be exported to?' "$sheet"
refuses "not 'nump'" --to nump "$sheet"
refuses 'a program is of one worksheet, and 2 are given' --to numpy \
  "$sheet" "$sheet"
refuses 'the name of one that ends in .c' --to c -o f.h "$sheet"
refuses '--cblas is for --to c' --to numpy --cblas "$sheet"
echo 'input x = ' >wrong.grad
"$program" export --to c -o wrong.c wrong.grad 2>err
check 'a wrong worksheet left a header' test ! -e wrong.h
echo old >kept.py
"$program" export --to numpy -o kept.py wrong.grad 2>err
check 'a wrong worksheet replaced a file' grep -qx old kept.py

# import: what is no graph.
imports_not()
{
  printf '%s\n' "$2" >graph.json
  "$program" import graph.json >out 2>err
  got=$?
  check "import of $2: exit status $got, not 2" test $got -eq 2
  check "'$1' is not in: $(cat err)" grep -qF -e "$1" err
  check "import of $2: something was written" test ! -s out
}
imports_not 'no JSON' '{"nodes": ['
imports_not 'there are no "nodes"' '{"gradients": []}'
imports_not 'nodes[0]: "op" is no operation' '{"nodes": [{"op": "sinn"}]}'
imports_not 'nodes[0]: "operands" are not' \
  '{"nodes": [{"op": "sin", "operands": [0]}]}'
imports_not 'nodes[0]: "value" is not' \
  '{"nodes": [{"op": "input", "name": "x", "shape": [2, 1], "value": [[1]]}]}'
imports_not 'nodes[1]: "operands" are not' \
  '{"nodes": [{"op": "input", "name": "x", "shape": [1, 1], "value": [[1]]},
    {"op": "add", "operands": [0]}]}'
imports_not 'outputs[0] is no number of a node' \
  '{"nodes": [{"op": "input", "name": "x", "shape": [1, 1], "value": [[1]]},
    {"op": "sin", "shape": [1, 1], "operands": [0]}], "outputs": [2]}'
# One thing wrong in a graph of two nodes: its name, value, shape, outputs.
imports_not_with()
{
  imports_not "$1" '{"nodes": [{"op": "input", "name": "'"$2"'", "shape": [1, 1],
    "value": [['"$3"']]}, {"op": "sin", "shape": '"$4"', "operands": [0]}],
    "outputs": '"$5"', "wrt": [0]}'
}
imports_not_with 'nodes[0]: "name" is none' 'a b' 1 '[1, 1]' '[1]'
imports_not_with 'nodes[0]: "name" is none' 'q = 5\ndata s' 1 '[1, 1]' '[1]'
imports_not_with "'sum' is a function" sum 1 '[1, 1]' '[1]'
imports_not_with 'nodes[0]: "value" has an entry' x null '[1, 1]' '[1]'
imports_not_with 'nodes[0]: "value" has an entry' x '"3.5"' '[1, 1]' '[1]'
imports_not_with 'nodes[1]: "shape" is not that' x 1 '[2, 1]' '[1]'
imports_not_with 'outputs[0] is no number of a node' x 1 '[1, 1]' '[-1]'
imports_not_with '"outputs" is no list' x 1 '[1, 1]' '"y"'
imports_not 'nodes[2]: ' \
  '{"nodes": [{"op": "input", "name": "x", "shape": [2, 1],
     "value": [[1], [2]]},
    {"op": "input", "name": "y", "shape": [3, 1], "value": [[1], [2], [3]]},
    {"op": "add", "operands": [0, 1]}]}'

# --against: gradients of another program, here our own, changed.
cat >two.grad <<'END'
input x[2] = [2.385; -0.4]
input w = 0.3
y = sin(x)*w
l = sum(y^2)
output l, y
END
"$program" compare --format json two.grad >ours.json
grep -o '"gradients":.*' ours.json | sed 's/^/{/' >theirs.json
against()
{
  want=$1
  shift
  "$program" compare --no-times --against "$@" >out 2>err </dev/null
  got=$?
  check "--against $*: exit status $got, not $want" test $got -eq "$want"
}
said()
{
  check "'$1' is not in: $(cat "$2")" grep -qF -e "$1" "$2"
}
against 0 theirs.json two.grad
said 'theirs.json: 9 of 9 agree' out
sed 's/"reverse":\[\[-0.0[0-9]*/"reverse":[[0.25/' theirs.json >changed.json
against 1 changed.json two.grad
said 'differs by 0.34' out
said 'changed.json: 1 of 9 differ; most of all dl/dx[1], which' out
for format in markdown latex html; do
  against 1 changed.json --format $format two.grad
  said 'differs by 0.34' out
done
against 1 changed.json --format json two.grad
said '"against":[[0.25],[' out
said '"against_agrees":[[false],[true]]' out
against 1 changed.json --format csv two.grad
check 'no record of what differs' \
  grep -q '^two.grad,against,changed.json,l,1,1,x,1,1,0.25,.*,differs,' out
sed 's/"reverse":\[\[-0.0[0-9]*/"reverse":[["nan"/' theirs.json >nan.json
against 1 nan.json two.grad
said 'nan.json: 1 of 9 differ' out
sed 's/"reverse":/"other":/' theirs.json >wrong.json
against 2 wrong.json two.grad
said 'wrong.json: dl/dx is 0 x 0 there, and 2 x 1 in two.grad' err
sed 's/"wrt":"w"/"wrt":"v"/' theirs.json >wrong.json
against 2 wrong.json two.grad
said "\"wrt\" is 'v', and two.grad has no such variable" err
sed 's/"of":"y"/"of":"z"/' theirs.json >wrong.json
against 2 wrong.json two.grad
said "\"of\" is 'z', and two.grad has no such output" err
echo '{"gradients": []}' >wrong.json
against 2 wrong.json two.grad
said 'wrong.json: dl/dx is not there' err
echo '[1, 2' >wrong.json
against 2 wrong.json two.grad
said 'no JSON: ' err
echo '{"jacobian": []}' >wrong.json
against 2 wrong.json two.grad
said 'neither "gradients" nor "jacobians" are there' err
against 3 none.json two.grad
against 2 theirs.json two.grad two.grad
said '--against is for one worksheet, and 2 are given' err
against 2 theirs.json --nodes two.grad
said '--against has no --nodes' err

# Programs in C, by the compiler of this build and the other one.
set -- "${CC:-cc}"
for name in gcc clang; do
  case $1 in
    *"$name"*) ;;
    *) command -v $name >found && set -- "$@" $name ;;
  esac
done
if ! command -v python3 >found; then
  echo 'export: no Python here, so no program in C was held'
elif ! python3 "$here/export_c.py" "$program" "$source_dir" "$work" "$@"; then
  failed=$((failed + 1))
fi

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
