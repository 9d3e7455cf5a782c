#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Throws made-up worksheets at the library for FUZZ_SECONDS (120): builds
# tests/fuzz_sheet.c with clang's libFuzzer and sanitizers, and runs it on the
# examples and what grows out of them.
#
# `make fuzz` runs this in the build folder; by hand: tests/fuzz.sh, with
# GRADCOMPARE_SOURCE and GRADCOMPARE_BUILD.  All is in the folder fuzz/ there:
# found/ keeps what is worth to begin with the next time, and an input that
# fails is left as failed-*; fuzz/fuzz_sheet FILE runs it again.

set -u
LC_ALL=C
export LC_ALL

source_dir=${GRADCOMPARE_SOURCE:-$(dirname "$0")/..}
source_dir=$(cd "$source_dir" && pwd) || exit 2
build=${GRADCOMPARE_BUILD:-$(pwd)}
clang=${CLANG:-clang}
seconds=${FUZZ_SECONDS:-120}
jobs=${JOBS:-2}
# Division by zero is what IEEE arithmetic says it is.
sanitize='-fsanitize=address,undefined -fno-sanitize-recover=all'
flags="-std=c17 -O1 -g -ffp-contract=off -D_POSIX_C_SOURCE=200809L -w
  ${GSL_CFLAGS-$(pkg-config --cflags gsl 2>/dev/null)}"
libs="${GSL_LIBS-$(pkg-config --libs gsl 2>/dev/null)} ${CSV_LIBS--lcsv} -lm"

die()
{
  echo "fuzz: $*" >&2
  exit 2
}

mkdir -p "$build/fuzz/found" || exit 2
cd "$build/fuzz" || exit 2
rm -rf objects seeds
mkdir objects seeds || exit 2

echo 'int LLVMFuzzerTestOneInput(void); int LLVMFuzzerTestOneInput(void)
{ return 0; }' >objects/probe.c
"$clang" -fsanitize=fuzzer,address,undefined objects/probe.c \
  -o objects/probe 2>objects/probe.log \
  || die "$clang has no libFuzzer; Debian's libclang-rt-14-dev brings it"

# -- the target ------------------------------------------------------------

grammar=$build/lib/syntax
for file in parser scanner; do
  [ -f "$grammar/$file.c" ] || grammar=$source_dir/lib/syntax
  [ -f "$grammar/$file.c" ] || die "there is no $file.c: run this after make"
done
for file in "$source_dir"/lib/*/*.c "$grammar/parser.c" "$grammar/scanner.c"; do
  case $file in
    *_avx2.c | *_avx512.c) continue ;;
    "$source_dir"/lib/syntax/parser.c | "$source_dir"/lib/syntax/scanner.c)
      [ "$grammar" = "$source_dir/lib/syntax" ] || continue ;;
  esac
  echo "$file"
done | sort -u >objects/list
printf '%s\n' "$source_dir/tests/fuzz_sheet.c" "$source_dir/tests/wide.c" \
  >>objects/list
# A compiler for xargs; fuzz_open stands for fopen.
# shellcheck disable=SC2086,SC2116
cat >objects/compile <<END
#!/bin/sh
exec "$clang" $(echo $flags) $sanitize -fsanitize=fuzzer-no-link \\
  -include objects/open.h -iquote "$source_dir/lib" \\
  -iquote "$grammar/.." -c "\$1" -o "$build/fuzz/objects/\$(basename "\$1" .c).o"
END
cat >objects/open.h <<'END'
#include <stdio.h>
FILE *fuzz_open(const char *path, const char *mode);
#define fopen fuzz_open
END
chmod +x objects/compile
echo "fuzz: compiling"
xargs -P "$jobs" -n 1 objects/compile <objects/list || die 'it does not compile'
# shellcheck disable=SC2086
"$clang" $sanitize -fsanitize=fuzzer objects/*.o $libs -o fuzz_sheet \
  || die 'it does not link'

# -- words and worksheets to begin with ------------------------------------

# What stands in quotes in the tables of ops and words.
{
  cat "$source_dir"/lib/syntax/keywords.c "$source_dir"/lib/*.def \
    | grep -o '"[a-z][a-z0-9_]*"' | sort -u
  cat "$source_dir/tests/fuzz.dict"
} >objects/dictionary
number=0
find "$source_dir/examples" "$source_dir/tests" -name '*.grad' | sort \
  >objects/worksheets
while read -r file; do
  number=$((number + 1))
  head -c 3500 "$file" >"seeds/$number.grad"
  if grep -q from "$file"; then
    printf '\n%%%%%%\nx,y,c\n1,2.385,a\n-0.3,,b\n7e2,1,"a ""b"""\n' \
      >>"seeds/$number.grad"
  fi
done <objects/worksheets

# Chains over many entries: one input in three, so that they have their part
# of the time.
while [ $number -gt 0 ]; do
  { printf '\377'; head -c $((12 + number % 60)) /dev/urandom; } \
    >"seeds/wide-$number"
  number=$((number - 2))
done

# -- the run ---------------------------------------------------------------

echo "fuzz: running for $seconds s"
# Leaks are looked for; a graph of 8 MB needs some of its own beside.
./fuzz_sheet -max_total_time="$seconds" -max_len=4096 -timeout=20 \
  -rss_limit_mb=2048 -dict=objects/dictionary -artifact_prefix=failed- \
  -print_final_stats=1 -verbosity=1 found seeds >log 2>&1
status=$?
grep -E '^(stat::|Done|SUMMARY|==|fuzz_sheet:)' log
if [ $status -ne 0 ]; then
  tail -n 60 log
  echo "fuzz: FAILED; the input is failed-* in $build/fuzz"
fi
exit $status
