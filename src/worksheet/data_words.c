/* SPDX-License-Identifier: GPL-3.0-or-later
   Codings of columns in words.  Read data_words.h before. */
#include "worksheet/data_words.h"

#include <stdlib.h>
#include <string.h>

#include "host/exits.h"

enum {
  SHOWN = 8,  /* classes; of more than these the first ones and the last  */
  FIRST = 6,
  LONGEST = 32 /* bytes of a class                                        */
};

const char *data_words_kind(const ad_coding *coding)
{
  return coding->how == AD_ONEHOT     ? "onehot"
         : coding->how == AD_BINARY   ? "binary"
         : coding->how == AD_LABELS_0 ? "labels from 0"
                                      : "classes";
}

/* At most LONGEST bytes of a class, whole characters. */
static char *class_words(const ad_coding *coding, size_t k)
{
  const char *text = coding->classes[k];
  if (!text)
    return memory_copy("all others");
  size_t n = strlen(text);
  if (n <= LONGEST)
    return memory_copy(text);
  for (n = LONGEST - 3; n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80;)
    n--;
  return memory_format("%.*s...", (int)n, text);
}

static void add_classes(char **text, const ad_coding *coding)
{
  for (size_t k = 0; k < coding->n; k++) {
    if (coding->n > SHOWN && k == FIRST) {
      memory_append(text, ", ", memory_copy("..."));
      k = coding->n - 1;
    }
    char *class = class_words(coding, k);
    memory_append(text, k ? ", " : "",
                  memory_format("%zu %s", coding->first + k, class));
    free(class);
  }
}

/* A column without a name has a number. */
static char *name_of(const ad_coding *coding)
{
  const char *name = coding->column;
  int numbered = name[strspn(name, "0123456789")] == '\0';
  return memory_format("%s%s: %s", numbered ? "column " : "", name,
                       coding->how == AD_ONEHOT
                         ? coding->n == 1 ? "column " : "columns "
                         : "");
}

char *data_words_coding(const ad_sheet *sheet, size_t i)
{
  size_t leaf;
  int file;
  const ad_coding *coding = ad_sheet_coding(sheet, i, &leaf, &file);
  if (!coding)
    return NULL;
  char *text = name_of(coding);
  if (!coding->classes)
    memory_append(&text, "",
                  coding->n == 1
                    ? memory_copy("label 0 is taken as 1")
                    : memory_format("labels 0 to %zu are taken as 1 to %zu",
                                    coding->n - 1, coding->n));
  else
    add_classes(&text, coding);
  return text;
}
