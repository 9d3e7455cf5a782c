/* SPDX-License-Identifier: GPL-3.0-or-later
   Options that are settings of training.  They are kept as the text of a
   `train` line.  Read option_values.h before. */
#include <stdlib.h>

#include "cli/option_values.h"
#include "host/exits.h"

/* A setting of training, as a `train` line would have it. */
static int take_setting(struct options *o, const char *name, const char *value)
{
  ad_training none = ad_training_default();
  ad_error err = {0};
  char *text = memory_format("%s = %s", name, value);
  ad_status status = ad_training_parse(text, &none, &err);
  if (status != AD_OK)
    complain("--%s %s: %s", name, value, err.text);
  if (!o->training)
    o->training = memory_copy("");
  memory_append(&o->training, ", ", text);
  return exit_of(status);
}

#define SETTING(name)                                                        \
  int take_##name(struct options *o, const char *value)                      \
  {                                                                          \
    return take_setting(o, #name, value);                                    \
  }
SETTING(epochs)
SETTING(batch)
SETTING(optimiser)
SETTING(rate)
SETTING(momentum)
SETTING(beta1)
SETTING(beta2)
SETTING(epsilon)
SETTING(test)
SETTING(by)
#undef SETTING

/* Takes no value. */
int take_shuffle(struct options *o, const char *value)
{
  (void)value;
  return take_setting(o, "shuffle", "yes");
}
