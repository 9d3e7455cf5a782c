# SPDX-License-Identifier: GPL-3.0-or-later
# What is computed when and where; runs it.

library_sources += \
  %D%/chain.c \
  %D%/chain_push.c \
  %D%/downstream.c \
  %D%/downstream.h \
  %D%/memory.c \
  %D%/plan_chains.c \
  %D%/plan_derivatives.c \
  %D%/plan_order.c \
  %D%/plan_pieces.c \
  %D%/planner.h \
  %D%/program.c \
  %D%/program.h \
  %D%/run.c \
  %D%/slots.c \
  %D%/slots.h
