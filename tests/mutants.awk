# SPDX-License-Identifier: GPL-3.0-or-later
# Plants mistakes in a copy of lib/ops.def or lib/structured.def: mistake
# number `round` of every row, in all rows at once, since each row is tested
# by itself.  The changed table goes to standard output, a line "id<TAB>what"
# for every mistake to the file `log_file`; nothing there: no row has so many.
# mutate.sh runs this; read the heads of both tables before.

{ text = text $0 "\n" }

# Splits "WORD(a, b, ...)" at its outer commas into f[1 .. n]; returns n.
function split_row(row, f,    i, c, n, depth, quoted, field)
{
  n = depth = quoted = 0
  field = ""
  for (i = 1; i <= length(row); i++) {
    c = substr(row, i, 1)
    if (c == "\"" && substr(row, i - 1, 1) != "\\")
      quoted = !quoted
    if (!quoted && c == "(" && ++depth == 1)
      continue
    if (!quoted && c == ")" && --depth == 0)
      break
    if (!quoted && depth == 1 && c == ",") {
      f[++n] = trimmed(field)
      field = ""
    } else if (depth > 0)
      field = field c
  }
  f[++n] = trimmed(field)
  return n
}

function trimmed(s)
{
  gsub(/[ \n]+/, " ", s)
  sub(/^ /, "", s)
  sub(/ $/, "", s)
  return s
}

# How long the row is that begins `s`.
function row_length(s,    i, c, depth, quoted)
{
  for (i = 1; i <= length(s); i++) {
    c = substr(s, i, 1)
    if (c == "\"" && substr(s, i - 1, 1) != "\\")
      quoted = !quoted
    if (!quoted && c == "(")
      depth++
    if (!quoted && c == ")" && --depth == 0)
      return i
  }
  return length(s)
}

# Is the + or - at i of s between two terms (no sign, no 1e-300)?
function is_binary(s, i,    before)
{
  if (substr(s, i, 1) !~ /[-+]/)
    return 0
  before = substr(s, 1, i - 1)
  sub(/ +$/, "", before)
  return before ~ /[A-Za-z0-9_.)]$/ && before !~ /[0-9.]e$/
}

# The term to the right (step 1) or left (step -1) of i: its last index.
function term_end(s, i, step,    j, c, depth)
{
  for (j = i + step; j >= 1 && j <= length(s); j += step) {
    c = substr(s, j, 1)
    if (depth == 0 && (c ~ /[,<>=!]/ || c == (step > 0 ? ")" : "(") ||
                       is_binary(s, j)))
      break
    if (c == "(")
      depth++
    if (c == ")")
      depth--
  }
  return j - step
}

# One more mistake: field number k of the row becomes `new`.
function add(what, k, new)
{
  mistakes++
  if (mistakes == round) {
    chosen_what = what ": " new
    f[k] = new
    done = 1
  }
}

function swap(k, l,    kept)
{
  mistakes++
  if (mistakes == round) {
    chosen_what = "fields exchanged: " f[k] " and " f[l]
    kept = f[k]
    f[k] = f[l]
    f[l] = kept
    done = 1
  }
}

# Drops one term of every sum in the field, wherever it stands.
function drop_terms(what, k,    s, i, l, r)
{
  s = f[k]
  for (i = 1; i <= length(s); i++)
    if (is_binary(s, i)) {
      r = term_end(s, i, 1)
      l = term_end(s, i, -1)
      add(what ", a term dropped", k, substr(s, 1, i - 1) substr(s, r + 1))
      add(what ", a term dropped", k,
          substr(s, 1, l - 1) (substr(s, i, 1) == "-" ? "-" : "") \
          substr(s, i + 1))
    }
}

# id name infix strength arity value da db dc edge ... domain(19)
function elementwise(    k, what, s)
{
  for (k = 1; k <= f[5]; k++) {
    what = "d" substr("abc", k, 1)
    s = f[6 + k]
    if (s == "0") {
      add(what ", an edge that is none", 6 + k, "1")
      continue
    }
    add(what ", sign", 6 + k, "-(" s ")")
    add(what ", factor", 6 + k, "2 * (" s ")")
    add(what ", factor", 6 + k, "1.01 * (" s ")")
    add(what ", no edge", 6 + k, "0")
    drop_terms(what, 6 + k)
  }
  for (k = 2; k <= f[5]; k++)
    swap(5 + k, 6 + k)
  add("value", 6, "2 * (" f[6] ")")
  drop_terms("value", 6)
  add("domain", 19, "1")
}

# id name infix strength arity kind form tangent adjoint_a adjoint_b ...
function structured(    k, s)
{
  for (k = 8; k <= 10; k++)
    if (f[k] != "\"\"") {
      s = substr(f[k], 2, length(f[k]) - 2)
      add("rule", k, "\"2 * (" s ")\"")
      add("rule", k, "\"0 - (" s ")\"")
    }
  if (f[10] != "\"\"")
    swap(9, 10)
}

function mutated(row,    n, i, out)
{
  n = split_row(row, f)
  mistakes = done = 0
  if (row ~ /^ELEMENTWISE/)
    elementwise()
  else
    structured()
  if (!done)
    return row
  printf "%s\t%s\n", f[1], chosen_what > log_file
  out = row ~ /^ELEMENTWISE/ ? "ELEMENTWISE(" : "STRUCTURED("
  for (i = 1; i <= n; i++)
    out = out (i > 1 ? ", " : "") f[i]
  return out ")"
}

END {
  printf "" > log_file
  while (match(text, /(^|\n)(ELEMENTWISE|STRUCTURED)\(/)) {
    if (substr(text, RSTART, 1) == "\n")
      RSTART++
    printf "%s", substr(text, 1, RSTART - 1)
    text = substr(text, RSTART)
    n = row_length(text)
    printf "%s", mutated(substr(text, 1, n))
    text = substr(text, n + 1)
  }
  printf "%s", text
}
