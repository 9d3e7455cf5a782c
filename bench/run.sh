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

# What is not here, for the end of the table.
missing=
lacks()
{
  missing="$missing${missing:+; }$1 ($2)"
  say "no $1: $2"
}

# A peer is built as the code by hand is: NAME, flags.
make_peer()
{
  name=$1
  shift
  [ -n "$cxx" ] && $cxx -O3 -march=native "$folder/peer_$name.cpp" "$@" \
    -o "bench/peer_$name" 2>"bench/peer_$name.log"
}

# Trilinos lies in a folder of its own, and its headers want those of MPI.
make_sacado()
{
  # shellcheck disable=SC2046 # several words
  make_peer sacado -std=c++17 -DOMPI_SKIP_MPICXX -I/usr/include/trilinos \
    $(pkg-config --cflags mpi 2>/dev/null) -ltrilinos_sacado \
    -ltrilinos_teuchoscomm -ltrilinos_teuchosparameterlist \
    -ltrilinos_teuchoscore -ltrilinos_kokkoscore
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
  lacks PyTorch 'Debian: python3-torch'
}

if [ "${PEERS:-}" != none ]; then
  if make_peer adolc -ladolc; then
    set -- --peer ADOL-C=./bench/peer_adolc "$@"
  else
    lacks ADOL-C 'Debian: libadolc-dev; see bench/peer_adolc.log'
  fi
  if make_sacado; then
    set -- --peer Sacado=./bench/peer_sacado "$@"
  else
    lacks Sacado 'Debian: libtrilinos-sacado-dev; see bench/peer_sacado.log'
  fi
  find_torch
fi
if [ -n "$cxx" ] && [ -n "${CC:-}" ]; then
  CXX=$cxx
  export CC CXX
  set -- --peer "as C=sh '$folder/peer_c.sh' '$folder'" "$@"
fi
[ -z "$torch" ] || set -- --peer "PyTorch='$torch' '$folder/peer_torch.py'" "$@"

# What takes long to prepare is left out of a look.
QUICK=no
for option; do
  [ "$option" != --quick ] || QUICK=yes
done
export QUICK

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

{
  $pin ./bench/bench "$@" "$folder"
  [ -z "$missing" ] || printf '\nNot on this machine: %s.\n' "$missing"
} | tee bench/bench.txt
if command -v gnuplot >/dev/null && [ -f bench/bench.gp ]; then
  (cd bench && gnuplot bench.gp)
  say 'bench/bench.txt, bench.csv and bench.svg are in the build folder'
fi
