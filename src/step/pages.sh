#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: pages.sh PROGRAM EXAMPLES FOLDER [FILE...]: makes a page of each
# worksheet in the folder EXAMPLES, or of these FILEs in it, and index.html,
# which leads to them; all in FOLDER, for a course's web space.  With AWK.

set -eu
LC_ALL=C
export LC_ALL
program=$1 examples=$2 folder=$3
shift 3
awk=${AWK:-awk}

list()
{
  if [ $# -gt 0 ]; then
    printf '%s\n' "$@"
  else
    (cd "$examples" && find . -name '*.grad' | sed 's|^\./||' | sort)
  fi
}

# The page says what it is, in lines of their own (step_page.c).
card()
{
  printf '<li><a href="%s">\n' "$1"
  "$awk" '
    /^<h1>/ { gsub(/<[^>]*>/, ""); title = $0 }
    /^<p class="source">/ && source == "" { gsub(/<[^>]*>/, ""); source = $0 }
    /^<p class="notes">/ { inside = 1 }
    inside { note = note (note == "" ? "" : " ") $0 }
    /<\/p>$/ { inside = 0 }
    /^<svg class="sketch"/ { sketch = $0 }
    /^<\/article>/ { exit }
    END {
      gsub(/<[^>]*>/, "", note)
      if (match(note, /[.] /))
        note = substr(note, 1, RSTART)
      print sketch "<b>" title "</b></a>"
      if (note != "")
        print "<p>" note "</p>"
      if (source != "")
        print "<p class=\"source\">" source "</p>"
      print "</li>"
    }' "$folder/$1"
}

head_of_index()
{
  cat <<'END'
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"/>
<title>Forward and reverse mode, step by step</title>
<style>
:root { color-scheme: light dark; }
body { font: 15px/1.4 system-ui, sans-serif; margin: 1rem auto;
  max-width: 76rem; padding: 0 1rem; }
ul { display: grid; gap: 1rem; padding: 0; list-style: none;
  grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); }
li { border: 1px solid GrayText; border-radius: 8px; padding: .7rem; }
a:not(:hover) { text-decoration: none; }
svg { display: block; width: 100%; height: 6rem; margin-bottom: .5rem;
  color: CanvasText; }
svg * { vector-effect: non-scaling-stroke; }
text { fill: currentColor; stroke: none; }
p { margin: .2rem 0; }
.source { font-size: .85rem; opacity: .8; }
</style>
</head>
<body>
<h1>Forward and reverse mode, step by step</h1>
<ul>
END
}

mkdir -p "$folder"
list "$@" >"$folder/index.list"
{
  head_of_index
  while read -r sheet; do
    page=${sheet%.grad}.html
    mkdir -p "$(dirname "$folder/$page")"
    "$program" step "$examples/$sheet" -o "$folder/$page" </dev/null
    card "$page"
  done <"$folder/index.list"
  printf '</ul>\n</body>\n</html>\n'
} >"$folder/index.html.new"
rm "$folder/index.list"
mv "$folder/index.html.new" "$folder/index.html"
