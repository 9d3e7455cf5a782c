/* SPDX-License-Identifier: GPL-3.0-or-later
   Filling error objects, and the checked product.  Read status.h before. */
#include "status.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Cuts a code point in half at no text's end: a full buffer may end inside
   one. */
static void trim_code_point(char *text, size_t capacity)
{
  size_t n = strlen(text);

  if (n + 1 < capacity)
    return;
  while (n > 0 && ((unsigned char)text[n - 1] & 0xC0) == 0x80)
    n--;
  if (n > 0 && (unsigned char)text[n - 1] >= 0xC0)
    n--;
  text[n] = '\0';
}

ad_status ad_fail(ad_error *err, ad_status status, const char *format, ...)
{
  if (err == NULL)
    return status;
  va_list arguments;
  va_start(arguments, format);
  *err = (ad_error){.status = status};
  if (vsnprintf(err->text, sizeof err->text, format, arguments) < 0)
    err->text[0] = '\0';
  va_end(arguments);
  trim_code_point(err->text, sizeof err->text);
  return status;
}

void ad_hint(ad_error *err, const char *format, ...)
{
  if (err == NULL)
    return;
  va_list arguments;
  va_start(arguments, format);
  if (vsnprintf(err->hint, sizeof err->hint, format, arguments) < 0)
    err->hint[0] = '\0';
  va_end(arguments);
  trim_code_point(err->hint, sizeof err->hint);
}

ad_status ad_fail_memory(ad_error *err, size_t size)
{
  if (size == 0)
    return ad_fail(err, AD_ENOMEM, "out of memory");
  return ad_fail(err, AD_ENOMEM, "out of memory: no room for %zu bytes", size);
}

int ad_multiply(size_t a, size_t b, size_t *product)
{
  if (b != 0 && a > SIZE_MAX / b)
    return 0;
  *product = a * b;
  return 1;
}
