#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# gradcompare check --answers: marks against those counted by hand, hostile
# files, limits, and parts of a class that make the whole, by GNU parallel and
# by Slurm as well, where they are installed.
#
# `make check` gives GRADCOMPARE, the program.

set -u
LC_ALL=C
export LC_ALL
# shellcheck source=tests/checks.sh
. "$(dirname "$0")/checks.sh"

here=$(cd "$(dirname "$0")/.." && pwd)
program=${GRADCOMPARE:-$here/build/gradcompare}
work=$(mktemp -d "${TMPDIR:-/tmp}/gradcompare-answers-XXXXXX") || exit 2
slurm=
end()
{
  # shellcheck disable=SC2086
  [ -n "$slurm" ] && kill $slurm 2>/dev/null
  rm -rf "$work"
}
trap end EXIT
trap 'exit 130' INT TERM
mkdir "$work/in" && cd "$work/in" || exit 2

# run STATUS ARGUMENT...
run()
{
  wanted=$1
  shift
  "$program" check "$@" >../out 2>../err </dev/null
  got=$?
  check "check $*: exit status $got, not $wanted: $(head -n 1 ../err)" \
    test $got -eq "$wanted"
}

says()
{
  check "'$2' is not in $1: $(head -n 5 "../$1")" grep -qF -e "$2" "../$1"
}

lacks()
{
  check "'$2' is in $1" test "$(grep -cF -e "$2" "../$1")" -eq 0
}

same()
{
  check "$3" cmp -s "$1" "$2"
}

# --- marks -------------------------------------------------------------------

