/* SPDX-License-Identifier: GPL-3.0-or-later
   Numbers as people write them, and programs do not: prices, dates, units.
   A column of such texts was meant as numbers; the message names the mend.
   Read csv_field.h before. */
#include "data/csv_field.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

enum { LONGEST = 60 }; /* bytes of a text that is looked at                */

static const char digits[] = "0123456789";

static size_t digits_at(const char *s)
{
  return strspn(s, digits);
}

/* A copy in small letters with one form of each sign: '-' for every dash,
   one ' ' for every blank; *dash and *script note what was changed. */
static void simplify(const char *s, char out[LONGEST + 8], int *dash,
                     int *script)
{
  size_t used = 0, n = strlen(s);

  *dash = *script = 0;
  for (size_t i = 0; i < n && used < LONGEST;) {
    unsigned long code = 0;
    size_t width = ad_utf8_read(s + i, n - i, &code);
    int is_dash = code == 0x2212 || (code >= 0x2010 && code <= 0x2015) ||
                  code == 0xFE63 || code == 0xFF0D;
    int is_blank = code == 0xA0 || (code >= 0x2000 && code <= 0x200B) ||
                   code == 0x202F || code == 0x3000 || code == 0xFEFF;
    *dash |= is_dash;
    *script |= (code >= 0x660 && code <= 0x669) ||
               (code >= 0x6F0 && code <= 0x6F9) ||
               (code >= 0x966 && code <= 0x96F) ||
               (code >= 0xFF10 && code <= 0xFF19) ||
               (code >= 0xBC && code <= 0xBE) || code == 0xB2 ||
               code == 0xB3 || code == 0xB9;
    if (is_dash || is_blank)
      out[used++] = is_dash ? '-' : ' ';
    else if (width <= 1)
      out[used++] = s[i] >= 'A' && s[i] <= 'Z' ? (char)(s[i] - 'A' + 'a')
                                               : s[i];
    else {
      memcpy(out + used, s + i, width);
      used += width;
    }
    i += width > 0 ? width : 1;
  }
  out[used] = '\0';
}

static int is_listed(const char *s, const char *const *list)
{
  for (; *list != NULL; list++)
    if (strcmp(s, *list) == 0)
      return 1;
  return 0;
}

/* What stands for a missing value elsewhere. */
static int is_gap(const char *s)
{
  static const char *const gaps[] = {
      "-", "--", "---", "?", "??", ".", "..", "*", "n/a", "n.a.", "n.a",
      "#n/a", "#na", "null", "none", "nil", "missing", "na", "<na>", "(null)",
      "#div/0!", "#value!", "#ref!", "#null!", "#name?", "#num!", "unknown",
      "undefined", "n.d.", "nd", "not available", "\\n", "nat", "-nan",
      NULL};

  return is_listed(s, gaps);
}

/* One past the number at s: digits in groups of three, a fraction, an
   exponent.  s itself where there is none. */
static const char *number_end(const char *s)
{
  const char *at = s + (*s == '-' || *s == '+');
  size_t whole = digits_at(at);

  at += whole;
  while (*at != '\0' && strchr(",. '_", *at) != NULL && digits_at(at + 1) > 0)
    at += 1 + digits_at(at + 1);
  if (whole == 0 && at == s + (*s == '-' || *s == '+'))
    return s;
  if (*at == '.' || *at == ',')
    at++;
  if (*at == 'e') {
    const char *power = at + 1 + (at[1] == '-' || at[1] == '+');
    if (digits_at(power) > 0)
      at = power + digits_at(power);
  }
  return at;
}

static int is_whole_number(const char *s)
{
  const char *end = number_end(s);

  return end != s && *end == '\0';
}

/* Groups of exactly three digits behind the first, divided by one sign. */
static int is_grouped(const char *s)
{
  s += *s == '-' || *s == '+';
  size_t n = digits_at(s);
  char sign = s[n];

  if (n == 0 || sign == '\0' || strchr(",. '_", sign) == NULL)
    return 0;
  if (sign == '_')
    return is_whole_number(s);
  size_t groups = 0;
  for (s += n; *s == sign && n <= 3 && digits_at(s + 1) == 3; s += 4)
    groups++;
  int part = (*s == '.' || *s == ',') && *s != sign;
  if (part)
    s += 1 + digits_at(s + 1);
  return groups > 0 && *s == '\0' && (groups > 1 || part || sign != '.');
}

static int is_month(const char *s)
{
  static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";

  for (size_t i = 0; i < 36; i += 3)
    if (strncmp(s, months + i, 3) == 0)
      return 1;
  return 0;
}

