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

workplace draw
examples=$source_dir/examples
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

# dot takes what is in ../out, without a word; but some versions warn of their
# own routing where lines go to boxes on the same level.
accepted()
{
  [ "$dot" = no ] && return
  dot -Tplain ../out >/dev/null 2>../said
  check "dot does not take $1" test $? -eq 0
  grep -q 'minlen=0' ../out && return
  check "dot complains of $1: $(head -n 1 ../said)" test ! -s ../said
}

dot=yes
command -v dot >/dev/null 2>&1 || dot=no

# -- every example -------------------------------------------------------------

# What stands in the boxes of the gradient's graph is what the reverse sweep
# came to: of each node the adjoint, to the five digits that a norm of rounded
# entries has.
same_adjoints()
{
  awk -v sheet="$1" '
    function text(line, word) {
      if (!match(line, "<br/>" word " [^<>]*"))
        return ""
      return substr(line, RSTART + 6 + length(word),
                    RLENGTH - 6 - length(word))
    }
    function differ(x, y) {
      gsub(/[^0-9.e+-]+/, " ", x)
      gsub(/[^0-9.e+-]+/, " ", y)
      n = split(x, xs, " ")
      if (n != split(y, ys, " "))
        return 1
      for (i = 1; i <= n; i++)
        if ((xs[i] - ys[i])^2 > 1e-10 * (xs[i]^2 + 1e-20))
          return 1
      return 0
    }
    /^  "/ && !/ -> / {
      split($0, part, "\"")
      name = part[2]
    }
    /^    label=/ {
      if (name ~ /^d[A-Za-z0-9_]+\/d/)
        value[name] = text($0, "value")
      else if (text($0, "adjoint") != "")
        adjoint[name] = text($0, "adjoint")
    }
    END {
      for (name in value) {
        by = name
        sub(/^[^\/]*\/d/, "", by)
        if (!(by in adjoint) || value[name] == "") # its box is folded
          continue
        same++
        if (differ(value[name], adjoint[by])) {
          print sheet ": " name " is " value[name] ", not " adjoint[by]
          wrong = 1
        }
      }
      exit wrong || !same
    }' ../out >../said
}

gradients=0
schemes=0
while read -r sheet; do
  run 0 "$sheet"
  accepted "$sheet"
  run 0 --full --partials "$sheet"
  accepted "$sheet in full"
  if "$program" draw --gradient "$sheet" >../out 2>../err; then
    gradients=$((gradients + 1))
    accepted "the gradient of $sheet"
    same_adjoints "$sheet"
    check "$(head -n 1 ../said)" test $? -eq 0
  else
    says err 'wants one output that is a number'
  fi
  if "$program" draw --scheme "$sheet" >../out 2>../err; then
    schemes=$((schemes + 1))
    accepted "the scheme of $sheet"
  else
    says err 'no scheme: '
  fi
done <../sheets
check 'there are no gradients' test $gradients -gt 20
check 'there are no schemes' test $schemes -gt 10
check 'there is no example' test $passed -gt 20

# A sheet without an operation has both graphs, too.
printf 'input x = 2\n' >leaf.grad
run 0 leaf.grad
accepted 'a leaf alone'
run 0 --gradient leaf.grad
accepted 'the gradient of a leaf alone'

# The seed times the output, which a gradient may read, is no derivative.
printf 'param x[2] = [0.7; -1.2]\nb = sqnorm(x)\nr = x[1]/b\n' >quotient.grad
run 0 --gradient quotient.grad
check 'two boxes are dr/dr' test "$(grep -c '<b>dr/dr' ../out)" -eq 1

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
says out '"w" -> "#4" [label=<&#160;transposed&#160;>];'
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

# Leaves with many readers are named beside them.
{
  echo 'input x = 0.3'
  echo 'param w = 0.5'
  echo 'n0 = x'
  i=0
  while [ $i -lt 20 ]; do
    echo "n$((i + 1)) = n$i*w"
    i=$((i + 1))
  done
} >readers.grad
run 0 readers.grad
accepted 'a leaf with many readers'
says out '  "n20#2" [shape=plaintext'
says out 'many readers stands beside them'
check 'lines lead to all readers' test "$(grep -c '"w" ->' ../out)" -eq 1

# -- nets ----------------------------------------------------------------------

