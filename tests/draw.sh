#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# gradcompare draw: what must not happen whatever the worksheet, and that dot,
# where it is installed, takes every example.  What draw writes for a few of
# them is held by run-pairs.sh.
#
# `make check` gives GRADCOMPARE, the program, and GRADCOMPARE_SOURCE.

set -u
LC_ALL=C
export LC_ALL
# shellcheck source=tests/checks.sh
. "$(dirname "$0")/checks.sh"

here=$(cd "$(dirname "$0")/.." && pwd)
program=${GRADCOMPARE:-$here/build/gradcompare}
examples=${GRADCOMPARE_SOURCE:-$here}/examples
work=$(mktemp -d "${TMPDIR:-/tmp}/gradcompare-draw-XXXXXX") || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
find "$examples" -name '*.grad' | sort >"$work/sheets"
mkdir "$work/in" && cd "$work/in" || exit 2

# run STATUS ARGUMENT...
run()
{
  wanted=$1
  shift
  "$program" draw "$@" >../out 2>../err </dev/null
  got=$?
  check "draw $*: exit status $got, not $wanted: $(head -n 1 ../err)" \
    test $got -eq "$wanted"
}

says()
{
  check "'$2' is not in $1: $(head -n 3 "../$1")" grep -qF -e "$2" "../$1"
}

# dot takes what is in ../out, without a word.
accepted()
{
  [ "$dot" = no ] && return
  dot -Tplain ../out >/dev/null 2>../said
  check "dot does not take $1" test $? -eq 0
  check "dot complains of $1: $(head -n 1 ../said)" test ! -s ../said
}

dot=yes
command -v dot >/dev/null 2>&1 || dot=no

# -- every example -------------------------------------------------------------

while read -r sheet; do
  run 0 "$sheet"
  accepted "$sheet"
  run 0 --full "$sheet"
  accepted "$sheet in full"
done <../sheets
check 'there is no example' test $passed -gt 20

# -- hostile texts -------------------------------------------------------------

printf 'title "%s"\ninput x = 2\ny = x*sin(x)\n' \
  '<b>\"bold\" & \\N \\G </b>> ]; } é∂ <!-- &#0; -->' >hostile.grad
run 0 hostile.grad
accepted 'a hostile title'
says out '&lt;b&gt;'
check 'a tag of the title is left' sh -c '! grep -q "<!--" ../out'
name=$(printf 'a\377<"&\\.grad')
if printf 'input x = 2\ny = x^2\n' 2>/dev/null >"$name"; then
  run 0 "$name"
  accepted 'a hostile file name'
  says out 'a\xff&lt;&quot;&amp;\.grad'
  rm -f "$name"
fi

# -- what is drawn -------------------------------------------------------------

cat >small.grad <<'END'
data  A[2,3] = [1, 2, 3; 4, 5, 6]
param w[1,3] = [1, 2, 3]
input unused = 3
s = softmax(softmax(A @ w'))
y = sum(s^2)
END
run 0 small.grad
accepted 'a small worksheet'
says out '"w" -> "#4" [label=<transposed>];'
says out '"A" -> "#4" [style=dashed];'
check 'two calls on each other are not two boxes' \
  test "$(grep -c 'softmax<br' ../out)" -eq 2
check 'a leaf that nothing reads is drawn' sh -c '! grep -q unused ../out'
cp ../out ../first
run 0 small.grad
check 'two runs differ' cmp -s ../out ../first
run 0 --full small.grad
says out 'logsumexp'

cat >outputs.grad <<'END'
input x[2] = [1; 2]
u = x^2
v = sum(x)
output u, v
END
run 0 outputs.grad
check 'adjoints of which output?' sh -c '! grep -q adjoint ../out'
check 'two outputs' test "$(grep -c 'peripheries=2' ../out)" -eq 2
run 0 small.grad outputs.grad
accepted 'two worksheets in a row'

# -- large graphs --------------------------------------------------------------

cat >loop.grad <<'END'
input x = 0.3
param w = 0.99
h0 = x
for t = 1:1000
  z{t} = w*h{t-1} + 0.1
  h{t} = tanh(z{t})
end
y = h1000 + h500
END
run 0 loop.grad
accepted 'a loop'
says out 'z3 ... h999'
says out '"h999" -> "y";'
check 'a loop in too many boxes' test "$(wc -l <../out)" -lt 60
run 0 --full loop.grad
check 'a loop in full is not' test "$(wc -l <../out)" -gt 6000
cat >taps.grad <<'END'
input x = 0.3
h0 = x
for t = 1:40
  z{t} = sin(h{t-1})
  h{t} = z{t}*x
end
END
awk 'BEGIN { for (i = 1; i < 40; i++) s = s "h" i ", "
             print "output " s "h40" }' >>taps.grad
run 0 taps.grad
accepted 'a loop of outputs'
check 'a box of rounds holds one node' sh -c '! grep -q "[.][.][.]" ../out'
{
  echo 'input x = 0.3'
  i=0
  while [ $i -lt 30 ]; do
    echo "y$i = sin(x)*cos(x) + exp(x)"
    i=$((i + 1))
  done
} >broad.grad
run 0 broad.grad
accepted 'a broad graph'
says out '+ (5 operations)'
says out '--full draws them all'

# -- pictures ------------------------------------------------------------------

rm -f ./*.svg
run 2 -o two.svg small.grad loop.grad
run 3 -o broken.svg missing-"$$".grad
run 2 --format json small.grad
run 3 -o missing/folder.dot small.grad
PATH=/nonexistent "$program" draw -o none.svg small.grad >../out 2>../err
check 'without dot it draws' test $? -eq 3
says err 'Graphviz, is not installed'
mkdir ../bin
printf '#!/bin/sh\necho "a word" >&2\nexit 5\n' >../bin/dot
chmod +x ../bin/dot
PATH=$work/bin:$PATH "$program" draw -o none.svg small.grad 2>../err
check 'dot fails, and draw does not' test $? -eq 3
says err 'dot: a word'
says err 'dot failed with status 5: no picture'
printf '#!/bin/sh\nexec sleep 20\n' >../bin/dot
PATH=$work/bin:$PATH "$program" draw --max-seconds 1 -o none.svg small.grad \
  2>../err
check 'dot hangs, and draw does not end' test $? -eq 3
says err 'dot had not ended after'
printf '#!/bin/sh\nexit 0\n' >../bin/dot
PATH=$work/bin:$PATH "$program" draw -o none.svg small.grad 2>../err
check 'nothing is taken for a picture' test $? -eq 3
check 'something half written is left' \
  test -z "$(find . -name '*.svg' -o -name '.grad*')"
if [ $dot = yes ]; then
  run 0 -o small.svg small.grad
  check 'no SVG' grep -q '</svg>' small.svg
  run 0 -o small.PNG small.grad
  check 'no PNG' grep -q PNG small.PNG
  run 0 -o small.pdf small.grad
  check 'no PDF' grep -q '%PDF' small.pdf
fi

echo "draw: $passed right, $failed wrong; dot is there: $dot"
[ $failed -eq 0 ]
