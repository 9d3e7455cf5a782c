#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The documents show sessions; this runs every one of them and compares what
# the program prints today with what the documents say.
#
#   doc/check-docs.sh            fails where a document is wrong
#   doc/check-docs.sh --update   writes today's output into the documents:
#                                read `git diff` before you commit
#
# `make check` runs it with srcdir, GRADCOMPARE (the program), and CC, CFLAGS,
# CPPFLAGS and LIBS (to compile against the library) in the environment.  By
# hand it needs none of them: it looks into build/.
#
# A session is a code block (``` in Markdown, @example or @smallexample in
# Texinfo) that begins with `$ gradcompare`, `$ cat` or `$ cc`.  Its commands
# run one after the other, standard error together with standard output, in
# a folder of their own that holds a link to examples/:
#
#   $ gradcompare ...   and what it is piped into
#   $ cat NAME          shows a worksheet, and makes it: the lines below are
#                       written to NAME, for the sessions after it
#   $ cc NAME.c ...     compiles the last code block that begins with
#                       #include, under this name; $ ./a.out runs it
#   $ echo $?           the exit status of the command before
#
# Blocks that begin otherwise are left alone.  Where no compiler or no library
# is found, C programs are passed over.

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

documents='README.md doc/gradcompare.texi doc/reading-guide.md doc/ops.md'

source_dir=${srcdir:-$(dirname "$0")/..}
source_dir=$(cd "$source_dir" && pwd) || exit 2
if [ -n "${GRADCOMPARE-}" ]; then
  program=$GRADCOMPARE
else
  program=$source_dir/build/gradcompare
fi
case $program in
  /*) ;;
  *) program=$(pwd)/$program ;;
esac
if [ ! -x "$program" ]; then
  echo "check-docs: there is no program $program; see $0" >&2
  exit 2
fi
build_dir=${GRADCOMPARE_BUILD:-$(dirname "$program")}

scratch=$(mktemp -d "${TMPDIR:-/tmp}/check-docs.XXXXXX") || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

passed=0
failed=0
skipped=0

complain()
{
  echo "FAIL: $1"
  failed=$((failed + 1))
}

# -- what C programs are compiled with -----------------------------------

CC=${CC:-cc}
if [ -z "${LIBS-}" ]; then
  for library in "$build_dir"/.libs/libgradcompare.so \
    "$build_dir"/.libs/libgradcompare.dylib; do
    if [ -e "$library" ]; then
      CPPFLAGS="${CPPFLAGS-} -I$build_dir/include"
      LIBS="-L$build_dir/.libs -lgradcompare -Wl,-rpath,$build_dir/.libs"
    fi
  done
fi
if [ -z "${LIBS-}" ]; then
  why_no_c='no library was found'
elif ! command -v "${CC%% *}" >/dev/null 2>&1; then
  why_no_c="there is no compiler $CC"
else
  why_no_c=
fi

# -- a document in parts -------------------------------------------------

# split FILE: numbered parts in $scratch/parts, NNNN.text and NNNN.code; what
# opens and closes a block belongs to the text.
split()
{
  rm -rf "$scratch/parts"
  mkdir "$scratch/parts"
  awk -v folder="$scratch/parts" '
    function begin(kind) {
      if (name != "") close(name)
      name = sprintf("%s/%05d.%s", folder, ++n, kind)
      printf "" > name
    }
    BEGIN { begin("text") }
    inside && ($0 == "```" || $0 ~ /^@end (small)?example$/) {
      inside = 0
      closing = 1
      begin("text")
    }
    { print > name }
    !inside && (/^```[a-z]+$/ || /^@(small)?example$/ || $0 == "```") {
      if (closing) {
        closing = 0
      } else {
        inside = 1
        begin("code")
      }
    }
    { closing = 0 }
  ' "$1"
}

# Texinfo writes @, { and } with an @ before them.
unescape()
{
  case $document in
    *.texi) sed 's/@\([@{}]\)/\1/g' ;;
    *) cat ;;
  esac
}

escape()
{
  case $document in
    *.texi) sed 's/[@{}]/@&/g' ;;
    *) cat ;;
  esac
}

# -- sessions ------------------------------------------------------------

# Runs a command line in the sessions' folder, with the exit status of the
# one before as its $?; what it prints goes to $scratch/new.
run()
{
  (
    cd "$scratch/work" || exit 2
    PATH=$scratch/bin:$PATH
    export PATH
    (exit "$last")
    eval "$1"
  ) </dev/null >>"$scratch/new" 2>&1
  last=$?
}

compile()
{
  name=${1#cc }
  name=${name%% *}
  if [ ! -f "$scratch/program.c" ]; then
    complain "$document: no program stands before '$1'"
    return
  fi
  cp "$scratch/program.c" "$scratch/work/$name"
  # CC and the flags are words.
  # shellcheck disable=SC2086
  (
    cd "$scratch/work" || exit 2
    $CC ${CFLAGS-} ${CPPFLAGS-} -o a.out "$name" $LIBS -lm
  ) >>"$scratch/new" 2>&1
  last=$?
}

# The block in $scratch/old as it reads today, to $scratch/new.
session()
{
  last=0
  making=
  copying=no
  : >"$scratch/new"
  while IFS= read -r line; do
    case $line in
      '$ cat '*/*)
        copying=no
        making=
        printf '%s\n' "$line" >>"$scratch/new"
        run "${line#\$ }"
        ;;
      '$ cat '*)
        copying=no
        making=$scratch/work/${line#\$ cat }
        : >"$making"
        printf '%s\n' "$line" >>"$scratch/new"
        ;;
      '$ cc '*)
        making=
        printf '%s\n' "$line" >>"$scratch/new"
        if [ -n "$why_no_c" ]; then
          copying=yes
          skipped=$((skipped + 1))
        else
          copying=no
          compile "${line#\$ }"
        fi
        ;;
      '$ '*)
        making=
        printf '%s\n' "$line" >>"$scratch/new"
        [ $copying = yes ] || run "${line#\$ }"
        ;;
      *)
        if [ -n "$making" ]; then
          printf '%s\n' "$line" | tee -a "$making" >>"$scratch/new"
        elif [ $copying = yes ]; then
          printf '%s\n' "$line" >>"$scratch/new"
        fi
        ;;
    esac
  done <"$scratch/old"
}

