#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# gradcompare step: what it refuses, and, where node and Chromium are installed,
# its pages in that browser (step.mjs).
#
# `make check` gives GRADCOMPARE, the program, and GRADCOMPARE_SOURCE.

set -u
LC_ALL=C
export LC_ALL
# shellcheck source=tests/checks.sh
. "$(dirname "$0")/checks.sh"

here=$(cd "$(dirname "$0")" && pwd)
workplace step
examples=$source_dir/examples
cd "$work" || exit 2

refuses()
{
  refused step "$@"
}

refuses 'no worksheet is given'
printf 'input x = 1\ny = x^2\nstep reverse 5 "late"\n' >stop.grad
refuses 'stop.grad:3:14: error: expected a step of 0 to 4' stop.grad
printf 'title "a\342\200\250b"\ninput x = 1\ny = x^2\n' >line.grad
refuses 'line.grad:1:9: error: a text cannot hold' line.grad
awk 'BEGIN {
  print "input x = 1"
  for (i = 1; i <= 2000; i++)
    print "h" i " = sin(" (i > 1 ? "h" i - 1 : "x") ")"
}' >long.grad
refuses '2001 nodes are too many to be stepped through, 2000 at most' long.grad

# What would be too large is cut, and says so; or refused.
large() { printf 'dim n = %s\ninput A[n,n] = normal(0, 1)\ny = sum(A)\n' "$1"; }
large 230 >cut.grad
check 'a page was not cut' "$program" step cut.grad -o cut.html
check 'the page does not say that it is cut' grep -qF \
  'numbers of the worksheet are rounded to 6 digits here' cut.html
check 'a cut page is too large' test "$(wc -c <cut.html)" -le 1000000
large 400 >large.grad
refuses 'kB, and 900 kB are the most; smaller sizes give less' large.grad
check 'and is made with a smaller size' \
  "$program" step large.grad --dim n=20 -o small.html
check 'a small page says that it is cut' \
  sh -c '! grep -q "rounded to" small.html'

# One file, and nothing in it that is to be fetched.
"$program" step "$examples/eth/1b.grad" >page.html 2>err
check "eth/1b: $(cat err)" test ! -s err
check 'the page asks for a file' sh -c \
  '! grep -E "(src|href)=|url\(\"?[^#]|@import|https?://[^w]" page.html'
"$program" step "$examples/eth/1b.grad" >again.html
check 'the same sheet gives two pages' cmp -s page.html again.html
printf 'input x = 1\nclaim x = 1\n' >leaf.grad
check 'a sheet without an operation' \
  sh -c '"$1" step leaf.grad >leaf.html' sh "$program"

# Nothing in the data ends the element that they stand in.
echo 'input x = 1
y = where(x < 2, x, 0)  # </script>' >less.grad
"$program" step less.grad | grep 'class="data"' | sed 's/^<[^>]*>//' >data
check 'the data are not there' grep -q 'where(x .u003c 2, x, 0)' data
check 'there is a < in the data' sh -c '! grep -q "<" data'

# The policy names this very script, and this style.
hash_of()
{
  tr '\n' '\001' <page.html | sed "s|.*<$1>\\(.*\\)</$1>.*|\\1|" \
    | tr '\001' '\n' | openssl dgst -sha256 -binary | openssl base64
}
if command -v openssl >/dev/null; then
  for part in style script; do
    check "the policy has another hash of the $part" \
      grep -qF -e "$part-src 'sha256-$(hash_of $part)'" page.html
  done
fi

# A course's web space: index and pages, each of which is there.
pages=$here/../src/step/pages.sh
sh "$pages" "$program" "$examples" web >out 2>&1
check "pages: $(cat out)" test ! -s out
sheets=$(find "$examples/" -name '*.grad' | wc -l)
grep -o 'href="[^"]*"' web/index.html | sed 's/.*="\(.*\)"/\1/' >links
check "$sheets worksheets have $(wc -l <links) links" \
  test "$sheets" -eq "$(wc -l <links)"
check 'a link leads nowhere' \
  sh -c 'cd web && xargs ls >/dev/null' <links
check 'a page has no drawing in the index' \
  test "$(grep -c '^<svg class="sketch".*</svg><b>..*</b></a>$' \
            web/index.html)" -eq "$sheets"
check 'the index does not say what there is to see' grep -qF \
  'two paths lead from l to x: along a path the factors' web/index.html
check 'the index has no formulas, or no topics' \
  sh -c 'grep -qF "dl/dx = 2*dl/dh1" web/index.html &&
         grep -qF "<h2>atlas: layers</h2>" web/index.html'
check 'all of a note is in the index' \
  sh -c '! grep -qF "watch the shapes" web/index.html'

browser=
for name in chromium chromium-browser google-chrome; do
  [ -n "$browser" ] || browser=$(command -v $name) || :
done
if [ -z "$browser" ] || ! command -v node >/dev/null; then
  echo 'step: no node or no Chromium here, so no page was opened'
elif ! node "$here/step.mjs" "$program" "$browser" "$examples" "$work"; then
  failed=$((failed + 1))
fi

echo "step: $passed checks passed, $failed failed"
[ $failed -eq 0 ]