# l = a^2 x1 + a x2, so dl/da = 2 a x1 + x2 = 2*3*5 + 7 = 37, and
# dl/dx = (a^2, a)' = (9, 3)'.  Points: 2, 4, 1 and 1.
cat >sheet.grad <<'END'
title "Marks"
dim n = 2
input a = 3
input x[n] = [5; 7]
p = [a^2; a]
l = sum(p*x)
claim dl/da = 2*a*x[1] + x[2] points 2
claim dl/dx = p points 2*n
path dl/dx = l x
shape x = [2, 1]
END
mkdir class
cat >class/ada.txt <<'END'
# all of it
claim d(l)/d(a) = 37
claim dl/dx = [9; 3]
path dl/dx = l x
shape x = [n, 1]
END
cat >class/bob.txt <<'END'
claim dl/dx = [9; 4]
claim dl/da = 36
claim dl/da = (2*x[1]*a + x[2])
claim l = 66
END
cat >class/cyd.txt <<'END'
claim dl/da = 37
claim dl/da = 36
claim dl/dx = dl/dx
x = 3
claim dl/dx = [9; 3
END
run 1 sheet.grad --answers class
says out "class/ada.txt  8 of 8  right, right, right, right"
says out "class/bob.txt  4 of 8  right, wrong, missing, missing, wrong, right"
says out "class/cyd.txt  0 of 8  wrong, circular, missing, missing, right,"
says out "3 answers: 4.00 of 8 marks on average."
run 0 sheet.grad --answers class/ada.txt
says out "Marks: 8 of 8."

# The shape of a derivative is a task, in either way of writing it.
cat >shape.grad <<'END'
dim n = 2
input x[n] = [5; 7]
l = sum(x^2)
shape dl/dx = [n, 1]
shape x = [n, 1]
END
printf 'shape d(l)/d(x) = [2, 1]\nshape x = [n, 1]\n' >shape.txt
run 0 shape.grad --answers shape.txt
says out "Marks: 2 of 2."

# The finished formula is not the chain, and half of it.
printf 'input x = 0.3\nu = sin(x)\nl = u^2\nchain dl/dx = dl/du, du/dx\n' \
  >chain.grad
printf 'chain dl/dx = 2*sin(x)*cos(x)\n' >chain.txt
run 1 chain.grad --answers chain.txt
says out "Marks: 0.5 of 1."
says out "chain dl/dx = 2*sin(x)*cos(x)  not-a-chain"
run 0 chain.grad
# So it is as a claim, unless the chain is there, or no chain asks for it.
printf 'claim dl/dx = 2*sin(x)*cos(x)\nclaim dl/du = 2*u\n' >chain.txt
run 1 chain.grad --answers chain.txt
says out "Marks: 0.5 of 1."
says out "a chain is asked for: the formula earns half"
says out "no task asks for it"
printf 'chain dl/dx = dl/du, du/dx\nclaim dl/dx = 0\n' >chain.txt
run 0 chain.grad --answers chain.txt
says out "Marks: 1 of 1."

# What cannot be judged is not wrong.
printf 'input x = 0\nl = abs(x)\nclaim dl/dx = sign(x)\n' >kink.grad
printf 'claim dl/dx = x/abs(x)\n' >kink.txt
run 0 kink.grad --answers kink.txt
says out cannot-judge
says out "Marks: 0 of 1."
run 4 kink.grad --answers kink.txt --strict

run 1 sheet.grad --answers class/bob.txt --format markdown
says out "1 of 2 entries are right"
says out "a later line answers the task"
says out "no task asks for it"
lacks out "right: "
run 1 sheet.grad --answers class/bob.txt --format markdown --solution
says out "right: p"
run 1 sheet.grad --answers class/cyd.txt --format markdown
says out "an answer has only claim, path, chain and shape lines"
run 0 --exit-zero sheet.grad --answers class

# dl/dq = 2/n (q - y) and dl/da = dl/dq' x; whoever forgets the 2 in the first
# and goes on with that is wrong once.
cat >follow.grad <<'END'
dim n = 3
data x[n] = [1; 2; 4]
data y[n] = [3; 5; 8]
param a = 1.5
q = a*x + 1
l = mean((q - y)^2)
claim dl/dq = 2/n*(q - y)
claim dl/da = 2/n*sum((q - y)*x)
END
printf 'claim dl/dq = (q - y)/n\nclaim dl/da = sum((q - y)*x)/n\n' >follow.txt
run 1 follow.grad --answers follow.txt
says out "follow-on  1 of 1"
says out "Marks: 1 of 2."
sed 1d follow.txt >alone.txt
run 1 follow.grad --answers alone.txt
says out "Marks: 0 of 2."

# What is right of anything, and what says nothing, earns nothing: terms that
# cancel, lines that rest on each other, a node by one that is made of it.
cat >nothing.grad <<'END'
data x = 1.3
data y = 0.4
param w = 0.7
param b = 0.2
a = w*x + b
p = tanh(a)
l = (p - y)^2
r = 3*l
output l
claim dl/da = 2*(p - y)*(1 - p^2)
claim dl/db = 2*(p - y)*(1 - p^2)
claim dl/dw = 2*(p - y)*(1 - p^2)*x
claim l = (p - y)^2
END
cat >giants.txt <<'END'
claim dl/da = 1e20*x - 1e20*x
claim dl/db = 1e15*(x - x) + 3
claim dl/dw = sum([10^20; -10^20])*x
claim l = 1e20*w - 1e20*w
END
run 4 --strict nothing.grad --answers giants.txt
says out "Marks: 0 of 4."
printf 'claim dl/da = dl/db\nclaim dl/db = dl/da\nclaim l = r/3\n' >circles.txt
echo 'claim dl/dw = dl/da*x' >>circles.txt
run 1 nothing.grad --answers circles.txt
says out "Marks: 1 of 4."
says out "it and other lines rest on each other, and earn"
says out "it has the left side in it, and earns"
printf 'claim dl/da = dl/db\nclaim dl/db = 2*(p - y)*(1 - p^2)\n' >chain.txt
run 1 nothing.grad --answers chain.txt
says out "Marks: 2 of 4."

# One record an answer, with marks and reasons.
run 1 sheet.grad --answers class --format json
check "not three records" test "$(wc -l <../out)" -eq 3
says out '"answers":"class/bob.txt","version"'
says out '"marks":4,"of":8'
says out '"line":4,"column":1,"text":"an answer has only'
run 1 sheet.grad --answers class --format csv
says out 'sheet.grad,class/ada.txt,8,8,"right, right, right, right",,'
run 1 sheet.grad --answers class --format csv --no-header
lacks out 'worksheet,answers'
run 1 sheet.grad --answers class/bob.txt --format gradescope
says out '{"score":4,'
says out '"name":"claim dl/dx","number":"2","score":2,"max_score":4,"status":"failed"'
says out '"visibility":"visible"'

# A transpose is right, unless the layout is strict.
echo 'claim dl/dx = [9, 3]' >turned.txt
run 1 sheet.grad --answers turned.txt
says out "right-other-layout"
run 1 sheet.grad --answers turned.txt --layout strict
lacks out "right-other-layout"
says out "it is the transpose of what is due"

# Strictly, no turned line follows from another: not from one that is turned
# alone, nor from what is due there, which it names.
cat >layer.grad <<'END'
dim n=4, d=2, h=3
data X[n,d] = normal(0,1)
data y[n] = normal(0,1)
param W1[h,d] = normal(0,1)
param b1[1,h] = normal(0,1)
param W2[1,h] = normal(0,1)
Z = X@W1' + b1
A = tanh(Z)
q = A@W2'
l = mse(q, y)
claim dl/dA = dl/dq@W2
claim dl/dZ = dl/dA*(1 - A^2)
claim dl/dW1 = dl/dZ'@X
END
printf "claim dl/dA = W2'@dl/dq'\nclaim dl/dW1 = X'@dl/dZ\n" >turned.txt
run 1 layer.grad --answers turned.txt
says out "Marks: 2 of 3."
run 1 layer.grad --answers turned.txt --layout strict
says out "Marks: 0 of 3."
says out "claim dl/dA = W2'@dl/dq'  transpose"
lacks out "follow-on"
printf '%s\n' "claim dl/dA = 2*dl/dq@W2" "claim dl/dZ = 2*dl/dA*(1 - A^2)" \
  "claim dl/dW1 = ((2*dl/dq@W2)*(1 - A^2))'@X" >twice.txt
run 1 layer.grad --answers twice.txt
says out "follow-on  1 of 1"
says out "Marks: 1 of 3."
printf '%s\n' "claim dl/dA = 2*dl/dq@W2" \
  "claim dl/dW1 = X'@((2*dl/dq@W2)*(1 - A^2))" >twice.txt
run 1 layer.grad --answers twice.txt
says out "follow-on  1 of 1"
run 1 layer.grad --answers twice.txt --layout strict
lacks out "follow-on"

# --- the command line --------------------------------------------------------

run 2 sheet.grad sheet.grad --answers class
says err "--answers wants one worksheet, not 2"
run 3 sheet.grad --answers nowhere
says err "--answers nowhere: cannot be read"
run 2 sheet.grad --jobs 2
says err "--jobs is for answers to a worksheet"
run 2 sheet.grad --answers class --shard 4/3
says err "--shard wants I/N"
run 2 sheet.grad --answers class --shard 0/3
run 2 sheet.grad --answers class --layout loose
run 2 sheet.grad --format gradescope
cp class/ada.txt keep.txt
run 2 sheet.grad --answers class -o class/ada.txt
same keep.txt class/ada.txt "an answer was replaced"
mkdir empty
run 0 sheet.grad --answers empty
says out "There is no answer file."
grep -v '^[cps][lah]' sheet.grad | grep -v '^path' >open.grad
run 0 open.grad --answers class/bob.txt
says out "nothing earns marks"

# --- hostile answers ---------------------------------------------------------

mkdir bad bad/folder
mkfifo bad/fifo
ln -s /etc/passwd bad/link
ln -s nowhere bad/nowhere
cp class/ada.txt bad/good.txt
printf 'claim dl/da = 37\n\0' >bad/zero.txt
head -c 200000 /dev/urandom >bad/random.txt
head -c 10000000 /dev/zero | tr '\0' '1' >bad/long.txt
{ printf 'claim dl/da = '; head -c 500000 /dev/zero | tr '\0' '('; } >bad/deep.txt
{ printf 'claim dl/da = '; head -c 500000 /dev/zero | tr '\0' '-'; echo 1; } \
  >bad/minus.txt
echo 'claim dl/da = sum(ones(1000000000, 1000000000))' >bad/ones.txt
echo 'claim dl/da = sum(range(20000000)) + d(l)/d(zz)' >bad/range.txt
printf 'data X[n] = "/etc/passwd"\nclaim dl/da = 37\n' >bad/data.txt
printf 'claim dl/da = 36 # =cmd()\033[31m<b>$\\input{x}$\n' >bad/markup.txt
name=$(printf 'bad/\377\033[31m.txt')
cp class/ada.txt "$name"
printf 'claim dl/da = 37\n' >'bad/=1+1.txt'
if [ "$(id -u)" -ne 0 ]; then
  cp class/ada.txt bad/closed.txt
  chmod 0 bad/closed.txt
fi
run 3 sheet.grad --answers bad --format json
files=$(find bad -mindepth 1 -maxdepth 1 | grep -c .)
check "$(wc -l <../out) records of $files" test "$(wc -l <../out)" -eq "$files"
says out '"answers":"bad/good.txt","version":"'
says out 'it is a folder'
says out 'it is no file'
says out 'it is a link, which is not followed'
says out 'is larger than 1 MiB'
says out 'a zero byte'
check "an answer leaks a file" test "$(grep -c root: ../out)" -eq 0
for format in text markdown latex html csv json gradescope; do
  run 3 sheet.grad --answers bad --format $format
  check "--format $format lets control characters through" \
    test "$(tr -d '\n\r' <../out | grep -c '[[:cntrl:]]')" -eq 0
done
run 1 sheet.grad --answers bad/markup.txt --format html
lacks out '<b>$'
run 1 sheet.grad --answers 'bad/=1+1.txt' --format csv
says out "bad/=1+1.txt,2,8"

# What takes too long is given up, and the others are judged.  24 products of
# 700 x 700 at 7 points.
mkdir slow
cp class/ada.txt slow/a.txt
{
  printf 'claim dl/da = sum(ones(700, 700)*a'
  for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24; do
    printf ' @ (ones(700, 700)*a)'
  done
  echo ')'
} >slow/b.txt
cp slow/b.txt slow/c.txt
cp slow/b.txt slow/e.txt
cp class/ada.txt slow/d.txt
cp class/ada.txt slow/f.txt
for i in 1 2 3 4 5 6 7 8; do cat slow/b.txt; done >slow/c.txt
run 3 sheet.grad --answers slow --timeout 1 --max-memory 2G --jobs 2 \
  --format json
check "not six records" test "$(wc -l <../out)" -eq 6
check "an answer after a slow one is not judged" \
  test "$(grep -c '"marks":8' ../out)" -eq 3
says out 'took longer than 1 s (see --timeout)'
run 1 sheet.grad --answers bad/ones.txt --max-memory 64M --format json
says out '"code":"bad-text"'

# --- parts make the whole ----------------------------------------------------

mkdir many
i=0
while [ $i -lt 40 ]; do
  case $((i % 4)) in
  0) cp class/ada.txt many/$i.txt ;;
  1) cp class/bob.txt many/$i.txt ;;
  2) cp class/cyd.txt many/$i.txt ;;
  3) printf '\0' >many/$i.txt ;;
  esac
  i=$((i + 1))