/* 2021-03-01, 1/3/2021, 1.3.21, 2021-03, 3 mar 2021, and a time behind. */
static int is_date(const char *s)
{
  static const char signs[] = "-/.";
  size_t a = digits_at(s);
  char sign = s[a];

  for (const char *at = s; *at != '\0'; at++)
    if ((at == s || at[-1] == ' ' || at[-1] == '-' ||
         digits_at(at - 1) > 0) && is_month(at) && strpbrk(s, digits) != NULL)
      return 1;
  if (a == 0 || a > 4 || sign == '\0' || strchr(signs, sign) == NULL)
    return 0;
  const char *second = s + a + 1;
  size_t b = digits_at(second);
  if (b == 0 || b > 2)
    return 0;
  if (second[b] == '\0')
    return a == 4 && sign != '.';
  if (second[b] != sign)
    return 0;
  size_t c = digits_at(second + b + 1);
  char behind = second[b + 1 + c];
  return c > 0 && c <= 4 && (a > 2 || c == 2 || c == 4) &&
         (behind == '\0' || behind == 't' || behind == ' ');
}

/* 12:30, 12:30:05.5, 2:30 pm. */
static int is_time(const char *s)
{
  s += *s == '-' || *s == '+';
  size_t a = digits_at(s), b = s[a] == ':' ? digits_at(s + a + 1) : 0;

  return a > 0 && b == 2 && strspn(s, "0123456789:., apmz+-") == strlen(s);
}

static int is_money(const char *s)
{
  static const char *const signs[] = {"$",   "\u20AC", "\u00A3", "\u00A5",
                                      "\u20B9", "\u20BD", "\u00A2", NULL};
  static const char *const words[] = {"usd", "eur", "gbp", "chf", "jpy",
                                      "cny", "inr", "sek", "nok", "dkk",
                                      "pln", "cad", "aud", NULL};

  for (size_t i = 0; signs[i] != NULL; i++)
    if (strstr(s, signs[i]) != NULL)
      return 1;
  for (size_t i = 0; words[i] != NULL; i++) {
    const char *found = strstr(s, words[i]);
    if (found != NULL && (found == s || found[3] == '\0'))
      return 1;
  }
  return 0;
}

/* 1.5d+03; 1.5*10^3, 1.5x10^3. */
static int is_power(const char *s)
{
  const char *end = number_end(s);

  if (end == s)
    return 0;
  if (*end == 'd' || *end == 'q')
    return (end[1] == '+' || end[1] == '-' || digits_at(end + 1) > 0) &&
           digits_at(end + 1 + (end[1] == '+' || end[1] == '-')) > 0 &&
           strspn(end + 2, digits) == strlen(end + 2);
  return strstr(end, "10^") != NULL || strstr(end, "10**") != NULL ||
         strstr(end, "\u00D710") != NULL;
}

/* 5-10, 5 to 10, 5..10 */
static int is_range(const char *s)
{
  const char *end = number_end(s);

  if (end == s)
    return 0;
  while (*end == ' ') end++;
  size_t joint = *end == '-' ? 1 : strncmp(end, "to ", 3) == 0 ? 3
                               : strncmp(end, "..", 2) == 0    ? 2
                                                               : 0;
  while (joint > 0 && end[joint] == ' ') joint++;
  return joint > 0 && is_whole_number(end + joint);
}

static int is_fraction(const char *s)
{
  size_t a = digits_at(s);

  if (a > 0 && s[a] == ' ' && digits_at(s + a + 1) > 0)
    return is_fraction(s + a + 1);
  size_t b = a > 0 && s[a] == '/' ? digits_at(s + a + 1) : 0;
  return b > 0 && s[a + 1 + b] == '\0';
}

/* A number, and behind it letters or signs of a unit. */
static int is_unit(const char *s)
{
  const char *end = number_end(s);

  if (end == s)
    return 0;
  while (*end == ' ') end++;
  size_t rest = strlen(end), power = strcspn(end, digits);
  return rest > 0 && strpbrk(end, "\t\r\n") == NULL && rest <= 12 &&
         power > 0 && (power == rest || (power + 1 == rest && power <= 3));
}

static const struct {
  ad_slip slip;
  int (*is)(const char *s);
} kinds[] = {
    {AD_SLIP_MONEY, is_money},       {AD_SLIP_DATE, is_date},
    {AD_SLIP_TIME, is_time},         {AD_SLIP_POWER, is_power},
    {AD_SLIP_GROUPS, is_grouped},    {AD_SLIP_COMMA, is_whole_number},
    {AD_SLIP_FRACTION, is_fraction}, {AD_SLIP_RANGE, is_range},
    {AD_SLIP_UNIT, is_unit},
};

