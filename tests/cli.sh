#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The command line: exit statuses, messages, where results go, and what is
# left behind when something fails.  The program is $GRADCOMPARE.

set -u
LC_ALL=C
export LC_ALL
# shellcheck source=tests/checks.sh
. "$(dirname "$0")/checks.sh"

program=${GRADCOMPARE:?set it to the program}
case $program in
  /*) ;;
  *) program=$(pwd)/$program ;;
esac

scratch=$(mktemp -d "${TMPDIR:-/tmp}/cli.XXXXXX") || exit 2
trap 'chmod -R u+rwx "$scratch"; rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
cd "$scratch" || exit 2

# Was the signal ignored when this script began (by nohup, or in the
# background)?  Then its programs ignore it, too.
ignored()
{
  sh -c "kill -s $1 \$\$"
}

# run STATUS ARGUMENT...: runs the program into out and err.
run()
{
  wanted=$1
  shift
  "$program" "$@" >out 2>err </dev/null
  got=$?
  if [ "$got" -eq "$wanted" ]; then
    passed=$((passed + 1))
  else
    complain "gradcompare $*: exit status $got, not $wanted"
    sed 's/^/  | /' err
  fi
}

# says FILE TEXT: the text stands somewhere in the file.
says()
{
  if grep -qF -e "$2" "$1"; then
    passed=$((passed + 1))
  else
    complain "'$2' is not in $1:"
    sed 's/^/  | /' "$1"
  fi
}

silent()
{
  check "$1 is not empty: $(head -n 1 "$1")" test ! -s "$1"
}

no_leftovers()
{
  check "a temporary file is left in $1" \
    test -z "$(find "$1" -name '.gradcompare*')"
}

cat >good.grad <<'END'
title "Good"
input x = 3
input y = 2
h1 = 2*x
l = h1^2*(h1 + y)
claim dl/dx = 48*x^2 + 16*x*y
END
cat >other.grad <<'END'
title "Other"
param w[2] = [0.3; -1.2]
l = sum(tanh(w))
END
printf 'input x = 3\nl = 2*xx\n' >bad.grad
printf 'input x = 0\nl = relu(x)\n' >kink.grad

# -- help and version ------------------------------------------------------

run 0 --help
says out 'usage: gradcompare COMMAND'
says out 'compare'
says out 'ops'
silent err
run 0 compare --help
says out 'usage: gradcompare compare'
says out '--no-times'
run 0 ops --help
says out 'usage: gradcompare ops'
run 0 --version
says out 'gradcompare '
run 0 compare --version
says out 'gradcompare '
run 2
says err 'usage: gradcompare COMMAND'
silent out

# -- wrong command lines ---------------------------------------------------

run 2 compare
says err 'no worksheet is given'
run 2 comprae
says err "did you mean 'compare'?"
run 2 --nope good.grad
says err "unknown option '--nope'"
silent out
run 2 --no-time=3 good.grad
says err 'takes no value'
run 2 --no-tims good.grad
says err "did you mean '--no-times'?"
run 2 train --lr 0.1 good.grad
says err "did you mean '--rate'?"
run 2 -z good.grad
says err "unknown option '-z'"
run 2 ops --strict
says err "unknown option '--strict' of ops; it belongs to compare, explain, check and stepsize"
run 2 good.grad --vary h=3
says err "unknown option '--vary' of compare; it belongs to sweep"
run 2 good.grad --dim hh=3
says err "--dim hh=3: the worksheet has no size 'hh'"
run 3 compare goood.grad
says err "did you mean 'good.grad'?"
run 3 compare good
says err "did you mean 'good.grad'?"
run 2 good
says err "'good' is neither a command nor a file; did you mean 'good.grad'?"
run 3 compare nowhere/good.grad
says err 'cannot be read'
run 2 good.grad --dim
says err '--dim wants a value'
run 2 good.grad --dim n
says err '--dim wants NAME=VALUE'
run 2 good.grad --dim =3
run 2 good.grad --chunk 0
says err '--chunk wants a whole number'
run 2 good.grad --chunk 1e3
run 2 good.grad --seed -1
run 2 good.grad --seed 4294967296
run 2 good.grad --fd-entries 99999999999999999999
run 2 good.grad --max-memory 0
run 2 good.grad --max-memory 2X
run 2 good.grad --max-memory nan
run 2 ops exq
says err "did you mean 'exp'?"

# What is no operation is known, too.
run 0 ops softmax he zeros cumsum count
says out 'softmax(x)'
says out 'exp(log_softmax(x, over=over))'
says out 'normal draws of deviation sqrt(2 / cols), or of he(fan_in)'
says out 'zeros(r, c)'
says out 'running sums'
run 0 ops
says out 'Derived'
says out 'Numbers'
run 0 ops --format latex '*' '@' norm mse
says out '\frac{\partial v}{\partial b} &= a'
says out '\bar{a} &\mathrel{+}= \bar{v} \, {b}^{\top}'
says out '\dot{v} &= \dot{a} \, b + a \, \dot{b}'
says out '&\text{convention: norm'
says out '$\operatorname{mean}\left({\left(x - y\right)}^2\right)$'
run 0 ops --format csv eye
says out 'made'
run 2 ops zeroes
says err "did you mean 'zeros'?"

# -- reports ---------------------------------------------------------------

run 0 good.grad
says out 'Good'
says out 'Gradient of l'
says out '1 output: forward mode needs 2 sweeps, reverse mode 1'
says out 'time'
says out '1 claim'
silent err
run 0 compare good.grad --no-times
cp out first
check 'the clock is in --no-times' sh -c '! grep -q time out'
run 0 --no-times -- good.grad
check 'two runs differ' cmp -s out first
run 0 --no-times --max-memory 1.5GiB --chunk 1 --seed 7 --full good.grad
run 0 ops
says out 'Elementwise'
run 0 ops sin '@' mse
says out 'dv/da = cos(a)'

run 0 kink.grad
says out 'kink'
run 4 --strict kink.grad
run 0 --strict good.grad

"$program" --no-times - <good.grad >out 2>err
check 'standard input' test $? -eq 0
check 'standard input gives something else' cmp -s out first

# -- sizes from the command line, and nothing to differentiate -------------

for size in 1.5 0 00 -3 abc 4x 1e1 '' 1234567890123456; do
  run 2 --dim h="$size" good.grad
  says err '--dim wants'
done
printf 'x = 2\nl = x^2\n' >leafless.grad
for format in text markdown latex html csv json; do
  run 0 --format "$format" --fd-entries 0 leafless.grad
  run 0 --no-times --format "$format" leafless.grad
done
run 0 leafless.grad
says out 'nothing is differentiated'

# -- sweeps ----------------------------------------------------------------

cat >wide.grad <<'END'
title "Wide"
dim h = 3, d = 2, n = 5
param W[h,d] = normal(0, 1)
y = tanh(sum(W, over=cols))
l = sum(y^2) + n
sweep h = 1:8:x2
END
sed '/^sweep/d' wide.grad >fixed.grad

run 0 sweep --help
says out '--vary RANGES'
says out '--output DIR'
run 2 sweep
says err 'no worksheet is given'
run 2 sweep fixed.grad
says err 'fixed.grad: nothing is varied; its sizes are h, d, n; try: gradcompare'
says err 'gradcompare sweep --vary h=1:64:x2 fixed.grad'
silent out
run 2 sweep good.grad
says err 'there is no size to vary'
run 2 sweep --vary hh=1:4:x2 wide.grad
says err "there is no size 'hh' to vary; did you mean 'h'?"
run 2 sweep --vary h=1:4 wide.grad
says err "--vary:1:6: error: expected ':' after '4'"
run 2 sweep --vary h=1:4:+1 --vary d=1,h=2 wide.grad
says err "the size 'h' is varied twice"
run 2 sweep --vary h=1:4:+1 --dim h=3 wide.grad
says err "the size 'h' is fixed by --dim and varied as well"
run 2 sweep --vary h=1:200000:+1 wide.grad
says err 'more than 10000 sizes'
run 2 sweep --against w wide.grad
says err '--against wants params, outputs or a size that is varied'
run 2 sweep --against n wide.grad
for budget in 0 -1 1e3 1.2.3 '' . 9999999; do
  run 2 sweep --budget "$budget" wide.grad
  says err '--budget wants seconds'
  run 2 --time-budget "$budget" wide.grad
  says err '--time-budget wants seconds'
done
run 0 --time-budget 0.01 wide.grad
says out 'call overhead'
run 2 sweep --threads 0 wide.grad
run 2 sweep --strict wide.grad
run 2 wide.grad --vary h=1:2:x2
run 2 sweep bad.grad
says err 'bad.grad:2:'
run 3 sweep missing.grad

run 0 sweep --no-times wide.grad
cp out counts
silent err
says out 'Varied: h from 1 to 8: 4 sizes'
says out 'Fixed: d = 2, n = 5; seed 1'
says out 'From 2 to 16 parameters, a forward gradient goes from'
check 'the clock is in --no-times' sh -c '! grep -q Median out'
run 0 sweep --no-times --vary h=1:8:x2 fixed.grad
check 'a sweep line and --vary differ' cmp -s out counts
"$program" sweep --no-times - <wide.grad >out 2>err
check 'a sweep of standard input' cmp -s out counts
run 0 sweep --no-times --against h wide.grad
says out 'Exponents of h'
says out 'From h = 1 to h = 8'
run 0 sweep --no-times --vary h=1:8:x2,d=1:2:+1 wide.grad
says out 'ends them all: h could go further'
run 0 sweep --no-times wide.grad fixed.grad --vary h=2:4:x2
says out 'wide.grad: Wide'
says out 'fixed.grad: Wide'
says out 'too few sizes to fit'
run 2 sweep --no-times wide.grad good.grad
says out 'Wide'

# Warnings come once, errors at a size end the sweep and keep what was there.
printf 'dim h = 2\ninput x[h] = 1\ny = sum(x - x%s)\n' "'" >doubt.grad
run 0 sweep --no-times --vary h=2:16:x2 doubt.grad
check 'warnings of every size' test "$(grep -c 'warning:' err)" -eq 1
printf 'dim h = 3\ninput x[h] = 1\ny = x[1] + sum(x[1:6-h])\n' >ends.grad
run 2 sweep --no-times --vary h=3:1000:+3 ends.grad
says err 'ends.grad: the sweep ends before h = 6'
says out 'PARTIAL: the sweep ended early; 1 of 333 sizes were measured.'
run 3 sweep --no-times --max-memory 1M --vary h=10:1000000:x10 wide.grad
says err 'allowed'
says err 'the sweep ends before h = '
says out 'PARTIAL: '

run 0 sweep --budget 0.000001 --vary h=64 wide.grad
says out 'Median'
says out '~ extrapolated from a sample'
says out 'The floor is'
silent err

# Ctrl-C keeps what was measured.
if ! ignored INT && command -v timeout >timeout.path; then
  timeout -s INT 5 sh -c 'trap : INT
    "$0" sweep --vary h=1:5000:+1 wide.grad >part 2>err
    echo $? >part.status' "$program"
  check "SIGINT: exit status $(cat part.status)" test "$(cat part.status)" = 130
  says part 'PARTIAL: the sweep ended early;'
  says part 'of 5,000 sizes were measured.'
  says part 'In short'
fi

# -- formats ---------------------------------------------------------------

run 2 --format xml good.grad
says err "--format wants text, markdown, latex, html, csv or json, not 'xml'"
run 2 --format jsn good.grad
says err "did you mean 'json'?"
run 2 --format
says err '--format wants a value'
run 0 --no-times --format text good.grad
check 'text is not the default format' cmp -s out first
for format in markdown latex html csv json; do
  run 0 --no-times --format "$format" good.grad
  cp out "good.$format"
  silent err
  run 0 --no-times --format="$format" -o result.txt good.grad
  silent out
  check "a file is not what standard output gets: $format" \
    cmp -s result.txt "good.$format"
  run 2 --no-times --format "$format" good.grad bad.grad
  cp out good-and-bad
  echo old >result.txt
  run 2 --no-times --format "$format" -o result.txt good.grad bad.grad
  check "beside a failure the others are lost: $format" \
    cmp -s result.txt good-and-bad
  run 0 ops --format "$format"
  run 0 ops --format "$format" sin '@' mse
  run 4 --strict --format "$format" kink.grad
done
no_leftovers .

# A page that would be empty leaves the old file as it was; for machines,
# every file has a record, one with an error for what is wrong.
for format in markdown latex html; do
  run 2 --format "$format" bad.grad
  silent out
  run 3 --format "$format" missing.grad
  silent out
  echo old >result.txt
  run 2 --format "$format" -o result.txt bad.grad
  check "a failure touches the old file: $format" \
    test "$(cat result.txt)" = old
done
run 3 --format json missing.grad
says out '{"worksheet":"missing.grad",'
says out 'cannot be read'
says out '"exit":3}'
run 3 --format csv missing.grad
says out 'missing.grad,error,'
run 2 --no-times --format json good.grad bad.grad other.grad
check 'an object for each worksheet' test "$(wc -l <out)" -eq 3
check 'an object is not closed' test "$(grep -c '^{.*}$' out)" -eq 3
check 'one of them is an error' test "$(grep -c '"error":{' out)" -eq 1
says out '"line":2,"column":7'
says err 'bad.grad:2:'
for command in stepsize sweep; do
  run 2 "$command" --format json bad.grad bad.grad
  check "$command: an object for each" test "$(grep -c '"exit":2}' out)" -eq 2
  run 2 "$command" --format csv bad.grad bad.grad
  check "$command: names and two lines" test "$(wc -l <out)" -eq 3
  says out "line 2, column 7: unknown name 'xx'"
done
run 2 --no-times --format csv bad.grad good.grad other.grad
check 'one line of names' test "$(grep -c '^worksheet,' out)" -eq 1
run 2 --format latex good.grad bad.grad
check 'a document is not ended' \
  test "$(tail -n 1 out)" = '\end{document}'
run 2 ops --format json sin exq
silent out
"$program" --no-times --format json - <good.grad >out 2>err
says out '"worksheet":"-"'
check 'no clock in --no-times' sh -c '! grep -q "seconds\":[0-9]" out'
run 0 sweep --no-times --format markdown --vary h=1:8:x2 wide.grad
says out '| h | params |'
run 0 stepsize --format latex good.grad
says out '\end{document}'
run 0 sweep --no-times --format json wide.grad fixed.grad --vary h=2:4:x2
check 'an object for each sweep' test "$(grep -c '^{.*}$' out)" -eq 2
run 0 sweep --no-times --format csv wide.grad fixed.grad --vary h=2:4:x2
check 'one line of names, six methods at two points of two sweeps' \
  test "$(wc -l <out)" -eq 25
run 0 stepsize --format json good.grad other.grad
check 'an object for each study' test "$(grep -c '^{.*}$' out)" -eq 2
run 0 stepsize --format csv good.grad other.grad
check 'one line of names' test "$(grep -c '^worksheet,' out)" -eq 1
run 2 stepsize --format json bad.grad
says out '"exit":2}'

# Colour is for text.
if command -v script >script.path && script -qec true /dev/null >typed 2>&1
then
  script -qec "'$program' --no-times --format json good.grad" /dev/null \
    >typed 2>&1 </dev/null
  check 'JSON is coloured on a terminal' sh -c '! grep -q "$(printf "\\033")" typed'
fi

# A document, where there is LaTeX.
if command -v pdflatex >latex.path; then
  "$program" --no-times --format latex good.grad other.grad kink.grad >sheets.tex
  "$program" ops --format latex >ops.tex
  "$program" sweep --no-times --format latex wide.grad >sweep.tex
  "$program" stepsize --format latex good.grad >stepsize.tex
  examples=${GRADCOMPARE_SOURCE:-$(dirname "$0")/..}/examples
  "$program" explain --format latex --elements --gates \
    --only given,shapes,trace,ledger,paths,kept,layers,locals,chains,formulas,flow,autograd \
    "$examples"/eth/*.grad "$examples"/nyu/*.grad "$examples"/saarland/*.grad \
    "$examples"/graph-introduction/*.grad "$examples"/classics/*.grad \
    >explain.tex
  "$program" explain --format latex --blank "$examples"/start/*.grad \
    >blank.tex
  (cd "$examples/atlas" && "$program" explain --format latex */*.grad) \
    >atlas.tex
  for document in sheets ops sweep stepsize explain blank atlas; do
    check "LaTeX refuses $document.tex" \
      pdflatex -interaction=batchmode -halt-on-error $document.tex >latex.log
  done
  # Lines that stand out of the page by more than a letter or two.
  sed -n 's/^Overfull .hbox (\([0-9]*\)[.0-9]*pt too wide.*/\1/p' atlas.log |
    sort -n | tail -n 1 >wide
  check "a line of LaTeX is too wide by $(cat wide)pt" \
    test "$(cat wide)" -le 12