# One code block; its file is replaced by what it should be.
block()
{
  unescape <"$1" >"$scratch/old"
  IFS= read -r first <"$scratch/old"
  case $first in
    '#include'*)
      cp "$scratch/old" "$scratch/program.c"
      ;;
    '$ gradcompare'* | '$ cat '* | '$ cc '*)
      sessions=$((sessions + 1))
      session
      escape <"$scratch/new" >"$1"
      ;;
  esac
}

check_document()
{
  document=$1
  sessions=0
  rm -f "$scratch/program.c"
  split "$source_dir/$document"
  for part in "$scratch"/parts/*.code; do
    [ ! -f "$part" ] || block "$part"
  done
  cat "$scratch"/parts/* >"$scratch/whole"
  if [ $sessions -eq 0 ]; then
    complain "$document shows no session"
  elif cmp -s "$source_dir/$document" "$scratch/whole"; then
    passed=$((passed + sessions))
  elif [ $update = yes ]; then
    cp "$scratch/whole" "$source_dir/$document" || exit 2
    echo "updated $document"
    passed=$((passed + sessions))
  else
    complain "$document is not what the program prints (-: document)"
    diff -u "$source_dir/$document" "$scratch/whole"
  fi
}

# -- options, warnings ---------------------------------------------------

# Every option that a --help lists must stand in the manual and the man page.
check_options()
{
  for command in compare explain sweep stepsize ops; do
    "$program" "$command" --help </dev/null
  done | sed -n 's/^  \(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p' | sort -u \
    >"$scratch/options"
  if [ ! -s "$scratch/options" ]; then
    complain 'the --help of the commands lists no option'
  fi
  sed 's/\\-/-/g' "$source_dir/doc/gradcompare.1" >"$scratch/man"
  while read -r option; do
    grep -q -e "$option" "$scratch/man" \
      || complain "doc/gradcompare.1 does not tell of $option"
    grep -q -e "@item.*$option" "$source_dir/doc/gradcompare.texi" \
      || complain "doc/gradcompare.texi does not tell of $option"
  done <"$scratch/options"
}

# Every file of lib/ that the reading guide names must be there.
check_files()
{
  tr -s ' `(),;:' '\n' <"$source_dir/doc/reading-guide.md" \
    | grep -E '^[a-z_]+\.(c|h|l|y|def)$' | sort -u >"$scratch/files"
  while read -r file; do
    [ -n "$(find "$source_dir/lib" "$source_dir/src" -name "$file")" ] \
      || complain "doc/reading-guide.md names $file, which is not there"
  done <"$scratch/files"
}

# silent NAME COMMAND...: runs it, and takes every word it says for a warning.
silent()
{
  name=$1
  shift
  if "$@" </dev/null >"$scratch/said" 2>&1 && [ ! -s "$scratch/said" ]; then
    passed=$((passed + 1))
  else
    complain "$name"
    cat "$scratch/said"
  fi
}

check_formats()
{
  manual=$source_dir/doc/gradcompare.texi
  if command -v makeinfo >/dev/null 2>&1; then
    silent 'makeinfo --info warns of doc/gradcompare.texi' \
      makeinfo --info --output="$scratch/manual.info" "$manual"
    silent 'makeinfo --html warns of doc/gradcompare.texi' \
      makeinfo --html --output="$scratch/manual.html" "$manual"
  else
    skipped=$((skipped + 2))
  fi
  if command -v groff >/dev/null 2>&1; then
    # -z: warnings only.
    silent 'groff warns of doc/gradcompare.1' \
      groff -man -Tutf8 -ww -z "$source_dir/doc/gradcompare.1"
  else
    skipped=$((skipped + 1))
  fi
}

mkdir "$scratch/work" "$scratch/bin"
ln -s "$source_dir/examples" "$scratch/work/examples"
cat >"$scratch/bin/gradcompare" <<END_OF_WRAPPER
#!/bin/sh
exec '$program' "\$@"
END_OF_WRAPPER
chmod +x "$scratch/bin/gradcompare"

for document in $documents; do
  check_document "$document"
done
check_options
check_files
check_formats

[ -z "$why_no_c" ] || echo "check-docs: C programs passed over: $why_no_c"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
