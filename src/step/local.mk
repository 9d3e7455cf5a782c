# SPDX-License-Identifier: GPL-3.0-or-later
# The command step.  Its page is built in: files of the page become a C file.

program_sources += \
  %D%/cmd_step.c \
  %D%/page_text.h \
  %D%/step.c \
  %D%/step.h \
  %D%/step_edges.c \
  %D%/step_json.c \
  %D%/step_layout.c \
  %D%/step_page.c \
  %D%/step_rows.c \
  %D%/step_shapes.c \
  %D%/step_sketch.c \
  %D%/step_tables.c

# In the order in which they are read.
page_scripts = \
  %D%/numbers.js \
  %D%/matrices.js \
  %D%/rows.js \
  %D%/evaluate.js \
  %D%/paths.js \
  %D%/timeline.js \
  %D%/texts.js \
  %D%/graph.js \
  %D%/ledgers.js \
  %D%/lens.js \
  %D%/order.js \
  %D%/whatif.js \
  %D%/predict.js \
  %D%/show.js \
  %D%/walk.js \
  %D%/edit.js \
  %D%/sheets.js \
  %D%/address.js \
  %D%/controls.js
page_files = %D%/page.html %D%/page.css $(page_scripts)

%D%/page_text.c: $(page_files) %D%/embed.sh
	$(AM_V_GEN)$(MKDIR_P) %D%; files=; \
	for file in $(page_files); do \
	  test -f "$$file" || file='$(srcdir)'/$$file; \
	  files="$$files $$file"; \
	done; \
	AWK='$(AWK)' SED='$(SED)' SHA256='$(SHA256)' \
	  $(SHELL) '$(srcdir)/%D%/embed.sh' $$files >$@.new && mv $@.new $@

made_sources += %D%/page_text.c
CLEANFILES += %D%/page_text.c
EXTRA_DIST += $(page_files) %D%/embed.sh %D%/pages.sh

# All examples as pages, for a course's web space.
pages: all
	AWK='$(AWK)' $(SHELL) '$(srcdir)/%D%/pages.sh' \
	  ./gradcompare$(EXEEXT) '$(srcdir)/examples' pages
	@echo 'begin with pages/index.html'
clean-pages:
	rm -rf pages
clean-local: clean-pages
.PHONY: clean-pages pages