cat >net.grad <<'END'
dim   n = 5, d = 3
data  X[n,d] = normal(0, 1)
data  y[n,1] = normal(0, 1)
net   yhat = mlp(X: 30 * 8 relu, 1)
C     = mse(yhat, y)
END
run 0 net.grad
says out '<b>W3 ... b30</b>'
run 0 --gradient net.grad
accepted 'the gradient of a net'
same_adjoints net
check "$(head -n 1 ../said)" test $? -eq 0
check 'a net in too many boxes' test "$(grep -c 'label=<' ../out)" -lt 60
run 0 --scheme net.grad
accepted 'the scheme of a deep net'
check 'a deep scheme shows all layers' sh -c '! grep -q "W15" ../out'

# 3 inputs, 4 hidden units, 1 output, and what feeds two biases.
run 0 --scheme "$examples/saarland/sheet6.grad"
check 'neurons' test "$(grep -c 'shape=circle' ../out)" -eq 5
check 'inputs' test "$(grep -c 'style=solid' ../out)" -eq 3
check 'weights' test "$(grep -c ' -> ' ../out)" -eq 21
says out '<b>W1</b><br/>h x d<br/>4 x 3'
says out '<b>b1</b><br/>1 x h<br/>1 x 4'
says out '<b>A1&#160;&#160;</b>= relu(Z1)<br/>n x h<br/>24 x 4'
cat >softmax.grad <<'END'
input X[5,2] = normal(0, 1)
param W[2,3] = normal(0, 1)
S = X @ W
P = softmax(S)
l = sum(P^2)
END
run 0 --scheme softmax.grad
says out '<b>P&#160;&#160;</b>= softmax(S)<br/>5 x 3'

# What an activation is called with, or nothing where that takes more words.
cat >inner.grad <<'END'
param W[2,2] = [1, 2; 3, 4]
data x[2] = [1; 2]
z = W @ x
h = tanh(2*z)
L = sum(h)
END
run 0 --scheme inner.grad
check 'tanh(2*z) is not tanh(z)' sh -c '! grep -q "tanh(z)" ../out'
sed 's/2\*z/z/' inner.grad >plain.grad
run 0 --scheme plain.grad
check 'tanh(z) is' grep -q 'tanh(z)' ../out

run 2 --scheme "$examples/classics/recurrent.grad"
says err 'the weights W are in two layers'
run 2 --scheme small.grad --gradient
says err '--gradient is for the graph, and --scheme draws the network'

# -- local derivatives ---------------------------------------------------------

