#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Hostile input and hostile surroundings, from the command line: what is
# large, deep, malformed, in the way or switched off.  What cli.sh, plot.sh
# and tests/errors/ hold is not repeated here.  The numbers are those of a
# list of situations that a trustworthy program is ready for:
#
#    1-3 depth, length, sizes        4 memory              5-8 bytes
#    9 locale    10-18 outputs       19-23 gnuplot        24 escapes
#   25 what is no file     26-27 CSV     28 seeds     31 the clock at 0
#   33 time     34 paths     35 command lines     36 messages
#
# In cli.sh: 6, 9 to 12, 16, 25, 35; in plot.sh: 15, 19, 21 to 23; in errors/:
# 36; by .ci/run: 29 (builds) and 32 (valgrind).  30 is about training.

# Where ulimit has no -v or -s, what needs it fails and is passed over.
# shellcheck disable=SC3045

set -u
LC_ALL=C
export LC_ALL
# shellcheck source=tests/checks.sh
. "$(dirname "$0")/checks.sh"

program=${GRADCOMPARE:-$(cd "$(dirname "$0")/.." && pwd)/build/gradcompare}
case $program in
  /*) ;;
  *) program=$(pwd)/$program ;;
esac
work=$(mktemp -d "${TMPDIR:-/tmp}/situations.XXXXXX") || exit 2
trap 'chmod -R u+rwx "$work"; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cd "$work" || exit 2

# ended STATUS WHAT: the status of the last run, which is in $got.
ended()
{
  check "$(echo "$2" | cut -c 1-80): exit status $got, not $1: $(
    head -n 1 err | cut -c 1-200)" \
    test "$got" -eq "$1"
}

# run STATUS ARGUMENT...
run()
{
  wanted=$1
  shift
  "$program" "$@" >out 2>err </dev/null
  got=$?
  ended "$wanted" "$*"
}

# says TEXT: standard error holds it.
says()
{
  check "'$1' is not in: $(head -n 1 err | cut -c 1-200)" grep -qF -e "$1" err
}

no_leftovers()
{
  check "a temporary file is left in $1" \
    test -z "$(find "$1" -name '.gradcompare*')"
}

# repeat TEXT TIMES: that often, on one line without its end.
repeat()
{
  awk -v text="$1" -v times="$2" 'BEGIN {
    while (length(text) < 1000 && times % 10 == 0) {
      ten = ""
      for (i = 0; i < 10; i++)
        ten = ten text
      text = ten
      times /= 10
    }
    for (i = 0; i < times; i++)
      printf "%s", text
  }'
}

# The sanitizers reserve terabytes of addresses: no limit can be set.
limited()
{
  (
    ulimit -v 300000 && "$program" --version
  ) >out 2>err
}

cat >good.grad <<'END'
title "Good"
input x = 3
input y = 2.385
h1 = 2*x
l = h1^2*(h1 + y)
END
cat >wide.grad <<'END'
title "Wide"
dim h = 3, n = 5
param W[h,n] = normal(0, 1)
y = tanh(sum(W, over=cols))
l = sum(y^2)
sweep h = 1:8:x2
END
run 0 --no-times good.grad
cp out good.out

# -- 1: nested a million deep ------------------------------------------------

{
  printf 'input x = 1\nf = '
  repeat '(' 1000000
  printf x
  repeat ')' 1000000
  echo
} >deep.grad
run 2 deep.grad
says 'deep.grad:2:'
{
  printf 'input x = 1\nf = '
  repeat '-' 1000000
  echo x
} >minus.grad
run 2 minus.grad
{
  printf 'input x = 1\nf = '
  repeat 'x^' 1000000
  echo x
} >powers.grad
run 2 powers.grad
{
  printf 'input x = 1\nf = '
  repeat '[' 100000
  echo x
} >open.grad
run 2 open.grad
# Nine thousand are fine.
{
  printf 'input x = 1\nf = '
  repeat '(' 9000
  printf x
  repeat ')' 9000
  echo
} >nested.grad
run 0 --no-times nested.grad

# -- 2: a chain of a million terms, on a small stack -------------------------

{
  printf 'input x = 1\nf = x'
  repeat ' + x' 1000000
  echo
} >chain.grad
(
  ulimit -s 256
  exec "$program" --no-times --fd-entries 0 chain.grad
) >out 2>err </dev/null
got=$?
ended 0 'a chain of a million terms'

# -- 3: sizes that overflow --------------------------------------------------

for sizes in 4294967296,4294967296 2305843009213693953,8 65536,65536 -1,3 \
  0,3 99999999999999999999,1 1e300,2 9007199254740992,1024 18446744073709551615
do
  echo "input A[$sizes] = zeros(3)" >sizes.grad
  "$program" --max-memory 100M sizes.grad >out 2>err </dev/null
  got=$?
  check "[$sizes]: exit status $got" test $got -eq 2 -o $got -eq 3
  check "[$sizes]: no message" test -s err
  printf 'input x = 1\nA = zeros(%s)\n' "$sizes" >sizes.grad
  "$program" --max-memory 100M sizes.grad >out 2>err </dev/null
  got=$?
  check "zeros($sizes): exit status $got" test $got -eq 2 -o $got -eq 3
done
printf 'input x[1e3] = 1\nl = sum(x)\n' >sizes.grad
run 0 --no-times sizes.grad

# -- 4: less memory than is asked for ----------------------------------------

if limited; then
  printf 'dim h = 2\nparam W[h,h] = 1\nl = sum(W)\n' >large.grad
  for arguments in '--dim h=20000 large.grad' \
    'sweep --no-times --vary h=64:65536:x32 large.grad' \
    'stepsize --dim h=20000 large.grad'
  do
    (
      ulimit -v 300000
      # These are words.
      # shellcheck disable=SC2086
      exec "$program" $arguments --max-memory 64G
    ) >out 2>err </dev/null
    got=$?
    ended 3 "ulimit -v, $arguments"
    check 'no word about memory' grep -qi memory err
  done
fi

# -- 5: long tokens and lines ------------------------------------------------

{
  printf 'input x = '
  repeat 1 10000000
  echo
} >digits.grad
run 2 digits.grad
says 'digits.grad:1:11'
{
  repeat name 2500000
  echo ' = 1'
} >name.grad
run 2 name.grad
check 'a message of a long line is long' test "$(wc -c <err)" -lt 2000
{
  printf 'title "'
  repeat 'title ' 1000000
  echo '"'
  echo 'input x = 3'
  printf '# '
  repeat 'comment ' 1000000
  echo
  echo 'l = x^2'
} >title.grad
run 0 --no-times title.grad

# -- 6: zero bytes -----------------------------------------------------------

printf 'input x = 1\nf = x\0+2\n' >zero.grad
run 2 zero.grad
says 'zero.grad:2:6: error: a zero byte'

# -- 7: line ends ------------------------------------------------------------

awk '{ printf "%s\r\n", $0 }' good.grad >ends.grad
run 0 --no-times ends.grad
"$program" --no-times - <good.grad >wanted 2>err
for ends in '\r\n' '\r'; do
  awk -v ends="$ends" '{ printf "%s%s", $0, ends }' good.grad >ends.grad
  "$program" --no-times - <ends.grad >out 2>err
  check "lines end with $ends" cmp -s out wanted
done
printf '%s' "$(cat good.grad)" >ends.grad
"$program" --no-times - <ends.grad >out 2>err
check 'the last line has no end' cmp -s out wanted

# -- 8: byte order marks and other encodings ---------------------------------

{
  printf '\357\273\277'
  cat good.grad
} >mark.grad
"$program" --no-times - <mark.grad >out 2>err
check 'a byte order mark' cmp -s out wanted
printf '\377\376i\0n\0' >wide16.grad
run 2 wide16.grad
says UTF-16
printf '\376\377\0i\0n' >wide16.grad
run 2 wide16.grad
says UTF-16
printf 'input x = 1\nl = x \377 2\n' >invalid.grad
run 2 invalid.grad
says '\xff'
printf 'title "\300\200"\ninput x = 1\nl = x\n' >invalid.grad
run 2 invalid.grad
printf 'title "h\303\274lle \342\210\202"\ninput x = 1\nl = x\n' >utf8.grad
run 0 utf8.grad

# -- 9: a locale with decimal commas -----------------------------------------

if mkdir locale && command -v localedef >tool &&
  localedef -i de_DE -f UTF-8 "$work/locale/de_DE.UTF-8" >log 2>&1; then
  LOCPATH=$work/locale LC_ALL=de_DE.UTF-8 "$program" --no-times good.grad \
    >out 2>err
  check 'decimal commas' cmp -s out good.out
  LOCPATH=$work/locale LC_ALL=de_DE.UTF-8 PATH=/nonexistent "$program" sweep \
    --no-times -o comma wide.grad >out 2>err
  PATH=/nonexistent "$program" sweep --no-times -o comma.c wide.grad >out 2>err
  for file in wide.csv wide.gp; do
    grep -v '^#' comma/$file >here
    grep -v '^#' comma.c/$file >there
    check "decimal commas in $file" cmp -s here there
  done
fi

# -- 10: the reader goes away ------------------------------------------------

{
  "$program" ops --output - 2>err
  echo $? >status
} | head -n 1 >out
got=$(cat status)
check "the reader went away: exit status $got" \
  test "$got" -eq 0 -o "$got" -eq 3 -o "$got" -eq 141

# -- 13: no room for the data ------------------------------------------------

mkdir full
(
  ulimit -f 1
  PATH=/nonexistent exec "$program" sweep --no-times -o full \
    --vary h=1:64:+1 wide.grad
) >/dev/null 2>err </dev/null
got=$?
ended 3 'no room for the data'
check 'half of the data is there' test ! -e full/wide.csv
no_leftovers full

# -- 14: a signal in a sweep that writes files -------------------------------

if command -v timeout >tool; then
  # A shell's own background jobs ignore SIGINT: timeout sends it.
  timeout -s TERM 2 sh -c 'trap : TERM
    PATH=/nonexistent "$0" sweep -o part --vary h=1:5000:+1 wide.grad \
      >part.out 2>err
    echo $? >part.status' "$program"
  got=$(cat part.status)
  ended 143 'SIGTERM in a sweep'
  check 'it does not say PARTIAL' grep -q PARTIAL part.out
  check 'the data do not say PARTIAL' grep -qi partial part/wide.csv
  no_leftovers part
fi

# -- 15: a folder that cannot be written, for root as nobody -----------------

mkdir -m 555 closed
if [ "$(id -u)" -eq 0 ]; then
  chmod 755 "$work"
  if command -v setpriv >tool && [ -x "$program" ] &&
    setpriv --reuid 65534 --regid 65534 --clear-groups "$program" --version \
      >log 2>&1; then
    setpriv --reuid 65534 --regid 65534 --clear-groups \
      "$program" sweep --no-times -o closed "$work/wide.grad" >out 2>err
    got=$?
    ended 3 'a read-only folder'
    check 'it measured before it looked' test ! -s out
    setpriv --reuid 65534 --regid 65534 --clear-groups \
      "$program" -o closed/out "$work/good.grad" >out 2>err
    got=$?
    ended 3 'a read-only folder'
  fi
else
  run 3 sweep --no-times -o closed wide.grad
  check 'it measured before it looked' test ! -s out
fi

# -- 17: the output is a link ------------------------------------------------

mkdir links
echo precious >target
ln -s ../target links/wide.csv
PATH=/nonexistent "$program" sweep --no-times -o links wide.grad >out 2>err
got=$?
ended 0 'a link in the folder'
check 'a link was followed' test "$(cat target)" = precious
check 'a link was not replaced' test ! -L links/wide.csv

# -- 18: runs side by side in one folder -------------------------------------

for i in 1 2 3 4; do
  PATH=/nonexistent "$program" sweep --no-times -o shared wide.grad \
    >out.$i 2>err.$i &
done
wait
PATH=/nonexistent "$program" sweep --no-times -o shared wide.grad >out 2>err
cp shared/wide.csv whole.csv
for round in 1 2 3; do
  for i in 1 2 3 4; do
    PATH=/nonexistent "$program" sweep --no-times -o shared wide.grad \
      >out.$i 2>err.$i &
  done
  wait
  check "four runs, round $round" cmp -s shared/wide.csv whole.csv
done
no_leftovers shared

# -- 20: gnuplot fails -------------------------------------------------------

mkdir bin
printf '#!/bin/sh\necho "no such thing" >&2\nexit 1\n' >bin/gnuplot
chmod +x bin/gnuplot
PATH=$work/bin:$PATH "$program" sweep --no-times -o broken wide.grad >out 2>err
got=$?
ended 3 'gnuplot fails'
says 'gnuplot failed with status 1'
check 'no data' test -s broken/wide.csv
check 'there are pictures' test -z "$(find broken -name '*.svg')"
no_leftovers broken
printf '#!/bin/sh\nkill -s KILL $$\n' >bin/gnuplot
PATH=$work/bin:$PATH "$program" sweep --no-times -o broken wide.grad >out 2>err
got=$?
ended 3 'gnuplot dies'
says 'signal 9'
printf '#!/bin/sh\nexit 0\n' >bin/gnuplot
PATH=$work/bin:$PATH "$program" sweep --no-times -o broken wide.grad >out 2>err
got=$?
ended 3 'gnuplot draws nothing'
no_leftovers broken

# A gnuplot that hangs, with a child of its own that holds its pipe.
printf '#!/bin/sh\necho $$ >>pids\nsleep 600 &\nwait\n' >bin/gnuplot
PATH=$work/bin:$PATH "$program" stepsize --max-seconds 1 -o hanging good.grad \
  >out 2>err
got=$?
ended 3 'gnuplot hangs'
says 'gnuplot had not ended after 1 s'
no_leftovers hanging
rm -f hanging/pids
PATH=$work/bin:$PATH "$program" stepsize -o hanging good.grad >out 2>err &
waiting=$!
n=0
while [ ! -s hanging/pids ] && [ $n -lt 100 ]; do
  n=$((n + 1))
  sleep 0.1
done
kill -s TERM $waiting
wait $waiting
got=$?
ended 143 'SIGTERM while gnuplot hangs'
no_leftovers hanging
while read -r pid; do
  check 'gnuplot is still there' sh -c "! kill -s 0 $pid 2>/dev/null"
done <hanging/pids

# -- 24: escape sequences ----------------------------------------------------

escape=$(printf '\033')
no_escapes()
{
  check "an escape sequence in $1" sh -c '! grep -q "$0" "$1"' "$escape" "$1"
}
printf 'f = \033]0;p\007\n' >escape.grad
run 2 escape.grad
no_escapes err
says '\x1b'
printf 'title "\033[2J"\ninput x = 1\nl = x\n' >escape.grad
run 2 escape.grad
no_escapes err
run 2 "$(printf 'a\033[2Jb')"
no_escapes err
run 2 "$(printf -- '--a\033[2Jb')"
no_escapes err
run 2 --dim "$(printf 'a\033[2J=3')" wide.grad
no_escapes err
printf 'x\033[2J\n1\n' >escape.csv
printf 'data x[1] from "escape.csv" columns y\nl = sum(x)\n' >escape.grad
run 2 escape.grad
no_escapes err
printf 'data x[1] from "\303\051.csv" columns y\nl = sum(x)\n' >escape.grad
run 2 escape.grad

# A line break in a file's name breaks no table.
name=$(printf 'two\nlines.grad')
if printf 'input x = 2\ny = x^2\nclaim dy/dx = 2*x\n' 2>/dev/null >"$name"; then
  run 0 --no-times "$name"
  check 'a title has two lines' grep -qF 'two\x0alines.grad' out
  printf 'input x = 2\ny = x^2\nclaim dy/dx = 2*x\n' >task.grad
  mkdir -p handed && cp "$name" handed/
  "$program" check --answers handed task.grad >out 2>err </dev/null
  check 'a row has two lines' grep -qF 'two\x0alines.grad' out
fi

# -- 25: what is no file, and what has no end --------------------------------

mkfifo pipe
run 3 --no-times pipe
says 'it is no file (standard input is written -)'
yes 'input x = 1' 2>log | "$program" --max-memory 1M - >out 2>err
got=$?
ended 3 'no end'
mkdir sheet.csv
printf 'data x[1] from "sheet.csv" columns y\nl = sum(x)\n' >folder.grad
run 3 folder.grad
if [ -c /dev/zero ]; then
  run 3 --max-memory 1M --data x=/dev/zero folder.grad
  says 'it is no file'
  run 3 /dev/zero
fi
run 3 --data x=pipe folder.grad

# -- 26: CSV files -----------------------------------------------------------

printf 'dim n = 2\ndata X[n,1] from "it.csv" columns a\nparam w = 2\n%s\n' \
  'l = sum(X)*w' >csv.grad

# csv STATUS TEXT: a run on a file of this text (as for printf).
csv()
{
  # The text is a format.
  # shellcheck disable=SC2059
  printf "$2" >it.csv
  run "$1" --no-times csv.grad
}
csv 0 'a,b\n1.5,1\n2.5,2\n'
cp out wanted
csv 0 '"a","b"\r\n"1.5","1, ""x"""\r\n\r\n2.5,"x\ny"'
check 'quotes and blank lines' cmp -s out wanted
csv 2 'a,b\n1.5,1\n2.5\n'
says 'it.csv:3'
csv 2 'a,b\n1.5,1\n2.5,1,2\n'
says 'it.csv:3'
csv 2 'a,b\n1.5,1\n1e999,1\n'
says 'it.csv:3'
csv 2 'a,b\n1.5,1\ninf,1\n'
csv 2 'a;b\n1.5;1\n2.5;2\n'
says "';'"
csv 2 'a,b\n"1,5",1\n"2,5",2\n'
says 'it.csv:2'
csv 2 'a,b\nnan,1\n2.5,1\n'
csv 0 'a,b\nnan,1\n1.5,1\n,1\n2.5,3\n'
csv 2 'b,c\n1,2\n'
says "'a'"
csv 2 'a,a\n1,2\n'
csv 2 'a,b\n"1.5,1\n2.5,2\n'
csv 2 'a,b\n1.5,\0\n'
csv 2 '\377\376a\0'
csv 2 ''
csv 2 '\n\n'

# -- 27: CSV files of no rows, one row, equal rows ---------------------------

csv 2 'a,b\n'
csv 2 'a\n1.5\n'
sed 's/columns a/columns a standardise/; s/\[n,1\]/[m,1]/; s/dim.*//' csv.grad \
  >csv1.grad