/* A text in small letters, with digits in it. */
static ad_slip slip_of(const char *s)
{
  size_t n = strlen(s);

  if (s[0] == '(' && s[n - 1] == ')' && strspn(s + 1, "0123456789.,$ ") ==
                                          n - 2)
    return AD_SLIP_PAREN;
  if (strchr(s, '%') != NULL || strstr(s, "\u2030") != NULL)
    return AD_SLIP_PERCENT;
  if (strncmp(s, "0x", 2) == 0)
    return AD_SLIP_HEX;
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (kinds[i].is(s))
      return kinds[i].slip;
  if (strchr("<>~=", s[0]) != NULL || strncmp(s, "\u2264", 3) == 0 ||
      strncmp(s, "\u2265", 3) == 0 || strncmp(s, "\u2248", 3) == 0 ||
      (s[n - 1] == '+' && digits_at(s) + 1 == n))
    return AD_SLIP_BOUND;
  return AD_SLIP_CODE;
}

ad_slip ad_field_slip(const char *s, char decimal)
{
  char text[LONGEST + 8];
  int dash = 0, script = 0;

  simplify(s, text, &dash, &script);
  if (strpbrk(text, digits) == NULL)
    return is_gap(text) ? AD_SLIP_GAP : script ? AD_SLIP_SCRIPT
                                               : AD_SLIP_WORD;
  if (dash && ad_field_classify(text, decimal) <= AD_FIELD_COMMA)
    return AD_SLIP_MINUS;
  ad_slip slip = slip_of(text);
  return script && slip == AD_SLIP_CODE ? AD_SLIP_SCRIPT : slip;
}

/* How each is mended. */
static const char *const mends[] = {
    [AD_SLIP_WORD] = "if it stands for a missing value, name it before "
                     "'columns', missing as \"...\"; 'classes' makes every "
                     "text and number a class",
    [AD_SLIP_GAP] = "missing values are empty, NA or NaN; name others before "
                    "'columns': missing as \"-\", \"N/A\"",
    [AD_SLIP_CODE] = "'classes' makes each text a class, 'onehot' a column",
    [AD_SLIP_MONEY] = "write the amount alone, without a currency or "
                      "thousands commas: 1204.50",
    [AD_SLIP_PERCENT] = "write the number without its sign, 12 or 0.12",
    [AD_SLIP_DATE] = "a date is no number: write days since the first one, or "
                     "columns for year, month and day",
    [AD_SLIP_TIME] = "a clock time is no number: write seconds, minutes or "
                     "hours, such as 12.5",
    [AD_SLIP_MINUS] = "the minus sign of numbers is the hyphen, '-'",
    [AD_SLIP_POWER] = "an exponent is written with e: 1.5e+03",
    [AD_SLIP_PAREN] = "a negative number is written with '-': -1200",
    [AD_SLIP_GROUPS] = "nothing stands between thousands, and the decimal "
                       "point is '.': write 1234567.5",
    [AD_SLIP_COMMA] = "the decimal point is '.'; if the file writes 3,5, say "
                      "before 'columns': decimal \",\"; no commas stand "
                      "between thousands",
    [AD_SLIP_FRACTION] = "a fraction is written as a decimal number: 0.5",
    [AD_SLIP_BOUND] = "write the number alone; for groups 'classes' makes each "
                      "text a class",
    [AD_SLIP_RANGE] = "a field holds one number; for groups 'classes' makes "
                      "each text a class",
    [AD_SLIP_UNIT] = "write the number alone: a unit belongs into the name of "
                     "the column",
    [AD_SLIP_HEX] = "numbers are decimal: write 31 for 0x1F",
    [AD_SLIP_SCRIPT] = "numbers are written with the digits 0 to 9",
};

void ad_field_mend(ad_slip slip, char decimal, ad_error *err)
{
  if (decimal == ',' && (slip == AD_SLIP_GROUPS || slip == AD_SLIP_COMMA)) {
    ad_hint(err, "nothing stands between thousands, and the file is said to "
                 "write decimal \",\": 1234567,5");
    return;
  }
  int other = slip > AD_SLIP_CODE && slip != AD_SLIP_BOUND &&
              slip != AD_SLIP_RANGE && slip != AD_SLIP_COMMA &&
              slip != AD_SLIP_MINUS;

  ad_hint(err, "%s%s", mends[slip],
          other ? "; 'classes' would make each text a class" : "");
}
