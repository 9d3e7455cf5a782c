#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# gradcompare train, as a user gets it from the command line: files, formats,
# interrupts, messages.  The numbers have suites of their own, test_train and
# test_trainer.
#
# `make check` gives GRADCOMPARE, the program, and GRADCOMPARE_SOURCE.

set -u
LC_ALL=C
export LC_ALL
# shellcheck source=tests/checks.sh
. "$(dirname "$0")/checks.sh"

workplace train
examples=$source_dir/examples
cp "$examples/saarland/sheet6.grad" "$examples/saarland/fares.csv" \
  "$examples"/train/*.grad "$work" && cd "$work" || exit 2

# run STATUS ARGUMENT...
run()
{
  wanted=$1
  shift
  "$program" train "$@" >out 2>err </dev/null
  got=$?
  check "train $*: exit status $got, not $wanted: $(head -n 1 err)" \
    test $got -eq "$wanted"
}

says()
{
  check "'$2' is not in $1: $(head -n 3 "$1")" grep -qF -e "$2" "$1"
}

# refuses WORDS ARGUMENT...: with one line that holds WORDS, and nothing else.
refuses()
{
  words=$1
  shift
  run 2 "$@"
  says err "$words"
  check "train $*: it says more" test "$(wc -l <err)" -eq 1
  check "train $*: it prints" test ! -s out
}

# column N: field N of the last line of the CSV in out.
column()
{
  tail -n 1 out | tr -d '\r' | cut -d, -f"$1"
}

# -- what was trained, kept and read again ------------------------------------

# The loss, in all digits, is that of the worksheet that was written.
for sheet in sheet6 five-steps valley ball sigmoid; do
  run 0 --format csv -o "$sheet-kept.grad" $sheet.grad
  end=$(column 4)
  run 0 --format csv --epochs 1 --batch all "$sheet-kept.grad" 2>/dev/null
  first=$(sed -n 2p out | cut -d, -f4)
  near=$(awk -v a="$end" -v b="$first" \
    'BEGIN { d = a - b; if (d < 0) d = -d; print d <= 1e-14 * b }')
  check "$sheet: trained to $end, and $first is read again" test "$near" = 1
done
run 0 --format csv --from sheet6-kept.grad sheet6.grad
check 'another beginning' test "$(sed -n 2p out | cut -d, -f4)" = \
  "$("$program" train --format csv --epochs 1 sheet6-kept.grad \
     | sed -n 2p | cut -d, -f4)"
run 0 -o kept.csv sheet6.grad
check 'not 21 numbers' test "$(wc -l <kept.csv)" -eq 22
check 'no names' test "$(head -n 1 kept.csv | tr -d '\r')" = \
  param,row,column,value

# What is read is not replaced; what is refused leaves no file.
cp sheet6.grad before.grad
refuses 'sheet6.grad' -o sheet6.grad sheet6.grad
check 'the worksheet has changed' cmp -s before.grad sheet6.grad
refuses 'there are 2 worksheets' -o both.grad sheet6.grad ball.grad
refuses 'wants the name of a file' -o - sheet6.grad
refuses 'it takes what was trained' -o pass.tex sheet6.grad
refuses 'there are 24 rows' -o large.grad --batch 25 sheet6.grad
check 'a file is left' test ! -e both.grad -a ! -e large.grad

# -- settings ------------------------------------------------------------------

# A line of the worksheet and the options say the same.
sed '/^train/d' sheet6.grad >bare.grad
cat bare.grad - >lines.grad <<'END'
train epochs = 6, rate = 1e-3, batch = n/4, shuffle = yes
train test = 0.25, beta1 = 0.8
END
run 0 --no-times lines.grad
mv out lines.out
run 0 --no-times --epochs 6 --rate 1e-3 --batch 6 --shuffle --test 0.25 \
  --beta1 0.8 bare.grad
check 'a line and options differ' cmp -s lines.out out
run 0 --no-times --seed 12 lines.grad
check 'the seed draws the same' sh -c '! cmp -s lines.out out'

refuses "rate is a number above 0, not -1" --rate -1 ball.grad
refuses "rate is a number above 0, not 'fast'" --rate fast ball.grad
refuses "below 1, not 1" --test 1 sheet6.grad
refuses "momentum is for the optimiser momentum, not for adam" \
  --optimiser adam --momentum 0.5 sheet6.grad
refuses 'there are 10 steps only' --show-pass 11 sheet6.grad
refuses '--show-pass wants a whole number' --show-pass 0 sheet6.grad
refuses 'no size counts the rows' --batch 2 ball.grad
printf 'input x = 2\nl = x^2\n' >input.grad
refuses 'there is nothing to train: it has no param' input.grad
refuses 'there is no param W1' --from input.grad five-steps.grad

# -- formats -------------------------------------------------------------------

for format in text markdown latex html csv json; do
  run 0 --no-times --format $format --show-pass 2 --by all five-steps.grad
  check "nothing in $format" test -s out
done
run 0 --format json --show-pass 1 --optimiser adam five-steps.grad
says out '"pass":{"step":1,"epoch":1,"rows":[1,2]'
says out '"stopped":null'
run 0 --epochs 1000 --no-times valley.grad
check 'more than a screen of epochs' test "$(wc -l <out)" -lt 60
says out 'Of 1000 epochs one in 100 is shown'
run 0 --epochs 1000 --full --no-times valley.grad
check 'not all epochs' test "$(wc -l <out)" -gt 1000

# -- sigmoid against ReLU ------------------------------------------------------

run 0 --format csv --plot pictures sigmoid.grad relu.grad
check 'no data of the picture' test -s pictures/train.csv
check 'no script' test -s pictures/train.gp
check 'sigmoids learn' test "$(awk -F, '$1 == "sigmoid.grad" && $3 == "end" {
  print ($4 > 0.4) }' out)" = 1
check 'ReLUs do not' test "$(awk -F, '$1 == "relu.grad" && $3 == "end" {
  print ($4 < 0.1) }' out)" = 1
if command -v gnuplot >/dev/null 2>&1; then
  check 'no picture' test -s pictures/train.svg
  run 0 --by all --test 0.2 --plot pictures sheet6.grad
  check 'no picture of one worksheet' test -s pictures/sheet6-train.svg
  run 1 --rate 0.5 --plot pictures sheet6.grad
fi

# -- not finite ----------------------------------------------------------------

run 1 --rate 0.5 --epochs 2000 -o kept.grad valley.grad
says out 'In epoch 92, step 92, l is inf: training stops'
run 1 --rate 0.5 --epochs 3 kept.grad
run 1 --rate 0.5 --epochs 2000 --format json valley.grad
says out '"stopped":"In epoch 92, step 92, l is inf"'

# -- an interrupt keeps what is there ------------------------------------------

if command -v timeout >/dev/null 2>&1; then
  timeout -s INT 1 "$program" train --epochs 1000000000 -o kept.grad \
    --format csv --full sheet6.grad >out 2>err </dev/null
  says err 'kept.grad: the params of this moment are kept there'
  check 'no params' grep -q '^value W2' kept.grad
  run 0 --epochs 1 --format csv kept.grad
fi
run 3 --max-seconds 1 --epochs 1000000000 --no-times ball.grad
says err '--max-seconds 1: the time is up'
says out 'Interrupted in epoch'

# -- every example -------------------------------------------------------------

find "$examples" -name '*.grad' ! -path '*/scaling/*' | sort >sheets
while read -r sheet; do
  "$program" train --epochs 2 --rate 1e-6 --show-pass 1 --by all "$sheet" \
    >out 2>err </dev/null
  got=$?
  check "train $sheet: exit status $got: $(head -n 1 err)" \
    test $got -eq 0 -o $got -eq 2
  test $got -ne 2 || check "$sheet: why not?" \
    grep -q 'training makes\|nothing to train' err
done <sheets

echo "train: $passed right, $failed wrong"
[ $failed -eq 0 ]