mv csv1.grad csv.grad
csv 0 'a,b\n1.5,1\n'
check 'one row: NaN' sh -c '! grep -qi nan out'
csv 0 'a,b\n2.385,1\n2.385,1\n2.385,1\n'
check 'equal rows: NaN' sh -c '! grep -qi nan out'

# -- 28: seeds ---------------------------------------------------------------

run 0 --no-times --seed 7 wide.grad
cp out seed7
GSL_RNG_SEED=9 GSL_RNG_TYPE=ranlux "$program" --no-times --seed 7 wide.grad \
  >out 2>err
check 'the environment changes what is drawn' cmp -s out seed7
check 'the seed is not shown' grep -q 'seed 7' out
run 0 --no-times --seed 0 wide.grad
cp out seed0
run 0 --no-times --seed 4357 wide.grad
sed 's/seed .*//' seed0 >here
sed 's/seed .*//' out >there
check 'seed 0 is seed 4357' sh -c '! cmp -s here there'

# -- 31: times near 0 --------------------------------------------------------

printf 'dim n = 1\ninput x[n] = 1\nl = sum(x)\n' >tiny.grad
run 0 sweep --budget 0.001 --vary n=1:2:+1 tiny.grad
check 'a time of 0 in a quotient' sh -c '! grep -qiE "(^| )-?(inf|nan)" out'

