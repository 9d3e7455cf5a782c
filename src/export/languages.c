/* SPDX-License-Identifier: GPL-3.0-or-later
   The table of targets.  Read languages.h before. */
#include "export/languages.h"

#include <string.h>

#include "export/script.h"

static const struct {
  const char *id, *word[TARGET_LANGUAGES];
} words[] = {
#define WORD(id, ...) {#id, {__VA_ARGS__}},
#define PART(...)
#include "export/words.def"
#undef WORD
#undef PART
};

static const struct {
  const char *name, *text[TARGET_LANGUAGES];
} parts[] = {
#define WORD(...)
#define PART(name, ...) {#name, {__VA_ARGS__}},
#include "export/words.def"
#undef WORD
#undef PART
};

static const struct target *const targets[] = {&target_numpy, &target_jax,
                                               &target_pytorch, &target_c,
                                               &target_json};

const struct target *target_get(size_t i)
{
  return i < sizeof targets / sizeof targets[0] ? targets[i] : NULL;
}

const struct target *target_find(const char *name)
{
  size_t i = 0;
  while (target_get(i) && strcmp(target_get(i)->name, name) != 0)
    i++;
  return target_get(i);
}

const char *target_word(const struct target *target, const char *id)
{
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (strcmp(words[i].id, id) == 0)
      return words[i].word[target->column];
  return NULL;
}

const char *target_part(const struct target *target, size_t i,
                        const char **name)
{
  if (i >= sizeof parts / sizeof parts[0])
    return NULL;
  *name = parts[i].name;
  const char *text = parts[i].text[target->column];
  return text ? text : "";
}
