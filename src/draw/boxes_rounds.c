/* SPDX-License-Identifier: GPL-3.0-or-later
   Rounds of loops.  What a loop makes is known by the statement's place in the
   source, which is the same in every round; a round of a statement ends with
   the node that it names.  Read boxes.h before. */
#include <stdlib.h>

#include "draw/boxes.h"
#include "host/exits.h"

enum { FIRST_ROUNDS = 2, ROUNDS_LEAST = 4 };

static size_t line_of(const ad_sheet *sheet, size_t i)
{
  return ad_sheet_place(sheet, (ad_ref){(uint32_t)i}).offset;
}

/* How many nodes the statement at each place of the source has named; of a
   text that may be long. */
static size_t *count_names(const ad_sheet *sheet, size_t *room)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  *room = 0;
  for (size_t i = 0; i < ad_graph_size(g); i++)
    if (line_of(sheet, i) >= *room)
      *room = line_of(sheet, i) + 1;
  size_t *names = memory_new(*room, sizeof *names);
  for (size_t i = 0; i < ad_graph_size(g); i++)
    names[line_of(sheet, i)] += *ad_graph_name(g, (ad_ref){(uint32_t)i}) != 0;
  return names;
}

void boxes_find_loops(const ad_sheet *sheet, unsigned char *middle)
{
  const ad_graph *g = ad_sheet_graph(sheet);
  size_t room, *names = count_names(sheet, &room);
  size_t *done = memory_new(room, sizeof *done);
  for (size_t i = 0; i < ad_graph_size(g); i++) {
    size_t at = line_of(sheet, i);
    middle[i] = names[at] > ROUNDS_LEAST && done[at] >= FIRST_ROUNDS &&
                done[at] + 1 < names[at];
    done[at] += *ad_graph_name(g, (ad_ref){(uint32_t)i}) != 0;
  }
  free(names);
  free(done);
}