# -- 33: what would take years -----------------------------------------------

{
  echo 'input x = 1'
  repeat 'for i = 1:1000000000
' 1
  for i in 1 2 3 4 5 6 7; do
    echo "for i$i = 1:1000000000"
  done
  repeat 'end
' 8
  echo 'l = x'
} >loops.grad
run 3 --max-seconds 60 loops.grad
check 'loops without an end: no message' test -s err
# Steps, not trees: what is far from the output costs nothing.
cat >steps.grad <<'END'
input x = 0.5
param w = 0.9
h0 = x
for t = 1:3000
  h{t} = tanh(w*h{t-1} + x)
end
L = h3000^2
END
run 0 explain --only chains,locals --max-seconds 30 steps.grad
cat >slow.grad <<'END'
dim n = 1500
param W[n,n] = normal(0, 0.1)
x = tanh(W @ W)
l = sum(tanh(x @ W @ W))
END
for command in compare stepsize 'sweep --vary n=3000:3001:+1'; do
  # These are words.
  # shellcheck disable=SC2086
  run 3 $command --max-seconds 1 slow.grad
  says '--max-seconds 1: the time is up'
done
run 3 --max-seconds 1 -o slow.txt slow.grad
check 'half a report is there' test ! -e slow.txt
no_leftovers .
PATH=/nonexistent "$program" sweep --max-seconds 2 -o timed \
  --vary h=1:5000:+1 wide.grad >out 2>err