fi

# -- two screens -------------------------------------------------------------

# What nobody has asked a section of fits them.
find "${GRADCOMPARE_SOURCE:-$(dirname "$0")/..}/examples" -name '*.grad' \
  -exec grep -L '^exercise' {} + >sheets
while read -r sheet; do
  lines=$("$program" explain "$sheet" | wc -l)
  check "explain $sheet: $lines lines" test "$lines" -le 96 -a "$lines" -gt 9
done <sheets

# Nor do absurd texts take long, or make long reports: 4,096 letters, 8,000
# quotes.
long=$(printf '%04096d' 0 | tr 0 a)
printf 'input %s = 2\ninput y = 3\nz = %s*y\nl = z^2\n' "$long" "$long" \
  >long.grad
printf "input x = 2\ny = (x%s)^2\n" "$(printf '%08000d' 0 | tr 0 \')" \
  >quotes.grad
run 0 explain --max-seconds 10 long.grad
check "a long name makes $(wc -c <out) bytes" test "$(wc -c <out)" -lt 1000000
run 0 explain --max-seconds 10 quotes.grad
check "quotes make $(wc -c <out) bytes" test "$(wc -c <out)" -lt 100000

# -- several files ---------------------------------------------------------

run 0 good.grad other.grad
says out 'good.grad: Good'
says out 'other.grad: Other'
run 2 good.grad bad.grad other.grad
says out 'Good'
says out 'Other'
says err 'bad.grad:2:'
run 3 bad.grad missing.grad good.grad
run 2 -o fresh.txt bad.grad
says err 'fresh.txt: not written'
check 'fresh.txt was written' test ! -e fresh.txt
echo before >fresh.txt
run 2 -o fresh.txt bad.grad
says err 'fresh.txt: left as it was'
rm -f fresh.txt
run 2 --strict kink.grad bad.grad
run 4 --strict kink.grad good.grad

