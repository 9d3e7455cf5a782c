#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: pages.sh PROGRAM EXAMPLES FOLDER [FILE...]: makes a page of each
# worksheet in the folder EXAMPLES, or of these FILEs in it, and index.html,
# which leads to them, with the graph of each and the formulas of its gradient;
# all in FOLDER, for a course's web space.  With AWK.

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

# Of records of explain --format csv: "dL/dW = X' @ dL/dz", a line each.
formulas()
{
  "$program" explain --only formulas --format csv "$1" </dev/null | "$awk" '
    BEGIN { most = 6 }
    NR == 1 || !match($0, /^[^,]*,[^,]*,[^,]*,/) { next }
    {
      rest = substr($0, RLENGTH + 1)
      left = rest
      sub(/,.*/, "", left)
      right = substr(rest, length(left) + 2)
      if (right ~ /^"/)
        sub(/",.*/, "", right)
      else
        sub(/,.*/, "", right)
      sub(/^"?\047?/, "", right) # a quote keeps - from being a sum in tables
      if (left != "" && right != "" && ++n <= most)
        line[n] = left " = " right
    }
    END {
      for (i = 1; i <= n && i <= most; i++) {
        gsub(/&/, "\\&amp;", line[i])
        gsub(/</, "\\&lt;", line[i])
        print (i == 1 ? "<pre>" : "") line[i]
      }
      if (n > most)
        print "..."
      if (n > 0)
        print "</pre>"
    }'
}

# card PAGE SHEET; the page says what it is, in lines of their own
# (step_page.c).
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
    }' "$folder/$1"
  formulas "$2" || :
  echo '</li>'
}

# topic SHEET: a heading where its folder is another than that of the last one.
last_topic=
topic()
{
  now=$(dirname "$1" | sed 's|/|: |g')
  if [ "$now" != "$last_topic" ]; then
    printf '%s<h2>%s</h2>\n<ul>\n' "${last_topic:+</ul>}" "$now"
  fi
  last_topic=$now
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
pre { margin: .4rem 0 0; font-size: .85rem; white-space: pre-wrap;
  overflow-wrap: anywhere; }
.source { font-size: .85rem; opacity: .8; }
</style>
</head>
<body>
<h1>Forward and reverse mode, step by step</h1>
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
    topic "$sheet"
    card "$page" "$examples/$sheet"
  done <"$folder/index.list"
  printf '</ul>\n</body>\n</html>\n'
} >"$folder/index.html.new"
rm "$folder/index.list"
mv "$folder/index.html.new" "$folder/index.html"