got=$?
ended 3 'a sweep whose time is up'
check 'it does not say PARTIAL' grep -q PARTIAL out
check 'no data' test -s timed/wide.csv
no_leftovers timed
run 0 --no-times --max-seconds 1000 good.grad
check '--max-seconds changes the report' cmp -s out good.out
for seconds in 0 -1 1.5 x '' 10000000000; do
  run 2 --max-seconds "$seconds" good.grad
done

# A loop of years is refused before it begins.
printf 'input x = 1\nfor t = 1:1e9\n  a{t} = x\nend\n' >rounds.grad
run 3 rounds.grad
says 'loops have more than 10000000 lines'
check 'one message for a loop of years' test "$(grep -c error err)" -eq 1

# -- 4: what --max-memory does not count itself -------------------------------

# The system's own limit stands behind the checks, but for the sanitizers'
# own memory.
peak()
{
  if limited && [ -r /proc/self/status ] && command -v python3 >python.path; then
    python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL,
               stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)' "$@"
  else
    echo 0
  fi
}
printf 'input x = 1\ny = x*sum(inv(eye(1500)))\n' >folded.grad
printf 'input x = 1\nfor t = 1:3000000\n  a{t} = x+{t}\nend\n' >names.grad
printf 'input x = 1\ny = x*sum(ones(6000,6000))\n' >ones.grad
for name in folded names ones; do
  run 3 --no-times --max-memory 64M $name.grad
  most=$(peak "$program" --no-times --max-memory 64M $name.grad)
  check "$name.grad takes $most MB" test "$most" -lt 300
