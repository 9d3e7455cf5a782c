#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The arrows of the house: which folder may include which, told below.  Also
# that few headers read the rows of ops.def, so that little is compiled again
# for a new one; that names of files in comments are names of files, that no two
# files of lib/ and src/ share a name, and that lines have 80 columns at most.
#
# Run by make check; by hand: tests/arrows.sh, with GRADCOMPARE_SOURCE.  Then
# it plants one mistake of each kind in a small house of its own, and must
# find them all.

set -u
LC_ALL=C
export LC_ALL

source_dir=${GRADCOMPARE_SOURCE:-${srcdir:-$(dirname "$0")/..}}
source_dir=$(cd "$source_dir" && pwd) || exit 2
scratch=$(mktemp -d "${TMPDIR:-/tmp}/arrows.XXXXXX") || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

# folder: the folders that it may include, beside itself.  What src/ takes
# from lib/ beside public headers is named as well.
cat >"$scratch/rooms" <<'END'
lib/base:
lib/syntax:     lib/base lib/data
lib/graph:      lib/base
lib/lower:      lib/base lib/syntax lib/graph
lib/symbolic:   lib/base lib/syntax lib/graph lib/lower
lib/kernels:    lib/base lib/graph
lib/program:    lib/base lib/graph lib/kernels
lib/engines:    lib/base lib/graph lib/kernels lib/program
lib/data:       lib/base
lib/train:      lib/base
lib/sheet:      lib/base lib/syntax lib/graph lib/lower lib/symbolic lib/engines lib/data lib/train
lib/judge:      lib/base lib/syntax lib/graph lib/kernels lib/program lib/engines
lib/claims:     lib/base lib/syntax lib/graph lib/lower lib/symbolic lib/engines lib/sheet lib/judge
lib/mistakes:   lib/base lib/graph lib/lower lib/symbolic lib/engines lib/sheet lib/judge lib/claims
src/host:       public lib/base lib/kernels
src/page:       public lib/base src/host
src/gnuplot:    public lib/base src/host src/page
src/cli:        public src/host src/page
src/measure:    public src/host
src/worksheet:  public src/host src/page src/cli src/measure
src/compare:    public src/host src/page src/gnuplot src/cli src/measure src/worksheet
src/sweep:      public src/host src/page src/gnuplot src/cli src/measure src/worksheet
src/stepsize:   public lib/data src/host src/page src/gnuplot src/cli src/measure src/worksheet
src/check:      public src/host src/page src/gnuplot src/cli src/measure src/worksheet
src/explain:    public src/host src/page src/gnuplot src/cli src/measure src/worksheet
src/boxes:      public src/host src/worksheet
src/draw:       public src/host src/page src/gnuplot src/cli src/measure src/worksheet src/boxes
src/step:       public src/host src/page src/cli src/worksheet src/boxes
src/train:      public lib/data src/host src/page src/gnuplot src/cli src/measure src/worksheet
src/export:     public lib/base src/host src/page src/cli src/worksheet
src/ops:        public src/host src/page src/gnuplot src/cli src/measure src/worksheet
src:            public src/host src/page src/cli
END

# Public headers and tables lie in lib/ itself; each belongs to a folder.
cat >"$scratch/public" <<'END'
lib/base:       report.h status.h
lib/syntax:     expr.h statement.h
lib/graph:      derived.def graph.h made.def nodes.h ops.def ops.h structured.def
lib/lower:      lower.h
lib/symbolic:   formulas.h locals.h symbolic.h
lib/engines:    dual.h forward.h origin.h tape.h trace.h value.h
lib/judge:      agree.h cost.h fd.h
lib/claims:     claims.h
lib/mistakes:   mistakes.def mistakes.h
lib/data:       frame.h
lib/train:      train.h
lib/sheet:      sheet.h
END

# Files that are made, or are not ours.
others='config.h csv.h math.h parser.c parser.h scanner.c stdlib.h'

cat >"$scratch/check.awk" <<'AWK'
function complain(what) { print FILENAME ":" FNR ": " what; found = 1 }

