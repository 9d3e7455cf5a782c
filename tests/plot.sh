#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Plots, as a user gets them from the command line.  What is behind them has
# a unit test, tests/test_plot.c.
#
# `make check` gives GRADCOMPARE, the program; by hand it is build/gradcompare.

set -u
LC_ALL=C
export LC_ALL
# shellcheck source=tests/checks.sh
. "$(dirname "$0")/checks.sh"

program=${GRADCOMPARE:-$(cd "$(dirname "$0")/.." && pwd)/build/gradcompare}
work=$(mktemp -d "${TMPDIR:-/tmp}/gradcompare-plot-XXXXXX") || exit 2
trap 'chmod -R u+rwx "$work"; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cd "$work" || exit 2

# run STATUS ARGUMENT...
run()
{
  wanted=$1
  shift
  "$program" "$@" >out 2>err </dev/null
  got=$?
  check "gradcompare $*: exit status $got, not $wanted: $(head -n 1 err)" \
    test $got -eq "$wanted"
}

cat >'a b;touch P.grad' <<'END'
title "it's '' `touch P` ''; system('touch P') \\_{x}"
note  "$(touch P)"
dim n = 3
input x[n] = normal(0, 1)
l = sum(sin(x)*x)
sweep n = 1:64:x4
END
cp 'a b;touch P.grad' plain.grad

# -- the folder is seen to before anything is measured ------------------------

echo x >file
run 3 sweep -o file plain.grad
check 'it measured before it looked' test ! -s out
check 'the file is gone' test "$(cat file)" = x
run 3 sweep -o missing/folder plain.grad
run 3 sweep -o '' plain.grad
if [ "$(id -u)" -ne 0 ]; then
  mkdir closed
  chmod 555 closed
  run 3 sweep -o closed plain.grad
fi

# -- without gnuplot -----------------------------------------------------------

PATH=/nonexistent "$program" sweep --no-times -o none plain.grad >out 2>err
check 'without gnuplot it fails' test $? -eq 0
check 'no data' test -s none/plain.csv
check 'no script' test -s none/plain.gp
check 'no hint' grep -q "cd 'none' && gnuplot plain.gp" err
check 'more than a line of hint' test "$(wc -l <err)" -eq 1
run 0 sweep --no-times -o none plain.grad
cp none/plain.csv first
run 0 sweep --no-times -o none plain.grad
check 'two runs differ' cmp -s none/plain.csv first

# -- a gnuplot that does half of it, as on a full disk -------------------------

mkdir halves
cat >halves/gnuplot <<'END'
#!/bin/sh
folder=$(printf '%s\n' "$3" | sed "s/folder = '\(.*\)'; .*/\1/")
echo '<svg> the beginning of a picture' >"$folder/plain.svg"
END
chmod +x halves/gnuplot
mkdir old
echo 'of yesterday' >old/plain.svg
PATH=$work/halves:$PATH "$program" sweep --no-times -o old plain.grad \
  >out 2>err
check 'half a picture is taken' test $? -eq 3
check 'nothing says that it is not complete' grep -q 'not complete' err
check 'the old picture is gone' grep -q yesterday old/plain.svg

# -- nothing to draw, and nothing that costs ------------------------------------

printf 'input x = 1\ny = 0*x + 3\n' >constant.grad
run 0 stepsize -o none constant.grad
check 'an empty picture says nothing of errors' \
  grep -q 'constant.grad: no picture of the errors: the differences are exact' err
check 'nor of remainders' grep -q 'no picture of the Taylor test' err
cat >moves.grad <<'END'
dim n = 4
input x[n] = range(n)
y = x'
sweep n = 1:16:x2
END
run 0 sweep --no-times -o none moves.grad
check 'nan evaluations' test "$(grep -c nan out)" -eq 0
check 'no word of flops' grep -q 'No evaluation has a flop' out
check 'messages about a sweep without flops' test "$(grep -vc installed err)" -eq 0

# -- the gradient's flow through several worksheets ----------------------------

for by in 0.5 -2; do
  printf 'dim T = 4\ninput s0[2] = [1; 3]\nfor t = 1:T\n  s{t} = %s*s{t-1}