done

# -- 34: worksheets of others ------------------------------------------------

mkdir -p trusted/deep
printf 'a,b\n1,2\n2,3\n' >trusted/deep/it.csv
printf 'a,b\n1,top secret\n2,3\n' >trusted/mixed.csv
printf 'top secret\n' >trusted/note.txt
cp trusted/deep/it.csv outside.csv
ln -s ../outside.csv trusted/link.csv
ln -s .. trusted/up
# untrusted STATUS FILE
untrusted()
{
  printf 'data x[n,1] from "%s" columns b\nparam w = 2\nl = w*sum(x)\n' "$2" \
    >trusted/sheet.grad
  run "$1" --no-times --untrusted trusted/sheet.grad
  check "$2: a file's content is shown" sh -c '! grep -q secret err out'
}
untrusted 0 deep/it.csv
untrusted 0 ./deep//it.csv
for name in ../outside.csv deep/../../outside.csv "$work/outside.csv" .. \
  link.csv; do
  untrusted 2 "$name"
done
says '--untrusted'
untrusted 3 up/outside.csv
untrusted 3 nothing.csv
untrusted 2 mixed.csv
says 'mixed.csv:2: this file cannot be used so'
untrusted 2 note.txt
run 0 --no-times --untrusted --data x=outside.csv trusted/sheet.grad
printf 'input x = 1\nfor t = 1:100000\n  a{t} = x\nend\n' >rounds.grad
run 3 --untrusted rounds.grad
run 3 --untrusted ones.grad
for command in sweep stepsize; do
  printf 'data x[n,1] from "../outside.csv" columns b\n%s\n%s\n%s\n' \
    'dim m = 1' 'param w[m] = 2' 'l = sum(w)*sum(x)' >trusted/sheet.grad
  run 2 $command --untrusted --no-times trusted/sheet.grad