# -- input that cannot be read ---------------------------------------------

run 3 missing.grad
says err 'missing.grad: cannot be read'
check 'more than one line about a missing file' test "$(wc -l <err)" -eq 1
run 3 .
says err 'it is a folder'
run 3 good.grad/x
ln -s nowhere.grad link.grad
run 3 link.grad
printf 'x=1\0\n' >nul.grad
run 2 nul.grad
if [ -c /dev/zero ]; then
  run 3 /dev/zero
fi
awk 'BEGIN { for (i = 0; i < 5000; i++) print "# a line of a long file" }' \
  >long.grad
cat good.grad >>long.grad
run 0 long.grad
run 3 --max-memory 20K long.grad
says err '--max-memory'
# Directions so long that they are drawn one at a time.
printf 'param w[150000] = normal(0, 1)\nl = sum(tanh(w))\n' >wide_w.grad
run 0 --no-times --only agreement wide_w.grad
check 'differences along directions do not agree' \
  test "$(grep -c '  10 of 10 agree' out)" -eq 4
awk 'BEGIN { print "input x = 1"
             for (i = 0; i < 60; i++) print "y" i " = " "z" i }' >errors.grad
run 2 errors.grad
says err 'and 40 more errors'
check 'more than 20 messages' test "$(grep -c 'error:' err)" -eq 20
if [ "$(id -u)" -ne 0 ]; then
  cp good.grad secret.grad
  chmod 000 secret.grad
  run 3 secret.grad
