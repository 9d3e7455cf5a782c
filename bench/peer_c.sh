#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The worksheet of a workload as C, exported and compiled, and timed: a peer as
# peers.h has them, which run.sh calls in the build folder.
#
#   peer_c.sh FOLDER WORKLOAD FILE SECONDS SAMPLES
#
# SHEET, DIMS: the worksheet and its --dim, from bench; CC and CXX.  Large
# products are OpenBLAS's where it is there.  Nothing is printed for a workload
# without a worksheet.

set -eu
folder=$1
shift
[ -n "$SHEET" ] || exit 0
# Half a minute for the derivative of so long a product, to be written once.
[ "${QUICK:-no}" = no ] || [ "$1" != W2-speel-1e5 ] || exit 0
program=peer_c-$1

cd bench
cblas='' library=''
# shellcheck disable=SC2086
if printf '#include <cblas.h>\nint main(void) { return 0; }\n' |
  $CC -x c -o peer_c-test - -lopenblas 2>peer_c.log; then
  cblas=--cblas library=-lopenblas
fi
# shellcheck disable=SC2086 # several words
../gradcompare export --to c $cblas -o generated.c $DIMS "$folder/$SHEET"
adjoint=$(sed -n 's/^void \(generated_adjoint_[A-Za-z0-9_]*\)(.*/\1/p' \
  generated.h)
seeded=
if grep -q 'seed\[' generated.h; then
  seeded=-DSEEDED
fi
# The first name in the struct of what is differentiated by.
point=$(sed -n '/^struct generated_wrt/,/^}/p' generated.h \
  | sed -n 's/^  double \([A-Za-z0-9_]*\).*/\1/p' | head -n 1)
# What was compiled before need not be again.
cat generated.c "$folder/peer_c.cpp" "$folder/peer_problem.hpp" >"$program.new"
if [ ! -x "$program" ] || ! cmp -s "$program.new" "$program.sources"; then
  # shellcheck disable=SC2086
  $CC -std=c17 -O3 -march=native -ffp-contract=fast -c generated.c \
    -o generated.o
  # shellcheck disable=SC2086
  $CXX -O3 -march=native -DADJOINT="$adjoint" -DPOINT="$point" $seeded \
    -I. -I"$folder" "$folder/peer_c.cpp" generated.o $library -lm -o "$program"
  mv "$program.new" "$program.sources"
fi
cd ..
exec "./bench/$program" "$@"