done

# -- 34: a shell in a path ---------------------------------------------------

# None of these is for a shell to look at.
# shellcheck disable=SC2016,SC2088
for name in '$(touch P)' '`touch P`' '|touch P' '; touch P' '~/x' '$HOME/x'; do
  printf 'data x[1] from "%s" columns y\nl = sum(x)\n' "$name" >path.grad
  run 3 path.grad
done
check 'a path ran' test ! -e P

# -- 35: command lines -------------------------------------------------------

# What is left where all terms cancel, twice, is rounding of rounding: no engine
# is to blame.
printf 'input z = 0.295\ninput x[3] = [-0.83; 0.5; 1.37]\n%s\n%s\noutput l\n' \
  'u = gelu(softmax(z - x))' 'l = sum(d(u)/d(x))' >vanishing.grad
run 0 compare --no-times --hessian vanishing.grad
# A factor that underflowed, times a large one.
printf 'input y = 1\nl = 1e300*exp(-750*y)\n' >faded.grad
run 0 --no-times faded.grad
check 'no word of underflow' grep -q 'inconclusive: underflow' out

cp good.grad ./-x.grad
run 0 --no-times -- -x.grad
run 2 -x.grad
run 2 "$(repeat a 100000)"
run 2 "--$(repeat a 100000)"
run 2 ''
run 2 --dim "$(repeat a 100000)=2" good.grad
run 2 --
run 2 compare --max-memory

echo "situations: $passed as expected, $failed not"
[ "$failed" -eq 0 ]
