# SPDX-License-Identifier: GPL-3.0-or-later
# Benchmarks: against code by hand and against peers, and of growth.

bench_sources = \
  %D%/bench.c \
  %D%/bench.h \
  %D%/hand.c \
  %D%/hand.h \
  %D%/hand_classifier.c \
  %D%/hand_jacobian.c \
  %D%/hand_mixture.c \
  %D%/hand_relu.c \
  %D%/hand_scalar.c \
  %D%/hand_tangle.c \
  %D%/hand_tanh.c \
  %D%/measure.h \
  %D%/measure_hand.c \
  %D%/measure_ours.c \
  %D%/problem.c \
  %D%/problem.h \
  %D%/workload.h \
  %D%/workloads.c

scaling_sources = \
  %D%/scaling.c \
  %D%/scaling.h \
  %D%/scaling_build.c

bench_program_sources = \
  %D%/main.c \
  %D%/peers.c \
  %D%/peers.h \
  %D%/picture.c \
  %D%/report.c \
  %D%/report.h

bench_files = \
  %D%/README.md \
  %D%/classifier.grad \
  %D%/commands.sh \
  %D%/dag.grad \
  %D%/digits.grad \
  %D%/jacobian.grad \
  %D%/mixture.grad \
  %D%/peer_adolc.cpp \
  %D%/peer_c.cpp \
  %D%/peer_c.sh \
  %D%/peer_functions.hpp \
  %D%/peer_problem.hpp \
  %D%/peer_sacado.cpp \
  %D%/peer_torch.py \
  %D%/relu.grad \
  %D%/rosenbrock.grad \
  %D%/run.sh \
  %D%/speelpenning.grad \
  %D%/tanh.grad

# Nothing here is built by all; the test holds the code by hand, which is
# compiled as a user would compile a program for speed, against differences.

check_LTLIBRARIES = libbench.la
libbench_la_SOURCES = $(bench_sources)
libbench_la_CFLAGS = $(AD_STD_CFLAGS) $(AD_WARN_CFLAGS) -O3 $(AD_FAST_CFLAGS)
libbench_la_LIBADD = $(LIBM)

EXTRA_PROGRAMS += bench/bench
bench_bench_SOURCES = $(bench_program_sources)
bench_bench_LDADD = libbench.la libcore.la

EXTRA_PROGRAMS += bench/scaling
bench_scaling_SOURCES = $(scaling_sources)
bench_scaling_LDADD = libbench.la libprogram.la libcore.la

EXTRA_PROGRAMS += bench/training
bench_training_SOURCES = bench/training.c
bench_training_LDADD = libbench.la libprogram.la libcore.la

tests_test_bench_SOURCES = tests/test_bench.c
tests_test_bench_CPPFLAGS = -iquote $(srcdir)/bench $(AM_CPPFLAGS)
tests_test_bench_LDADD = libbench.la $(LDADD)

bench: bench/bench$(EXEEXT) gradcompare$(EXEEXT)
	CC='$(CC)' CXX='$(CXX)' $(SHELL) '$(srcdir)/bench/run.sh' \
	  '$(abs_srcdir)/bench' $(BENCHFLAGS)
bench-scaling: bench/scaling$(EXEEXT)
	./bench/scaling $(SCALINGFLAGS)
	find '$(srcdir)/examples' -name '*.grad' | LC_ALL=C sort \
	  | xargs ./bench/scaling --gradients
bench-training: bench/training$(EXEEXT)
	OPENBLAS_NUM_THREADS=1 BLIS_NUM_THREADS=1 OMP_NUM_THREADS=1 \
	  ./bench/training '$(srcdir)/bench'
bench-commands: all
	@srcdir='$(srcdir)' GRADCOMPARE=./gradcompare \
	  bash '$(srcdir)/bench/commands.sh'
.PHONY: bench bench-scaling bench-training bench-commands
CLEANFILES += $(EXTRA_PROGRAMS) bench/bench.csv bench/bench.dat bench/bench.gp \
  bench/bench.svg bench/bench.txt bench/peer_adolc bench/peer_adolc.log \
  bench/peer_sacado bench/peer_sacado.log \
  bench/generated.c bench/generated.h bench/generated.o \
  bench/generated_main.c bench/peer_c-* bench/peer_c.log \
  bench/problem.bin

EXTRA_DIST += $(bench_files)
