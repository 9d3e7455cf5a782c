/* SPDX-License-Identifier: GPL-3.0-or-later
   Which nodes of a graph share a box of its drawing.  A node that only one
   box reads may stand inside that box: the steps of a call (softmax, mse, ...)
   in the box of its result, and in a large graph whatever has no name in the
   box of the named node that it leads to.  Where that is not enough, the
   rounds in the middle of a loop, or the layers in the middle of a net, share
   a box as well.  Read scene.h before. */
#ifndef BOXES_H
#define BOXES_H

#include "boxes/scene.h"

enum { BOXES_MOST = 60 }; /* of a picture that the eye can follow          */

enum boxes_fold {
  BOXES_FULL,  /* every node has a box                                     */
  BOXES_CALLS, /* the steps of a call share one                            */
  BOXES_NAMED, /* so do nodes without a name                               */
  BOXES_ROUNDS /* and the rounds of a loop but the first two and the last  */
};

/* What is to be drawn, and how. */
struct boxes_choice {
  const char *open; /* calls or nodes whose steps are drawn, see
                       name_list.h; NULL: none                             */
  enum boxes_fold least, most; /* above BOXES_MOST boxes as much as it
                                  takes, to `most`                         */
  int all_leaves; /* those that nothing reads, too                         */
};

/* Numbers (constants without a name, outside of all boxes) have none: they are
   written at each reader. */
struct boxes {
  const struct scene *scene;
  const ad_graph *graph; /* the scene's                                  */
  const struct boxes_choice *choice;
  enum boxes_fold fold;
  size_t n;        /* how many boxes there are                             */
  uint32_t *box;   /* box[nodes]: the node whose box it is in, a number
                      itself; AD_NO_INDEX: it is not drawn                 */
  uint32_t *first; /* first[nodes], next[nodes]: the nodes in a box, in    */
  uint32_t *next;  /* order; AD_NO_INDEX at the end                        */
  unsigned char *output; /* output[nodes]: is it one?                      */
  unsigned char *middle; /* middle[nodes]: is it of a round in the middle? */
};

/* The scene and the choice are read as long as the boxes are. */
void boxes_make(struct boxes *boxes, const struct scene *scene,
                const struct boxes_choice *choice);
void boxes_free(struct boxes *boxes);

/* Is the node a box of the drawing; a number that is written at its readers? */
int boxes_has(const struct boxes *boxes, ad_ref x);
int boxes_is_number(const struct boxes *boxes, ad_ref x);

/* Is number `of`, which x reads and others do too, inside the box of x, as it
   would be if only x read it? */
int boxes_holds_number(const struct boxes *boxes, ad_ref x, ad_ref of);

/* How many operations the box of x holds, constants not counted. */
size_t boxes_operations(const struct boxes *boxes, ad_ref x);

/* Are the steps of the call that x is one of drawn? */
int boxes_is_open(const struct boxes *boxes, ad_ref x);

/* Does the box of x stand for several nodes from the middle of a
   loop? */
int boxes_is_rounds(const struct boxes *boxes, ad_ref x);

/* boxes_rounds.c: fills middle[nodes] where a statement was done more than
   four times. */
void boxes_find_rounds(const struct scene *scene, unsigned char *middle);

#endif
