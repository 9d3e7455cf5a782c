# SPDX-License-Identifier: GPL-3.0-or-later
# A tool for GradBench, on the library.

tool_programs = bench/gradbench/gradbench
bench_gradbench_gradbench_SOURCES = \
  %D%/answer.c \
  %D%/answer.h \
  %D%/eval_ba.c \
  %D%/eval_det.c \
  %D%/eval_gmm.c \
  %D%/eval_hello.c \
  %D%/eval_llsq.c \
  %D%/eval_lse.c \
  %D%/eval_lstm.c \
  %D%/eval_ode.c \
  %D%/evals.c \
  %D%/evals.h \
  %D%/main.c \
  %D%/problem.c \
  %D%/problem.h \
  %D%/work.c \
  %D%/work.h
bench_gradbench_gradbench_LDADD = libprogram.la $(JANSSON_LIBS)