done
"$program" check sheet.grad --answers many --format csv --exit-zero >whole
check "a run with bad answers has exit status $?" test $? -eq 0
"$program" check sheet.grad --answers many --format csv --jobs 3 >three
same whole three "three processes say another thing than one"

# shard I: as the manual has it.
cat >shard.sh <<'END'
header=; [ "$1" -gt 1 ] && header=--no-header
exec "$GRADCOMPARE" check sheet.grad --answers many --format csv --exit-zero \
  --shard "$1/4" $header -o "part-$1.csv"
END
GRADCOMPARE=$program
export GRADCOMPARE
for i in 1 2 3 4; do sh shard.sh $i; done
cat part-1.csv part-2.csv part-3.csv part-4.csv >parts
same whole parts "four parts are not the whole"

# A part that is killed leaves nothing half written, and is done again.
rm part-3.csv
mkdir stopped
cp slow/c.txt stopped/x.txt
"$program" check sheet.grad --answers stopped --timeout 30 --max-memory 2G \
  --format csv -o part-3.csv &
sleep 1
kill $!
wait $! 2>/dev/null
check "a part that is killed leaves a file" test ! -e part-3.csv
sh shard.sh 3
cat part-1.csv part-2.csv part-3.csv part-4.csv >parts
same whole parts "a part done again is another"

