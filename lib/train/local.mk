# SPDX-License-Identifier: GPL-3.0-or-later
# Settings of training, update rules.

library_sources += \
  %D%/optimiser.c \
  %D%/settings.c