end\nl = sum(s{T})\nm = sum(s1)\noutput l, m\n' $by >"flow$by.grad"
done
run 0 explain --only flow --plot flows flow0.5.grad flow-2.grad
check 'which output it is, twice' \
  test "$(grep -c 'There are 2 outputs: .* here$' out)" -eq 2
check 'one worksheet alone' grep -q '^1,1,s1,.*,0.125$' flows/flow0.5-flow.csv
check 'the first of both' grep -q '^1,1,s1,.*,0.125$' flows/flow.csv
check 'the second of both' grep -q '^2,1,s1,.*,8$' flows/flow.csv
check 'no curve by its name' grep -q "^name2 = 'flow-2: s4 ... s1'" flows/flow.gp
rm -r flows
run 0 explain --only flow --plot flows flow0.5.grad
check 'one worksheet twice' test ! -e flows/flow.gp
mkdir -p flows && echo 1 >flows/flow.csv
run 2 explain --only flow --plot flows flow0.5.grad flows/flow.csv
check 'data were written over' test "$(cat flows/flow.csv)" = 1

# -- with it, and with texts and names that want to run something -------------

if command -v gnuplot >gnuplot.path; then
  mkdir home
  echo 'system("touch P")' >home/.gnuplot
  HOME=$work/home
  export HOME
  run 0 sweep --no-times --png -o 'out;touch P' 'a b;touch P.grad'
  for ending in svg pdf png; do
    check "no $ending" test -s "out;touch P/a_b_touch_P.$ending"
    check "no ratio as $ending" test -s "out;touch P/a_b_touch_P-ratio.$ending"
  done
  check 'gnuplot had something to say' test ! -s err
  check 'a label in kB' test "$(grep -c "[0-9] kB'" 'out;touch P/'*.gp)" -eq 0
  run 0 sweep --no-times -o '|touch P' plain.grad
  run 0 sweep --no-times -o '< touch P' --vary n=1:4:x2 plain.grad
  check 'a text ran' test -z "$(find . -name P)"
  rm -f none/*.svg
  (cd none && gnuplot plain.gp) 2>err
  check 'the script does not run by hand' test -s none/plain.svg

  # -- and reports show it, the page with the picture in it --------------------

  run 0 sweep --no-times -o 'my <pics>' plain.grad
  check 'no line for a picture' grep -q ': my <pics>/plain-ratio\.svg$' out
  check 'more figures than pictures' test "$(grep -c '\.svg$' out)" -eq 3
  run 0 sweep --no-times -o 'my <pics>' --format markdown plain.grad
  check 'no figure in Markdown' \
    grep -q '^!\[.*\](<my \\<pics\\>/plain\.svg>)$' out
  run 0 sweep --no-times -o 'my <pics>' --format html plain.grad
  check 'no figure in HTML' \
    test "$(grep -c '<img alt="[^"]*" src="data:' out)" -eq 3
  sed -n 's/^<img alt="[^"]*" src="data:image\/svg+xml,\(.*\)"\/>$/\1/p' out |
    head -n 1 | awk 'BEGIN {
      for (i = 0; i < 256; i++)
        letter[sprintf("%02X", i)] = sprintf("%c", i)
    }
    {
      n = split($0, part, "%")
      printf "%s", part[1]
      for (i = 2; i <= n; i++)
        printf "%s%s", letter[substr(part[i], 1, 2)], substr(part[i], 3)
    }' >taken
  check 'another picture in HTML' \
    test "$(cat taken)" = "$(cat 'my <pics>/plain.svg')"
  if command -v pdflatex >latex.path; then
    run 0 sweep --no-times -o pics_1 --format latex plain.grad
    cp out figures.tex
    pdflatex -interaction=batchmode -halt-on-error figures.tex >said
    check 'LaTeX does not take the figures' test $? -eq 0
  fi
  echo 'of yesterday' >pics_1/plain-heat.svg
  run 0 sweep --no-times -o pics_1 plain.grad
  check 'an old picture is shown' test "$(grep -c heat out)" -eq 0
  run 0 sweep --no-times -o pics_1 --format json plain.grad
  check 'JSON has a figure' test "$(grep -c 'svg' out)" -eq 0
else
  echo 'gnuplot is not installed: what it draws is not tested'
fi
check 'a temporary file is left' \
  test -z "$(find . -name '.gradcompare*')"

echo "plot: $passed as expected, $failed not"
[ "$failed" -eq 0 ]