function folder_of(file) { return file ~ /\// ? folder_part(file) : "" }
function folder_part(file) { sub(/\/[^\/]*$/, "", file); return file }
function base_of(file) { sub(/.*\//, "", file); return file }

# The room that an included file lies in; "" where there is none.
function room_of(name)
{
  if (name ~ /\//)
    return ("lib/" name) in there ? "lib/" folder_part(name) \
         : ("src/" name) in there ? "src/" folder_part(name) : ""
  return name in belongs ? belongs[name] : ""
}

function hold_include(name,    to)
{
  if (FILENAME ~ /\.h$/ && name ~ /^(graph\.h|ops\.def)$/ \
      && room != "lib/kernels" && FILENAME !~ /^lib\/(graph|dual)\.h$/)
    complain("what reads this header would be compiled again for a new row of" \
             " ops.def; nodes.h has all but the rows")
  if (index(" " others " ", " " name " ") || name == "syntax/parser.h")
    return
  to = room_of(name)
  if (to == "") {
    complain("\"" name "\" is no public header, and in no folder")
    return
  }
  if (to != room && !((room, to) in may) \
      && !(name in belongs && (room, "public") in may))
    complain(room " may not include \"" name "\" of " to)
}

# Names of files in what is no code.
function hold_names(text,    name)
{
  while (match(text, /[A-Za-z0-9_-]+\.(def|sh|awk|[chyl])[^A-Za-z0-9_]/)) {
    name = substr(text, RSTART, RLENGTH - 1)
    text = substr(text, RSTART + RLENGTH - 1)
    if (name !~ /NAME/ && !(name in names) && !index(" " others " ", " " name " "))
      complain("there is no file " name)
  }
}

FILENAME == ARGV[1] {
  split($0, part, ":")
  n = split(part[2], list, " ")
  known[part[1]] = 1
  for (i = 1; i <= n; i++)
    may[part[1], list[i]] = 1
  next
}
FILENAME == ARGV[2] {
  split($0, part, ":")
  n = split(part[2], list, " ")
  for (i = 1; i <= n; i++)
    belongs[list[i]] = part[1]
  next
}
FILENAME == ARGV[3] {
  there[$0] = 1
  name = base_of($0)
  if ($0 ~ /^(lib|src)\// && names[name] ~ /^(lib|src)\//) {
    print $0 ": " names[name] " has this name"
    found = 1
  }
  names[name] = $0
  next
}
FNR == 1 {
  room = folder_part(FILENAME)
  inside = 0
  if (room ~ /^(lib|src)/ && room != "lib" && !(room in known))
    complain("a folder that no rule is for")
}
{
  columns = $0
  gsub(/[\200-\277]/, "", columns)
  if (length(columns) > 80)
    complain(length(columns) " columns")
}
room ~ /^(lib|src)/ && /^# *include "/ {
  split($0, part, "\"")
  if (room == "lib")
    room = base_of(FILENAME) in belongs ? belongs[base_of(FILENAME)] : room
  hold_include(part[2])
}
{
  text = $0
  while (text != "") {
    if (!inside) {
      at = index(text, "/*")
      if (!at)
        break
      text = substr(text, at + 2)
      inside = 1
    }
    at = index(text, "*/")
    hold_names((at ? substr(text, 1, at - 1) : text) " ")
    text = at ? substr(text, at + 2) : ""
    inside = !at
  }
}
END { exit found }
AWK

# look FOLDER: complaints about the house in it.
look()
{
  (
    cd "$1" || exit 2
    find lib src tests bench doc bootstrap -type f \
      \( -name '*.[chyl]' -o -name '*.def' -o -name '*.sh' -o -name '*.awk' \) \
      ! -name 'parser.[ch]' ! -name scanner.c 2>/dev/null | sort \
      >"$scratch/files"
    grep -E '^(lib|src|tests|bench)/.*\.([chyl]|def)$' "$scratch/files" \
      | xargs awk -v others="$others" -f "$scratch/check.awk" \
        "$scratch/rooms" "$scratch/public" "$scratch/files"
  )
}

# plant WHAT FILE TEXT: a house with this file too must be complained of.
plant()
{
  house=$scratch/house
  rm -rf "$house"
  mkdir -p "$house/lib/base" "$house/lib/graph" "$house/src/page" \
    "$house/src/cli" || exit 2
  echo '/* The lowest: status.h */' >"$house/lib/base/low.h"
  echo '#include "base/low.h"' >"$house/lib/graph/middle.h"
  echo '#include "status.h"' >"$house/src/page/paper.c"
  : >"$house/src/cli/orders.h"
  : >"$house/lib/status.h"
  if [ "$1" = nothing ]; then
    look "$house" && return
    echo 'FAIL: a house without mistakes is complained of'
    failed=1
    return
  fi
  printf '%s\n' "$3" >"$house/$2"
  if look "$house" >"$scratch/said" || ! grep -q "$2:" "$scratch/said"; then
    echo "FAIL: not found: $1"
    cat "$scratch/said"
    failed=1
  fi
}

failed=0
look "$source_dir" || failed=1
plant nothing
plant 'an arrow up in lib/' lib/base/up.c '#include "graph/middle.h"'
plant 'an arrow up in src/' src/page/up.c '#include "cli/orders.h"'
plant 'an internal header of lib/ in src/' src/cli/deep.c \
  '#include "graph/middle.h"'
plant 'a header that is not there' lib/graph/lost.c '#include "base/lost.h"'
plant 'a header that reads ops.def' src/cli/orders.h '#include "graph.h"'
plant 'a comment that names no file' lib/base/old.c '/* See older.c. */'
plant 'a name taken twice' src/page/low.h ''
plant 'a long line' lib/base/long.c "/* $(printf '%080d' 0) */"
plant 'a folder without a rule' lib/cellar.c '#include "base/low.h"'
[ $failed -eq 0 ]
