#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The README's pictures, in doc/figures/: what they show is computed anew, and
# compared with what they were made of.
#
#   doc/figures.sh            fails where a picture is not of today's program
#   doc/figures.sh --update   draws them anew, by dot and gnuplot; make figures
#                             does so
#
#   graph.svg   made of graph.dot, which `draw` writes of a worksheet
#   cost.svg    made by cost.gp of cost.csv, flops as `sweep` counts them
#
# Programs of other versions draw other bytes of the same picture.  So held are
# not the bytes of a picture, but the files that it was made of, and that it was
# made of these: a comment in it has their check sums.
#
# `make check` gives GRADCOMPARE, the program, and srcdir.

set -u
LC_ALL=C
export LC_ALL

case ${1-} in
  '') update=no ;;
  --update) update=yes ;;
  *)
    echo "usage: $0 [--update]" >&2
    exit 2
    ;;
esac

source_dir=${srcdir:-$(dirname "$0")/..}
source_dir=$(cd "$source_dir" && pwd) || exit 2
program=${GRADCOMPARE:-$source_dir/build/gradcompare}
case $program in
  /*) ;;
  *) program=$(pwd)/$program ;;
esac
figures=$source_dir/doc/figures
scratch=$(mktemp -d "${TMPDIR:-/tmp}/figures.XXXXXX") || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM
cd "$source_dir" || exit 2

# -- what they are made of -----------------------------------------------------

"$program" draw --partials examples/eth/1b.grad >"$scratch/graph.dot" || exit 1
"$program" sweep --no-times --format csv examples/scaling/parameters.grad \
  examples/scaling/outputs.grad >"$scratch/sweep.csv" || exit 1

# A row a size: multiples of what an evaluation costs.
awk -F, '
  NR == 1 {
    for (i = 1; i <= NF; i++)
      column[$i] = i
    print "sheet,params,outputs,forward,reverse"
    next
  }
  {
    flops[$(column["method"])] = $(column["flops"])
  }
  $(column["method"]) == "reverse" {
    sheet = $(column["worksheet"])
    sub(/.*\//, "", sheet)
    sub(/[.]grad$/, "", sheet)
    printf "%s,%s,%s,%.4g,%.4g\n", sheet, $(column["params"]),
      $(column["outputs"]), flops["forward"] / flops["evaluation"],
      flops["reverse"] / flops["evaluation"]
  }' "$scratch/sweep.csv" >"$scratch/cost.csv"

# stamp FILE...: the comment in the picture that is made of them.
stamp()
{
  printf '<!-- check sums:'
  for file; do
    cksum <"$file" | awk '{ printf " %s", $1 }'
  done
  echo ' -->'
}

# -- drawing -------------------------------------------------------------------

# finish NAME FILE...: the picture with its stamp goes where it belongs.
finish()
{
  name=$1
  shift
  if [ ! -s "$scratch/$name.svg" ]; then
    echo "figures: $name.svg was not drawn" >&2
    exit 1
  fi
  stamp "$@" >"$scratch/stamp"
  sed "1r $scratch/stamp" "$scratch/$name.svg" >"$figures/$name.svg" || exit 1
}

if [ $update = yes ]; then
  cp "$scratch/graph.dot" "$scratch/cost.csv" "$figures" || exit 1
  dot -Tsvg "$scratch/graph.dot" >"$scratch/graph.svg"
  finish graph "$figures/graph.dot"
  (cd "$scratch" && gnuplot "$figures/cost.gp") || exit 1
  finish cost "$figures/cost.csv" "$figures/cost.gp"
  exit 0
fi

# -- comparing -----------------------------------------------------------------

failed=0
for file in graph.dot cost.csv; do
  diff -u "$figures/$file" "$scratch/$file" || failed=1
done

# holds NAME FILE...
holds()
{
  name=$1
  shift
  if ! grep -qFx -e "$(stamp "$@")" "$figures/$name.svg"; then
    echo "FAIL: doc/figures/$name.svg was made of other files than these: $*"
    failed=1
  fi
}

holds graph "$figures/graph.dot"
holds cost "$figures/cost.csv" "$figures/cost.gp"
[ $failed -eq 0 ] || echo 'FAIL: see doc/figures.sh --update'
exit $failed
