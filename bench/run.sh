#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs the benchmark, as `make bench` does in the build folder: builds the
# peers that this machine can build, then measures on one core.
#
#   run.sh FOLDER [OPTION]...   FOLDER: bench/ in the sources; OPTION: main.c
#
# CXX: a C++ compiler; PYTHON: a Python that has PyTorch; PEERS=none leaves
# the peers out; CORE: the core to run on (the last, if not given).

set -eu
folder=$1
shift

say()
{
  printf 'bench: %s\n' "$*" >&2
}

cxx=${CXX:-}
for candidate in g++ c++ clang++; do
  if [ -z "$cxx" ] && command -v $candidate >/dev/null; then
    cxx=$candidate
  fi
done

# The peer is built as the code by hand is.
adolc=
make_adolc()
{
  [ -n "$cxx" ] || return 0
  if $cxx -O3 -march=native "$folder/peer_adolc.cpp" -ladolc \
    -o bench/peer_adolc 2>bench/peer_adolc.log
  then
    adolc=./bench/peer_adolc
  else
    say 'no ADOL-C (see bench/peer_adolc.log); Debian has libadolc-dev'
  fi
}

torch=
find_torch()
{
  for python in "${PYTHON:-python3}" /usr/bin/python3; do
    if "$python" -c 'import torch' 2>/dev/null; then
      torch=$python
      return
    fi
  done
  say 'no PyTorch; Debian has python3-torch'
}

if [ "${PEERS:-}" != none ]; then
  make_adolc
  find_torch
fi
if [ -n "$cxx" ] && [ -n "${CC:-}" ]; then
  CXX=$cxx
  export CC CXX
  set -- --peer "as C=sh '$folder/peer_c.sh' '$folder'" "$@"
fi
[ -z "$adolc" ] || set -- --peer "ADOL-C=$adolc" "$@"
[ -z "$torch" ] || set -- --peer "PyTorch='$torch' '$folder/peer_torch.py'" "$@"

# One thread, for all; one core, where that can be asked for.
OPENBLAS_NUM_THREADS=1 BLIS_NUM_THREADS=1 OMP_NUM_THREADS=1
export OPENBLAS_NUM_THREADS BLIS_NUM_THREADS OMP_NUM_THREADS
core=${CORE:-$(($(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1) - 1))}
pin=
if command -v taskset >/dev/null && taskset -c "$core" true 2>/dev/null; then
  pin="taskset -c $core"
else
  say 'not pinned to a core: there is no taskset'
fi

$pin ./bench/bench "$@" "$folder" | tee bench/bench.txt
if command -v gnuplot >/dev/null && [ -f bench/bench.gp ]; then
  (cd bench && gnuplot bench.gp)
  say 'bench/bench.txt, bench.csv and bench.svg are in the build folder'
fi