fi

# -- output ----------------------------------------------------------------

run 0 --no-times -o result.txt good.grad
silent out
check 'the file is not what standard output gets' cmp -s result.txt first
no_leftovers .
umask 027
run 0 --no-times --output=fresh.txt good.grad
check 'the mode of a new file' \
  test "$(find fresh.txt -perm 640 | wc -l)" -eq 1
umask 022

echo old >result.txt
chmod 600 result.txt
run 0 --no-times -o result.txt good.grad
check 'an old file is not replaced' cmp -s result.txt first
check 'the mode of an old file is not kept' \
  test "$(find result.txt -perm 600 | wc -l)" -eq 1

echo old >result.txt
run 2 -o result.txt bad.grad
check 'a failure touches the old file' test "$(cat result.txt)" = old
run 3 -o result.txt missing.grad
check 'a failure touches the old file' test "$(cat result.txt)" = old
no_leftovers .

echo precious >target
ln -s target link.txt
run 0 --no-times -o link.txt good.grad
check 'a link was followed' test "$(cat target)" = precious
check 'a link was not replaced' test ! -L link.txt
check 'what replaced a link' cmp -s link.txt first

mkdir folder
run 3 -o folder good.grad
says err 'it is a folder'
run 3 -o missing/result.txt good.grad
says err 'missing/result.txt: cannot be written'
silent out
run 3 -o '' good.grad
run 0 -o - good.grad
says out 'Good'
if [ "$(id -u)" -ne 0 ]; then
  chmod 555 folder
  run 3 -o folder/result.txt good.grad