# Of numbers: the adjoint of a node is the sum of those above it, each times
# what stands at the edge.
chain_rule()
{
  awk '
    /^  "/ && !/ -> / {
      split($0, part, "\"")
      name = part[2]
    }
    /^    label=/ && match($0, /adjoint [^<>]*/) {
      adjoint[name] = substr($0, RSTART + 8, RLENGTH - 8)
    }
    / -> .*label=</ {
      split($0, part, "\"")
      partial = $0
      sub(/.*label=<&#160;/, "", partial)
      sub(/&#160;>/, ">", partial)
      sub(/.*= /, "", partial)
      sub(/>.*/, "", partial)
      sum[part[2]] += partial * adjoint[part[4]]
    }
    END {
      for (name in sum) {
        n++
        if ((sum[name] - adjoint[name])^2 > 1e-9 * adjoint[name]^2)
          wrong = 1
      }
      exit wrong || n < 4
    }' ../out
}
for sheet in eth/1b eth/2 graph-introduction/1 graph-introduction/2 \
  classics/baydin; do
  run 0 --partials --full "$examples/$sheet.grad"
  check "$sheet: local derivatives do not give the adjoints" chain_rule
done
run 0 --partials "$examples/eth/1b.grad"
says out '"h1" -> "#4" [label=<&#160;2*h1 = 12&#160;>];'
run 0 --partials "$examples/saarland/sheet6.grad"
says out '"Z1" -> "A1" [label=<&#160;...*step(A1)&#160;>];'
says out "[label=<&#160;transposed&#160;<br/>&#160;...' @ X&#160;>];"
printf 'param S[2,3] = [1, 2, 4; 0.5, -1, 3]\nP = softmax(S)\n' >matrices.grad
printf 'm = max(P, over=cols)\nq = prod(m)\nf = norm(S - 1)\nl = q*f\n' \
  >>matrices.grad
run 0 --partials matrices.grad
says out '"S" -> "P" [label=<&#160;...*P - P*sum(...*P, over=cols)&#160;>];'
says out '"P" -> "m" [label=<&#160;.../sum(P == m, over=cols)*(P == m)&#160;>];'
says out '"m" -> "q" [label=<&#160;...*[m[2]; m[1]]&#160;>];'
says out '-> "f" [label=<&#160;...*(S - 1)/f&#160;>];'
printf 'input p = 3\ninput q = 2\na = max(p, q)\nb = abs(q)\nl = a^3*b\n' \
  >kinks.grad
run 0 --partials kinks.grad
says out '"p" -> "a" [label=<&#160;heaviside(p - q) = 1&#160;>];'
says out '"q" -> "b" [label=<&#160;sign(q) = 1&#160;>];'
says out '[label=<&#160;3*a^2 = 27&#160;>];'
printf 'input a = 2\nb = log(a)\nc = log1p(b)\nl = sqrt(c)\n' >domain.grad
run 0 --partials domain.grad
says out '"a" -> "b" [label=<&#160;1/a = 0.5&#160;>];'
says out '"b" -> "c" [label=<&#160;1/(1 + b) = 0.590616&#160;>];'
says out '"c" -> "l" [label=<&#160;0.5/l = 0.689024&#160;>];'

# -- calls ---------------------------------------------------------------------

run 0 --open softmax "$examples/classics/softmax-classifier.grad"
says out 'logsumexp'
says out 'cross_entropy'
run 0 --open C "$examples/classics/softmax-classifier.grad"
check 'a call that is not named is open' grep -q '</b>softmax' ../out
check 'a node that is named is folded' sh -c '! grep -q cross_entropy ../out'
run 0 --open '*' "$examples/classics/softmax-classifier.grad"
run 2 --open softmx "$examples/classics/softmax-classifier.grad"
says err "--open softmx: no call that is composed of others has this name"

# -- gradients of numbers ------------------------------------------------------

# Each adjoint is made of those of its readers: dl/de = 2 e, dl/da = dl/de,
# dl/dz = (1 - a^2) dl/da; y = u v, u = x w pays x twice.
run 0 --gradient "$examples/start/handout.grad"
says out '"dl/da" -> "dl/de"'
says out '"dl/dz" -> "dl/da"'
says out '"dl/dw1" -> "dl/du"'
printf 'input x = 2\nu = 3*x\nv = u + x\ny = u*v\noutput y\n' >numbers.grad
run 0 --gradient numbers.grad
says out '"dy/du" -> "dy/dv"'
says out '"dy/dx" -> '

# -- what dots stand for ---------------------------------------------------------

run 0 --partials numbers.grad
says out 'At an edge: the local derivative.'
printf 'param W[2,2] = [1, 2; 3, 4]\ninput x[2] = [1; 2]\ny = sum(W @ x)\n' \
  >matrices.grad
run 0 --partials matrices.grad
says out '... is the adjoint of the upper node.'

# -- TikZ ----------------------------------------------------------------------

run 2 --fragment small.grad
says err '--fragment is for --format tikz, not for dot'
run 2 --format tkz small.grad
says err "did you mean 'tikz'?"
run 2 -o small.gif small.grad
says err '-o small.gif: no drawing ends in .gif'
check 'small.gif was written' test ! -e small.gif
run 0 -o ./small small.grad
run 0 -o small.gif --format svg small.grad
rm -f small small.gif
run 0 --scheme --format tikz --fragment "$examples/saarland/sheet6.grad"
check 'a fragment has a preamble' sh -c '! grep -q documentclass ../out'
says out '\begin{tikzpicture}'
run 2 --standalone -o small.svg small.grad
says err '--standalone is for --format tikz, not for svg'
compiled=no
if [ $dot = yes ] && command -v pdflatex >/dev/null 2>&1; then
  compiled=yes
  cp "$examples/eth/1b.grad" "$examples/saarland/sheet6.grad" \
    "$examples/saarland/fares.csv" .
  for options in '' --gradient --partials --scheme --full; do
    for sheet in hostile 1b sheet6; do
      [ "$options" = --scheme ] && [ $sheet != sheet6 ] && continue
      # shellcheck disable=SC2086
      run 0 $options --standalone -o tikz.tex $sheet.grad
      pdflatex -interaction=batchmode -halt-on-error tikz.tex >../said
      check "LaTeX does not take $sheet $options" test $? -eq 0
      check "$sheet $options is more than one page" \
        grep -q 'tikz.pdf (1 page' tikz.log
    done
  done
fi

# -- pictures ------------------------------------------------------------------

rm -f ./*.svg
run 2 -o two.svg small.grad loop.grad
run 3 -o broken.svg missing-"$$".grad
run 2 --format json small.grad
"$program" draw small.grad >/dev/full 2>../err
check 'a full disk goes unnoticed' test $? -eq 3
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
  run 0 --format svg hostile.grad
  check 'no SVG without a file' grep -q '</svg>' ../out
  check 'a tag of the title is in the picture' \
    sh -c '! grep -q "<b>" ../out'
fi

echo "draw: $passed right, $failed wrong; dot is there: $dot; LaTeX: $compiled"
[ $failed -eq 0 ]