# The second part kills itself, once.
cat >once.sh <<'END'
[ "$1" -eq 2 ] && [ ! -e tried ] && touch tried && kill -9 $$
exec sh shard.sh "$1"
END

if command -v parallel >/dev/null 2>&1; then
  rm -f part-*.csv tried
  parallel --will-cite -j 2 --joblog log sh once.sh '{}' ::: 1 2 3 4 \
    >../out 2>../err
  check "parallel does not tell how many parts failed" test $? -eq 1
  check "a part that was killed is there" test ! -e part-2.csv
  parallel --will-cite -j 2 --joblog log --resume-failed sh once.sh '{}' \
    ::: 1 2 3 4 >../out 2>../err
  check "parallel, again: exit status $?: $(head -n 3 ../err)" test $? -eq 0
  cat part-1.csv part-2.csv part-3.csv part-4.csv >parts
  same whole parts "by GNU parallel the parts are not the whole"
else
  echo "GNU parallel is not installed: not tried"
fi

# A cluster of this machine, on the loopback address.
start_slurm()
{
  user=$(id -un)
  host=$(hostname -s)
  mkdir -p ../slurm/state ../slurm/spool
  slurm_dir=$(cd ../slurm && pwd)
  SLURM_CONF=$slurm_dir/slurm.conf
  export SLURM_CONF
  cat >"$SLURM_CONF" <<END
ClusterName=answers
SlurmctldHost=$host(127.0.0.1)
SlurmUser=$user
SlurmdUser=$user
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/none
CredType=cred/none
StateSaveLocation=$slurm_dir/state
SlurmdSpoolDir=$slurm_dir/spool
SlurmctldPidFile=$slurm_dir/slurmctld.pid
SlurmdPidFile=$slurm_dir/slurmd.pid
SlurmctldLogFile=$slurm_dir/slurmctld.log
SlurmdLogFile=$slurm_dir/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
NodeName=$host NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=$host Default=YES State=UP MaxTime=10
END
  slurmctld -D >/dev/null 2>&1 &
  slurm=$!
  slurmd -D -N "$host" >/dev/null 2>&1 &
  slurm="$slurm $!"
  for i in 1 2 3 4 5 6 7 8 9 10; do
    sinfo -h -o %T 2>/dev/null | grep -q idle && return 0
    sleep 1
  done
  return 1
}

