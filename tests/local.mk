# SPDX-License-Identifier: GPL-3.0-or-later
# The tests, and what takes too long for make check.

check_programs = \
  %D%/test_agree \
  %D%/test_answers \
  %D%/test_bench \
  %D%/test_chains \
  %D%/test_chunks \
  %D%/test_claims \
  %D%/test_continue \
  %D%/test_corners \
  %D%/test_cost \
  %D%/test_direction \
  %D%/test_downstream \
  %D%/test_draw \
  %D%/test_elements \
  %D%/test_engines \
  %D%/test_explain \
  %D%/test_explain_sweeps \
  %D%/test_fd \
  %D%/test_formats \
  %D%/test_forms \
  %D%/test_formulas \
  %D%/test_frame \
  %D%/test_gradbench \
  %D%/test_handout \
  %D%/test_hessian \
  %D%/test_json \
  %D%/test_kernels \
  %D%/test_ladder \
  %D%/test_ledger \
  %D%/test_linalg \
  %D%/test_locals \
  %D%/test_memory \
  %D%/test_mistakes \
  %D%/test_mutants \
  %D%/test_net \
  %D%/test_ops \
  %D%/test_outputs \
  %D%/test_parts \
  %D%/test_path \
  %D%/test_plot \
  %D%/test_products \
  %D%/test_ranges \
  %D%/test_reach \
  %D%/test_rowmath \
  %D%/test_rules \
  %D%/test_scaling \
  %D%/test_shapes \
  %D%/test_sharp \
  %D%/test_shift \
  %D%/test_slips \
  %D%/test_stepsize \
  %D%/test_sweep \
  %D%/test_symbolic \
  %D%/test_syntax \
  %D%/test_table \
  %D%/test_torture \
  %D%/test_trace \
  %D%/test_train \
  %D%/test_trainer \
  %D%/test_trial \
  %D%/test_words

# The longest first: what is begun last has no other beside it.
test_scripts = \
  %D%/step.sh \
  %D%/export.sh \
  %D%/draw.sh \
  %D%/cli.sh \
  %D%/situations.sh \
  %D%/formulas.sh \
  %D%/run-pairs.sh \
  doc/check-docs.sh \
  doc/figures.sh \
  %D%/answers.sh \
  %D%/arrows.sh \
  %D%/plot.sh \
  %D%/train.sh

test_headers = \
  %D%/cases.h \
  %D%/check_near.h \
  %D%/engines.h \
  %D%/explained.h \
  %D%/fuzz_formulas.h \
  %D%/made_sweep.h \
  %D%/naive.h \
  %D%/random_graph.h \
  %D%/random_wide.h \
  %D%/rates.h \
  %D%/rates_check.h \
  %D%/rates_real.h \
  %D%/rates_truth.h \
  %D%/read_file.h \
  %D%/reports.h \
  %D%/sanitized.h \
  %D%/sheets.h \
  %D%/tables.h \
  %D%/wide.h

rates_sources = \
  %D%/rates.c \
  %D%/rates.h \
  %D%/rates_check.h \
  %D%/rates_deep.c \
  %D%/rates_deep.h \
  %D%/rates_judge.c \
  %D%/rates_other.c \
  %D%/rates_real.h \
  %D%/rates_table.c \
  %D%/rates_truth.c \
  %D%/rates_truth.h \
  %D%/rates_truth_structured.c \
  %D%/rates_world.c

LDADD = libprogram.la $(CHECK_LIBS)

tests_test_chains_SOURCES = tests/test_chains.c tests/wide.c

if CAN_TEST
check_PROGRAMS = $(check_programs) $(example_programs) $(tool_programs)
TESTS = $(test_scripts) $(check_programs)
else
check-local:
	@echo 'make check wants $(AD_TESTS_MISS).'
	@echo 'Install it, and run configure again.'
	@exit 1