fi
(
  ulimit -f 1
  "$program" -o large.txt good.grad good.grad good.grad good.grad good.grad \
    good.grad good.grad good.grad 2>err
  test $? -eq 3
)
check 'a file that grows too large' test $? -eq 0
check 'half a file is left' test ! -e large.txt
no_leftovers .

# -- what is read is not overwritten -----------------------------------------

mkdir own
printf 'a\n1\n2\n' >own/fares.csv
printf 'dim n = 2\ndata X[n,1] from "fares.csv" columns a\nparam w = 2\nl = %s' \
  'sum(w*X)' >own/fares.grad
cp own/fares.csv own/fares-stepsize.csv
cp own/fares.grad own/kept.grad
ln own/fares.csv own/hard.csv
ln -s fares.grad own/soft.grad
cat own/*.grad own/*.csv >before
for target in own/fares.grad ./own/../own/fares.csv own/hard.csv own/soft.grad
do
  run 2 own/fares.grad -o "$target"
  says err "gradcompare: $target: is not overwritten: the same run reads it"
  check "$target: one message" test "$(wc -l <err)" -eq 1
  silent out
done
run 2 --format json good.grad own/fares.grad -o own/fares.csv
run 2 --data X=own/hard.csv own/kept.grad -o own/fares.csv
"$program" - -o own/fares.grad <own/fares.grad 2>err
check 'standard input is a file: exit status' test $? -eq 2
says err "the same run reads it as 'standard input'"
run 2 sweep --vary n=1:2:+1 own/fares.grad -o own
says err 'own/fares.csv: is not overwritten'
run 2 stepsize --data fares.csv=own/fares-stepsize.csv own/fares.grad -o own
says err 'own/fares-stepsize.csv: is not overwritten'
cat own/*.grad own/*.csv >after
check 'what was read was overwritten' cmp -s before after
check 'a link was replaced' test -L own/soft.grad
check 'files were made beside' test "$(ls own | wc -l)" -eq 6
no_leftovers own

# -- what of a report is wanted ---------------------------------------------

run 2 --only values,costs good.grad
says err "--only wants a list of values, gradients, agreement and cost"
says err "'values,costs'; did you mean 'cost'?"
run 2 --only '' good.grad
run 2 --only values, good.grad
run 2 --show '' good.grad
says err "--show wants names, such as W1,b1; not ''"
run 2 --hide , good.grad
run 2 --digits 0 good.grad
says err '--digits wants a whole number from 1 to 15'
run 2 --digits 16 good.grad
run 2 --digits 2.5 good.grad
run 2 --fragment good.grad
says err '--fragment is for --format latex, not for text'
run 2 --fragment --format json good.grad
silent out
run 2 sweep --fragment good.grad
run 2 explain --standalone --format html good.grad
says err '--standalone is for --format latex, not for html'
run 2 --format latex --fragment --standalone good.grad
says err 'give one of the two'
run 0 --no-times --format latex good.grad
mv out document
run 0 --no-times --format latex --standalone good.grad
check '--standalone is another document' cmp -s out document
run 2 stepsize --show x good.grad
says err '--show'
cat >names.grad <<'END'
input first = 1
input second = 2
total = first * second
END
run 2 --show first,secnd names.grad
says err "names.grad: --show: nothing is called 'secnd'; did you mean 'second'?"
silent out
run 2 --hide Q names.grad
says err "nothing is called 'Q'; there are first, second, total"
run 2 --hide Q --format json names.grad
says out "nothing is called 'Q'"
run 2 --show first --only values names.grad good.grad
says err "good.grad: --show: nothing is called 'first'"
says out '  first  input'

run 0 --no-times --only 'values, gradients' good.grad
says out 'Gradient'
run 2 --only 'values gradients' good.grad
says err 'wants a list of values, gradients'

# Each command has parts of its own.
run 2 explain --only kpet good.grad
says err '--only wants a list of given, shapes, trace, ledger, paths, kept'
says err 'layers, locals, chains, formulas, flow and autograd, as in --only shapes,autograd'
says err "not 'kpet'; did you mean 'kept'?"
silent out
run 2 explain --only values good.grad
run 2 --only trace good.grad
run 2 sweep --only cost good.grad
says err "it belongs to compare and explain"
run 0 explain --only 'paths, shapes' names.grad
says out '  dtotal/dfirst       1  total - first'
says out '  first   input'
check 'explain --only shows other parts' test -z "$(grep Gradient out)"
run 0 explain --only trace --wrt second names.grad
says out 'd/dsecond'
run 2 explain --wrt secnd names.grad
says err "names.grad: --wrt: there is no input or param 'secnd'"
run 2 explain --of first names.grad
run 0 explain --only ledger --format json names.grad
says out '"from":null'
check 'there are formulas' test -z "$(grep formulas out)"
cat >several.grad <<'END'
input x[2] = [0.5; -1]
y = x^2
l = sum(y*x)
output y, l
END
run 0 explain --only trace several.grad
says out 'dl/d...'
run 0 explain --only trace,ledger --of 'y[2]' --wrt 'x[2]' several.grad
says out 'dy[2]/d...'
says out '[ 0  1 ]'
cat >neuron.grad <<'END'
input z = 0.385
a = 1/(1 + exp(-z))
l = -log(a)
END
run 0 explain --nodes --only formulas neuron.grad
says out '  dl/da       -1/a '
says out '  dl/dz       a - 1 '
check 'a derivative has one line' test "$(grep -c dl/da out)" -eq 1
run 0 explain --only trace,ledger,paths,kept,shapes leafless.grad
says out 'nothing is differentiated'

run 2 --show h1 --hide 'h*' good.grad
says err 'good.grad: --hide h* leaves nothing of --show h1'
run 0 --show 'h*,l' --hide h1 good.grad
run 2 --digits 3 --format csv good.grad
says err '--digits is for tables; --format csv has all digits'
run 2 stepsize --digits 3 --format json good.grad
run 0 stepsize --no-times good.grad
cat >wide.grad <<'END'
input x[1,4] = [0.123456789012345, 1.23456789012345, 3.1, 4.4567890123456]
A = x'@x
l = sum(A)
END
run 0 --no-times --digits 15 wide.grad
says out ' column 4:'
cat >power.grad <<'END'
param n = 3.0000000001
data x = -2
y = x^n
END
run 0 --no-times --digits 3 power.grad
says out '(-2) ^ 3.0000000001 is nan (x = -2, n = 3.0000000001): it is not'

# -- differences of which nothing is left -----------------------------------

printf 'input x = 1e-300\ny = x^2\n' >tiny.grad
run 0 stepsize tiny.grad
says out 'at no step is anything left of the differences'
says out 'underflows'
printf 'input x = 1\ny = x + 1e20\n' >far.grad
run 0 stepsize far.grad
says out 'rounding in the'

# Terms of 1e130 that cancel: a 0 that no error bar helps.
printf 'input x = 0\ny = logsumexp([1e130*x; -1e130*x])\n' >huge.grad
run 0 --no-times huge.grad
says out 'agree (weakly: no digit)'

# -- texts that a spreadsheet would take for formulas ------------------------

cat >formula.grad <<'END'
title "=HYPERLINK(1)"
input x = 1
l = -x
m = x + 1
output l, m
END
run 0 --format csv --no-times formula.grad
says out ",title,,,,,,,,,,,,,,,,,,,'=HYPERLINK(1),"
says out ",node,m,,,,,1,1,2,,,,,,,,,,,,'+,"
says out ",node,l,,,,,1,1,-1,,,,,,,,,,,,'-,"
for begin in + - @; do
  printf 'title "%sA1"\ninput x = 1\nl = x\n' "$begin" >formula.grad
  run 0 --format csv --no-times formula.grad
  says out ",'${begin}A1,"
done

# -- standard output that fails --------------------------------------------

if [ -c /dev/full ]; then
  for arguments in good.grad --help --version ops; do
    "$program" $arguments >/dev/full 2>err
    check "$arguments to a full device" test $? -eq 3
    says err 'cannot be written: No space left on device'
  done
  run 3 -o /dev/full good.grad
  check 'a device was replaced' test -c /dev/full
fi
"$program" good.grad >&- 2>err
check 'standard output is closed' test $? -eq 3
"$program" -o result.txt good.grad >&- 2>err
check 'standard output is closed, and not needed' test $? -eq 0
"$program" - <&- >out 2>err
check 'standard input is closed' test $? -eq 3
"$program" bad.grad >out 2>&-
check 'standard error is closed' test $? -eq 2
check 'messages went to another file' test ! -s out
"$program" ops | head -n 1 >out 2>err
says out 'operations'
silent err

# -- many derivatives: a sample of them ------------------------------------

cat >many.grad <<'END'
dim n = 60
param W[n,n] = normal(0, 0.3)
data  x[n] = normal(0, 1)
l = sum(tanh(W @ x)^2)
END
run 0 --no-times many.grad
says out 'forward = reverse   3,600 of 3,600 agree'
says out 'finite differences  10 of 10 agree'
says out 'for the 10 largest of 3,600 entries, and along 10 random directions'
says out 'duality test        10 of 10 agree'
says out 'differences         10 of 10 agree'
run 0 --no-times --fd-entries 3600 many.grad
says out 'finite differences  3,600 of 3,600 agree'
run 0 --no-times --fd-entries 0 many.grad
says out 'finite differences  none taken'
check 'a column of differences that were not taken' \
  test -z "$(grep 'reverse .*differences' out)"
run 0 --no-times --fd-entries 0 --dim n=3 --full many.grad
check 'an entry without a verdict' grep -q 'reverse  *verdict' out
# So many that forward mode samples, too.
run 0 --no-times --dim n=450 many.grad
says out 'forward = reverse   10 of 10 agree'
says out 'both for the 10 largest of 202,500 entries'
says out 'duality test        10 of 10 agree'
silent err
# Of many output entries a sample, too: with the ten largest derivatives, and
# ten that are drawn.
cat >rows.grad <<'END'
dim n = 60
param x = 0.7
data B[n,n] = normal(0, 0.1)
Y = tanh(x*B)
output Y
END
run 0 --no-times rows.grad
says out 'forward = reverse   3,600 of 3,600 agree'
says out 'for the 10 largest of 3,600 entries, and for 20 of 3,600 outputs along'
says out 'duality test        200 of 200 agree'
says out 'differences         200 of 200 agree'
run 0 --no-times --format json rows.grad
check 'one record an output entry and direction' \
  test "$(grep -o '"of":"Y\[' out | wc -l)" -eq 200
run 0 --no-times --dim n=110 rows.grad
says out 'forward = reverse   10 of 10 agree'
says out 'both for the 10 largest of 12,100 entries, and for 20 of 12,100'
run 0 --no-times --dim n=14 --fd-entries 100 rows.grad
says out 'duality test        1,960 of 1,960 agree'

# -- signals: a worksheet that takes long, stopped in its midst -------------

cat >slow.grad <<'END'
dim n = 1000
param W[n,n] = normal(0, 0.1)
x = tanh(W @ W)
l = sum(tanh(x @ W))
END
for name in TERM HUP; do
  if ignored "$name"; then
    continue
  fi
  "$program" -o slow.txt slow.grad 2>err &
  slow=$!
  while [ -z "$(find . -name '.gradcompare*')" ]; do
    kill -0 $slow 2>kill.err || break
    sleep 0.05
  done
  kill -s $name $slow
  wait $slow
  status=$?
  check "SIG$name: exit status $status" test $status -gt 128
  no_leftovers .
  check "SIG$name: half a file" test ! -e slow.txt
done
# What a shell starts in the background ignores SIGINT.
if ! ignored INT && command -v timeout >timeout.path; then
  timeout -s INT 1 "$program" -o slow.txt slow.grad 2>err
  check 'SIGINT: it does not end' test $? -eq 124
  no_leftovers .
  check 'SIGINT: half a file' test ! -e slow.txt
fi

# -- stepsize --------------------------------------------------------------

cat >matrix.grad <<'END'
title "It's \"; system(\"touch injected\") `touch injected`"
param W[2,3] = [0.3, -1.2, 0.7; 0.1, 2.385, -0.4]
input b[2] = [0.5; -0.1]
y = tanh(W @ [1; 2; -1] + b)
l = sum(y)
output l, y
END
run 0 stepsize --help
says out 'usage: gradcompare stepsize'
says out '--output DIR'
run 2 stepsize
says err 'no worksheet is given'
run 0 stepsize good.grad
says out 'Derivative dl/dx'
says out 'gradient right'
silent err
run 0 stepsize --wrt y --strict good.grad
says out 'Derivative dl/dy'
# l = sum(x^2), so that dl/dx = 2 x: right, and wrong by a half.
cat >claimed.grad <<'END'
input x[2] = [3; -1.7]
l = sum(x^2)
claim dl/dx = 2*x
claim dl/dx = x
claim dl/dx = 2*x'
claim dl/dx = [6; -3.4]
END
run 0 stepsize claimed.grad
check "no slope of 2 in line 3" grep -Eq '3  dl/dx = 2\*x  *2\.00.*right' out
check "no slope of 1 in line 4" grep -Eq '4  dl/dx = x  *1\.00.*WRONG' out
check "a row is no gradient of a column" \
  grep -Eq "5  dl/dx = 2\*x'  *2\.00.*right" out
check 'numbers are no formula' test "$(grep -cF 'dl/dx = [6' out)" -eq 0
run 0 stepsize --format json claimed.grad
says out '"claims":[{"line":3,"text":"dl/dx = 2*x","taylor":{"derivative":'
run 0 stepsize matrix.grad --of 'y[2]' --wrt 'W[2,3]'
says out 'Derivative dy[2]/dW[2,3]'
run 0 stepsize matrix.grad --of y
says out "f is u'y"
run 0 stepsize --strict good.grad other.grad
says out 'good.grad: Good'
run 4 stepsize --strict kink.grad
says out 'on a kink'
says out 'cannot tell'
run 0 stepsize kink.grad
run 2 stepsize bad.grad
run 3 stepsize missing.grad
run 2 stepsize good.grad --of h1
says err "'h1' is no output; add \`output h1\`"
run 2 stepsize matrix.grad --of z
says err "there is no output 'z'"
says err 'there are: l (1 x 1), y (2 x 1)'
run 2 stepsize matrix.grad --wrt W1
says err "did you mean 'W'?"
run 2 stepsize matrix.grad --wrt 'W[3,1]'
says err 'W is 2 x 3, and entries are counted from 1'
run 2 stepsize matrix.grad --wrt 'W[1;2]'
says err "--wrt wants NAME, 'NAME[i]' or 'NAME[i,j]', not 'W[1;2]'"
printf 'data X[2] = 1\nl = sum(X)\n' >constant.grad
run 2 stepsize constant.grad
says err 'nothing is differentiated'
run 2 stepsize good.grad --chunk 3
says err "unknown option '--chunk'"
run 3 stepsize good.grad -o good.grad
says err 'good.grad'
run 0 stepsize matrix.grad -o plots
for file in .csv -taylor.csv .gp; do
  check "plots/matrix-stepsize$file" test -s "plots/matrix-stepsize$file"
done
check 'steps in the data' \
  test "$(grep -vc '^#' plots/matrix-stepsize.csv)" -eq 122
check 'a title was run as a command' \
  test ! -e injected -a ! -e plots/injected
no_leftovers plots
if command -v gnuplot >gnuplot.path; then
  for file in .svg -taylor.svg; do
    check "plots/matrix-stepsize$file" test -s "plots/matrix-stepsize$file"
  done
fi

# -- the locale does not matter --------------------------------------------

LC_ALL=de_DE.UTF-8 "$program" --no-times good.grad >out 2>err
check 'another locale gives something else' cmp -s out first

# -- colour ----------------------------------------------------------------

run 0 good.grad
check 'escape sequences in a file' sh -c "! grep -q '$(printf '\033')' out"

echo "cli: $passed as expected, $failed not"
[ "$failed" -eq 0 ]
