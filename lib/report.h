/* SPDX-License-Identifier: GPL-3.0-or-later
   A source text and the messages about it: many errors and warnings a run,
   each with file, line, column, the line itself and a caret.  Above:
   status.h.  The library collects and formats; its callers print. */
#ifndef AD_REPORT_H
#define AD_REPORT_H

#include "status.h"

AD_BEGIN_C

/* A text under its name; both are borrowed. */
typedef struct ad_source {
  const char *name; /* as messages show it: a file's name, or "-"         */
  const char *text; /* text[size]; need not end in a zero byte            */
  size_t size;
} ad_source;

typedef enum ad_severity { AD_ERROR, AD_WARNING } ad_severity;

typedef struct ad_message {
  ad_severity severity;
  ad_error error; /* text, hint, place, and the status it stands for      */
} ad_message;

/* A growing list of messages about one source, in the order they came. */
typedef struct ad_report {
  const ad_source *source; /* NULL: messages carry no place               */
  ad_message *messages;    /* messages[count], owned                      */
  size_t count, capacity;
  size_t errors;           /* how many of them are errors                 */
  ad_status worst;         /* of the errors, AD_OK where there is none    */
  ad_source *own;          /* source, where ad_sheet_read_file made it     */
  int (*width)(unsigned long code); /* columns that a character takes on the
                              screen; NULL (as it starts): 1              */
} ad_report;

/* Starts an empty report on source (borrowed; may be NULL). */
AD_API void ad_report_init(ad_report *report, const ad_source *source);
AD_API void ad_report_free(ad_report *report);

/* Appends a message, unless it repeats a recent one at the same place, or has
   no text, as one that an earlier message has caused.  When no memory is
   left, worst becomes AD_ENOMEM. */
AD_API void ad_report_add(ad_report *report, ad_severity severity,
                          const ad_error *error);

/* The same, formatted here: an error with status AD_EINPUT, or a warning. */
AD_API void ad_report_say(ad_report *report, ad_severity severity,
                          ad_place place, const char *format, ...)
    AD_PRINTF(4, 5);

/* Line and column (both from 1, columns in code points) of an offset. */
AD_API void ad_source_locate(const ad_source *source, size_t offset,
                             size_t *line, size_t *column);

/* Message i as it is shown, for example

     sheet.grad:3:7: error: unknown name 'hh'; did you mean 'h'?
       3 | l = 2*hh
         |       ^~

   Control characters are shown as \xNN, long lines are cut to a window
   of 80 columns around the place.  The caller frees *text.  AD_EINPUT:
   there is no such message. */
AD_API ad_status ad_report_format(const ad_report *report, size_t i,
                                  char **text);

/* The one of names[n] that a reader may have meant by name (small edit
   distance), or NULL. */
AD_API const char *ad_nearest(const char *name, const char *const *names,
                              size_t n);

AD_END_C

#endif
