#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# usage: embed.sh HTML STYLE SCRIPT..., with SHA256, SED and AWK: writes the
# page's files as C, see page_text.h.  Scripts become one.

set -eu
LC_ALL=C
export LC_ALL
html=$1 style=$2
shift 2

# plain SIGNS FILE...: without comments at the beginning and at the end of
# lines, and without margins; and where a line has neither templates nor
# patterns, without the blanks around these signs but in texts.
plain()
{
  signs=$1
  shift
  echo '/* gradcompare, GPL-3.0-or-later */'
  cat "$@" | ${AWK:-awk} -v signs=" *[$signs] *" '
  function tightened(line,   part, n, i) {
    n = split(line, part, "\"")
    line = ""
    for (i = 1; i <= n; i++) {
      if (i % 2) {
        gsub(signs, "\n&\n", part[i])
        gsub(/\n *| *\n/, "", part[i])
      }
      line = line (i > 1 ? "\"" : "") part[i]
    }
    return line
  }
  {
    sub(/^ +/, "")
    if (/^\/\*/)
      inside = 1
    if (!inside)
      sub(/ *\/\*[^*]*\*\/$/, "")
    if (!/[`\47\/\\]/)
      $0 = tightened($0)
    if (!inside && $0 != "")
      print
    if (/\*\/$/)
      inside = 0
  }'
}

lines()
{
  printf '\nconst char *const %s[] = {\n' "$1"
  ${SED:-sed} 's/[\\"]/\\&/g; s/^/  "/; s/$/\\n",/'
  printf '  0};\n'
}

# Hexadecimal digits, three of which are two of base64.
hash()
{
  ${SHA256:-sha256sum} | ${AWK:-awk} -v name="$1" '{
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    digits = "0123456789abcdef"
    hex = substr($1, 1, 64) "00"
    for (i = 1; i <= 66; i += 3) {
      n = 0
      for (k = 0; k < 3; k++)
        n = 16 * n + index(digits, substr(hex, i + k, 1)) - 1
      text = text substr(letters, int(n / 64) + 1, 1) \
             substr(letters, n % 64 + 1, 1)
    }
    printf "const char %s[] = \"%s=\";\n", name, substr(text, 1, 43)
  }'
}

style()
{
  plain '{};,>:' "$style"
}

script()
{
  plain ']=<>?:,;&|{}()*+[' "$@"
}

printf '/* Made by embed.sh. */\n#include "step/page_text.h"\n\n'
style | hash page_style_hash
script "$@" | hash page_script_hash
lines page_html <"$html"
style | lines page_style
script "$@" | lines page_script