cat >job.sh <<'END'
#!/bin/sh
#SBATCH --array=1-4
exec sh once.sh "$SLURM_ARRAY_TASK_ID"
END

# The parts that are not there yet.
missing()
{
  for i in 1 2 3 4; do
    [ -e "part-$i.csv" ] || printf '%s' ",$i"
  done | cut -c 2-
}

if ! command -v slurmd >/dev/null 2>&1 || ! command -v slurmctld >/dev/null 2>&1
then
  echo "Slurm is not installed: not tried"
elif ! start_slurm; then
  echo "Slurm does not come up here: not tried"
else
  rm -f part-*.csv tried
  timeout 120 sbatch --wait -o /dev/null job.sh >../out 2>../err
  check "Slurm: a part that was killed is no failure" test $? -ne 0
  check "parts '$(missing)' are missing, not 2" test "$(missing)" = 2
  timeout 120 sbatch --wait -o /dev/null --array="$(missing)" job.sh \
    >../out 2>../err
  check "Slurm, again: exit status $?: $(head -n 3 ../err)" test $? -eq 0
  cat part-1.csv part-2.csv part-3.csv part-4.csv >parts
  same whole parts "by Slurm the parts are not the whole"
fi

echo "answers: $passed passed, $failed failed"
test "$failed" -eq 0