endif
TEST_EXTENSIONS = .sh
SH_LOG_COMPILER = $(SHELL)
AM_TESTS_ENVIRONMENT = \
  LC_ALL=C; export LC_ALL; \
  GRADCOMPARE='$(abs_top_builddir)/gradcompare$(EXEEXT)'; \
  export GRADCOMPARE; \
  GRADCOMPARE_SOURCE='$(abs_top_srcdir)'; export GRADCOMPARE_SOURCE; \
  GRADCOMPARE_BUILD='$(abs_top_builddir)'; export GRADCOMPARE_BUILD; \
  CC='$(CC)'; CFLAGS='$(CFLAGS)'; export CC CFLAGS; \
  : "$${CK_DEFAULT_TIMEOUT:=60}"; export CK_DEFAULT_TIMEOUT;

# Do the tests notice mistakes?  Takes minutes, so not a part of check.
mutate: all
	$(AM_TESTS_ENVIRONMENT) \
	CHECK_CFLAGS='$(CHECK_CFLAGS)' CHECK_LIBS='$(CHECK_LIBS)' \
	GSL_CFLAGS='$(GSL_CFLAGS)' GSL_LIBS='$(CBLAS_LIBS) $(GSL_LIBS)' \
	$(SHELL) '$(srcdir)/tests/mutate.sh'
.PHONY: mutate

# How often do the rules of agreement err?  Minutes; RATES=N derivatives.
EXTRA_PROGRAMS = tests/rates
tests_rates_SOURCES = $(rates_sources)
tests_rates_LDADD = libcore.la $(CHECK_LIBS) $(QUADMATH_LIBS)
rates: tests/rates$(EXEEXT) tests/test_mistakes$(EXEEXT)
	tests/rates$(EXEEXT) $(RATESFLAGS)
	@$(AM_TESTS_ENVIRONMENT) RATES=10000 tests/test_mistakes$(EXEEXT) >&2
.PHONY: rates
# The n-th allocation of the program fails, for every n.
torture: all
	@$(AM_TESTS_ENVIRONMENT) $(SHELL) '$(srcdir)/tests/torture.sh'

# Made-up worksheets, for FUZZ_SECONDS (120); needs clang with libFuzzer.
fuzz: all
	@$(AM_TESTS_ENVIRONMENT) \
	GSL_CFLAGS='$(GSL_CFLAGS)' GSL_LIBS='$(GSL_LIBS)' \
	CSV_LIBS='$(CSV_LIBS)' \
	$(SHELL) '$(srcdir)/tests/fuzz.sh'

# How much of lib/ the tests run through, in a build of its own.
coverage:
	@$(AM_TESTS_ENVIRONMENT) $(SHELL) '$(srcdir)/tests/coverage.sh'

# softsign is added to a copy of the sources, in three spellings.
one-row:
	@$(AM_TESTS_ENVIRONMENT) $(SHELL) '$(srcdir)/tests/one-row.sh'
.PHONY: coverage fuzz one-row torture

EXTRA_DIST += $(test_headers) $(test_scripts) \
  %D%/browser.mjs \
  %D%/checks.sh \
  %D%/coverage.sh \
  %D%/export.py %D%/export_c.py %D%/export_kit.py %D%/fail_alloc.c \
  %D%/fuzz.dict %D%/fuzz.sh %D%/fuzz_sheet.c \
  %D%/gradbench/session.jsonl \
  %D%/gradbench/session.py \
  %D%/held-out-claims.txt \
  %D%/known-mistakes.txt \
  %D%/mutants.awk %D%/mutants.lines %D%/mutate.sh \
  %D%/one-row.sh %D%/real-claims.txt \
  %D%/stand-ins/jax/__init__.py \
  %D%/step.mjs \
  %D%/step_kit.mjs \
  %D%/step_numbers.mjs \
  %D%/step_readers.mjs \
  %D%/step_use.mjs \
  %D%/torture.sh
