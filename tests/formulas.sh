#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The formulas that explain prints of the examples, put into their worksheets as
# claims: check computes both sides at random points and other sizes, by other
# code than that which made them.  `make check` runs this with GRADCOMPARE (the
# program) and srcdir; AWK is used.

set -u
LC_ALL=C
export LC_ALL
source_dir=${GRADCOMPARE_SOURCE:-${srcdir:-$(dirname "$0")/..}}
program=${GRADCOMPARE:-${GRADCOMPARE_BUILD:-build}/gradcompare}
case $program in
  /*) ;;
  *) program=$(pwd)/$program ;;
esac
awk=${AWK:-awk}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/formulas.XXXXXX") || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
cd "$source_dir/examples" || exit 2

# Field of a record, whose quotes are taken off; what stands before a sign to
# keep tables from adding it up, too.
cat >"$scratch/claims.awk" <<'AWK'
# "delta1 = dL/dh" names a derivative, which then stands for the name: claims
# know no deltas.
FNR > 1 && match($0, /^[^,]*,[^,]*,[^,]*,/) {
  rest = substr($0, RLENGTH + 1)
  left = rest
  sub(/,.*/, "", left)
  right = substr(rest, length(left) + 2)
  sub(right ~ /^"/ ? "\",.*" : ",.*", "", right)
  sub(/^"?\047?/, "", right)
  if (split(left, named, " = ") == 2) {
    stands[named[1]] = named[2]
    left = named[2]
  }
  if (right != "") {
    lefts[++n] = left
    rights[n] = right
  }
}

END {
  for (i = 1; i <= n; i++)
    print "claim " lefts[i] " = " named_out(rights[i])
}

function named_out(text,   out, word)
{
  while (match(text, /[A-Za-z_][A-Za-z0-9_]*/)) {
    word = substr(text, RSTART, RLENGTH)
    out = out substr(text, 1, RSTART - 1) (word in stands ? stands[word] : word)
    text = substr(text, RSTART + RLENGTH)
  }
  return out text
}
AWK

# Of the means over N - n rows, of which no size has the name; and of a
# quotient that is not finite at the sheet's own point.
known='
atlas/training/early-stopping.grad only-sizes
classics/where-trap.grad cannot-judge'

failed=0 right=0
for sheet in $(find . -name '*.grad' | sed 's|^\./||' | sort); do
  for part in formulas chains; do
    "$program" explain --only $part --format csv "$sheet" </dev/null \
      >"$scratch/$part" 2>"$scratch/said"
  done
  "$awk" -f "$scratch/claims.awk" "$scratch/formulas" "$scratch/chains" |
    sort -u >"$scratch/claims"
  [ -s "$scratch/claims" ] || continue
  (cd "$(dirname "$sheet")" && cat "$(basename "$sheet")" "$scratch/claims" |
    "$program" check --format csv -) >"$scratch/verdicts" 2>>"$scratch/said"
  [ -s "$scratch/said" ] && cat "$scratch/said" && failed=$((failed + 1))
  lines=$(wc -l <"$sheet") # those behind them are ours
  "$awk" -F, -v n="$lines" 'NR > 1 && $2 > n' "$scratch/verdicts" \
    >"$scratch/found"
  right=$((right + $(grep -c ',right,' "$scratch/found")))
  if grep -v ',right,' "$scratch/found" >"$scratch/wrong"; then
    code=$(sed -n '1s/.*,\([a-z-]*\),1,0,.*/\1/p' "$scratch/wrong")
    case $known in
      *"$sheet $code"*) ;;
      *)
        echo "$sheet: a formula is not right:"
        cat "$scratch/wrong"
        failed=$((failed + 1))
        ;;
    esac
  fi
done
echo "$right formulas are right at random points and other sizes"
test "$failed" -eq 0 -a "$right" -gt 900
