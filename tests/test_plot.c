/* SPDX-License-Identifier: GPL-3.0-or-later
   Plots: quoting, names, folders, files, and gnuplot itself, with texts and
   surroundings that want to run something else.  What gnuplot draws is looked
   at where it is installed only.  Read src/gnuplot/plot.h,
   src/gnuplot/plot_axis.h and made_sweep.h before. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check_near.h"
#include "gnuplot/contour.h"
#include "gnuplot/plot_axis.h"
#include "host/exits.h"
#include "host/spawn.h"
#include "made_sweep.h"
#include "sweep/plot_sweep.h"

static const struct plot here = {.dir = ".", .command = ""};

/* ---- texts and names ---- */

START_TEST(texts_are_quoted)
{
  static const struct {
    const char *text, *want;
  } rows[] = {
      {"", "''"},
      {"it's", "'it''s'"},
      {"'", "(''.\"'\".'')"},
      {"''x'", "(''.\"''\".'x''')"},
      {"x''y'''", "('x'.\"''\".'y'.\"'''\".'')"},
      {"a'b'c", "'a''b''c'"},
      {"a\nb\tc\r\033[0m", "'a\\x0ab c\\x0d\\x1b[0m'"},
      {"\"; system(\"touch P\"); #", "'\"; system(\"touch P\"); #'"},
      {"`touch P` @x {a}_b^c \\", "'`touch P` @x {a}_b^c \\'"},
      {"gr\303\266\303\237er", "'gr\303\266\303\237er'"},
      {"\377\303", "'\\xff\\xc3'"}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char *got = plot_quote(rows[i].text);
    ck_assert_str_eq(got, rows[i].want);
    free(got);
  }
}
END_TEST

START_TEST(long_texts_are_cut)
{
  static const struct {
    const char *text, *want;
    size_t columns;
  } rows[] = {{"abcdef", "'abcdef'", 6},
              {"abcdefg", "'abc...'", 6},
              {"''''''''", "(''.\"'''\".'...')", 6},
              {"\303\266\303\266\303\266\303\266",
               "'\303\266\303\266\303\266\303\266'", 4},
              {"\303\266\303\266\303\266\303\266\303\266", "'\303\266...'", 4},
              {"a\nbcdef", "'a...'", 5}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char *got = plot_quote_short(rows[i].text, rows[i].columns);
    ck_assert_str_eq(got, rows[i].want);
    free(got);
  }
}
END_TEST

START_TEST(names_are_plain)
{
  static const struct {
    const char *file, *want;
  } rows[] = {{"examples/scaling/params.grad", "params"},
              {"-", "stdin"},
              {"", "worksheet"},
              {"x/", "worksheet"},
              {".grad", "_grad"},
              {"-x.grad", "_x"},
              {"../..", "_."},
              {"< touch P", "__touch_P"},
              {"|touch P.grad", "_touch_P"},
              {"a;b`c`$d'e\"f\ng", "a_b_c__d_e_f_g"},
              {"gr\303\266\303\237e.grad", "gr__e"},
              {"A-1_b.2", "A-1_b.2"}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    char *got = plot_name(rows[i].file);
    ck_assert_str_eq(got, rows[i].want);
    free(got);
  }
  char long_name[300];
  memset(long_name, 'x', sizeof long_name - 1);
  long_name[sizeof long_name - 1] = '\0';
  char *got = plot_name(long_name);
  ck_assert_uint_le(strlen(got), 100);
  free(got);
}
END_TEST

/* ---- axes and labels ---- */

START_TEST(ticks_have_si_prefixes)
{
  static const struct {
    double value;
    const char *unit, *want;
  } rows[] = {{2e-9, "s", "2 ns"},       {1e-6, "s", "1 \302\265s"},
              {0.1, "s", "100 ms"},      {1, "s", "1 s"},
              {20000, "s", "20 ks"},     {1e6, "B", "1 MB"},
              {1024, "", "1024"},        {0.5, "", "0.5"},
              {10000, "", "10 k"},       {2e6, "", "2 M"},
              {1e-6, "", "1e-06"},       {1e22, "B", "1e+22 B"},
              {0.999999999999e3, "s", "1 ks"}};
  char out[FORMAT_SIZE];
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    ck_assert_str_eq(plot_si(out, rows[i].value, rows[i].unit), rows[i].want);
  ck_assert_str_eq(plot_binary(out, 1024), "1024");
  ck_assert_str_eq(plot_binary(out, 16384), "2\302\271\342\201\264");
  ck_assert_str_eq(plot_binary(out, 12345), "12.35 k");
}
END_TEST

static void check_ticks(double low, double high, const char *unit, int most,
                        const char *want)
{
  char text[2000] = "", line[1000];
  FILE *file = tmpfile();
  struct plot_axis axis = {.low = low, .high = high, .taken = 2};
  plot_axis_write(file, 'x', &axis, unit, most);
  rewind(file);
  while (fgets(line, sizeof line, file))
    if (strncmp(line, "set xtics", 9) == 0)
      snprintf(text, sizeof text, "%s", line);
  fclose(file);
  ck_assert_str_eq(text, want);
}

START_TEST(ticks_fit_the_range)
{
  check_ticks(0.9, 1100, "", 8, "set xtics ('1' 1, '10' 10, '100' 100, "
                                "'1000' 1000)\n");
  check_ticks(3.7, 52, "", 6, "set xtics ('5' 5, '10' 10, '20' 20, "
                              "'30' 30, '50' 50)\n");
  check_ticks(2e-8, 2e-6, "s", 8,
              "set xtics ('20 ns' 2e-08, '50 ns' 5e-08, '100 ns' 1e-07, "
              "'200 ns' 2e-07, '500 ns' 5e-07, '1 \302\265s' 1e-06, "
              "'2 \302\265s' 2e-06)\n");
  check_ticks(1e-9, 1e3, "s", 7,
              "set xtics ('10 ns' 1e-08, '1 \302\265s' 1e-06, "
              "'100 \302\265s' 0.0001, '10 ms' 0.01, '1 s' 1, "
              "'100 s' 100)\n");
}
END_TEST

START_TEST(flat_curves_have_an_axis)
{
  struct plot_axis axis = plot_axis_new();
  plot_axis_take(&axis, 2.385);
  plot_axis_take(&axis, 0);
  plot_axis_take(&axis, NAN);
  plot_axis_take(&axis, INFINITY);
  plot_axis_take(&axis, -1);
  ck_assert_uint_eq(axis.taken, 1);
  plot_axis_close(&axis, 1.5);
  plot_axis_span(&axis);
  ck_assert(axis.low < 1 && axis.high > 10);
  check_near_at(__FILE__, __LINE__, plot_axis_at(&axis, axis.low), 0, 1e-12, 0,
                "low end");
  check_near_at(__FILE__, __LINE__, plot_axis_at(&axis, axis.high), 1, 1e-12,
                0, "high end");
}
END_TEST

/* The properties that matter, of many random sets. */
START_TEST(labels_do_not_overlap)
{
  unsigned long state = 20090101;
  for (int turn = 0; turn < 2000; turn++) {
    double wanted[12], at[12], gap = 0.064;
    size_t n = 1 + (size_t)turn % 12;
    for (size_t i = 0; i < n; i++) {
      state = (state * 1103515245 + 12345) % 2147483648UL;
      wanted[i] = at[i] = (double)state / 2147483648.0 * (turn % 3 ? 1 : 0.1);
    }
    plot_spread(at, n, gap, 0, 1);
    for (size_t i = 0; i < n; i++) {
      ck_assert_msg(at[i] > -1e-9 && at[i] < 1 + 1e-9, "label %zu at %g", i,
                    at[i]);
      for (size_t k = 0; k < n; k++) {
        if (wanted[k] > wanted[i])
          ck_assert_msg(at[k] - at[i] > gap - 1e-9,
                        "labels at %g and %g, wanted %g and %g", at[i], at[k],
                        wanted[i], wanted[k]);
      }
    }
  }
}
END_TEST

START_TEST(labels_move_no_further_than_needed)
{
  double apart[] = {0.1, 0.5, 0.9}, near[] = {0.52, 0.5, 0.1};
  double many[] = {0.3, 0.3, 0.3, 0.3, 0.3};
  plot_spread(apart, 3, 0.1, 0, 1);
  ck_assert(apart[0] == 0.1 && apart[1] == 0.5 && apart[2] == 0.9);
  plot_spread(near, 3, 0.1, 0, 1);
  check_near_at(__FILE__, __LINE__, near[0], 0.56, 1e-12, 0, "upper");
  check_near_at(__FILE__, __LINE__, near[1], 0.46, 1e-12, 0, "lower");
  check_near_at(__FILE__, __LINE__, near[2], 0.1, 1e-12, 0, "the other");
  plot_spread(many, 5, 0.5, 0, 1);
  for (int i = 0; i < 5; i++)
    check_near_at(__FILE__, __LINE__, many[i], 0.25 * i, 1e-12, 0, "many");
}
END_TEST

/* f is linear: the pieces lie on its line, and make up all of it. */
START_TEST(contours_follow_a_line)
{
  double f[5 * 7], x0, y0, x1, y1, length = 0;
  FILE *file = tmpfile();
  for (int r = 0; r < 5; r++)
    for (int c = 0; c < 7; c++)
      f[r * 7 + c] = (c + 1) - 1.5 * (r + 1) - 0.385;
  size_t n = plot_contour(file, f, 5, 7);
  ck_assert_uint_gt(n, 0);
  rewind(file);
  while (fscanf(file, "%lf,%lf %lf,%lf", &x0, &y0, &x1, &y1) == 4) {
    check_near_at(__FILE__, __LINE__, x0 - 1.5 * y0, 0.385, 1e-3, 0, "on it");
    check_near_at(__FILE__, __LINE__, x1 - 1.5 * y1, 0.385, 1e-3, 0, "on it");
    length += hypot(x1 - x0, y1 - y0);
  }
  fclose(file);
  /* From y = 1 to x = 7. */
  double dx = 7 - 1.885, dy = dx / 1.5;
  check_near_at(__FILE__, __LINE__, length, hypot(dx, dy), 1e-3, 0, "length");
  f[0] = NAN;
  f[1] = NAN;
  file = tmpfile();
  ck_assert_uint_lt(plot_contour(file, f, 5, 7), n);
  fclose(file);
}
END_TEST

/* ---- folders ---- */

static char base[200];

static void enter_folder(void)
{
  const char *tmp = getenv("TMPDIR");
  snprintf(base, sizeof base, "%s/gradcompare-test-XXXXXX",
           tmp && *tmp ? tmp : "/tmp");
  ck_assert_ptr_nonnull(mkdtemp(base));
  ck_assert_int_eq(chdir(base), 0);
}

/* Removes a folder with the files in it, two folders deep. */
static void remove_folder(const char *path, int depth)
{
  DIR *list = opendir(path);
  for (const struct dirent *e; list && (e = readdir(list));) {
    char inside[1000];
    if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
      continue;
    snprintf(inside, sizeof inside, "%s/%s", path, e->d_name);
    if (unlink(inside) != 0 && depth > 0)
      remove_folder(inside, depth - 1);
  }
  if (list)
    closedir(list);
  rmdir(path);
}

static void leave_folder(void)
{
  ck_assert_int_eq(chdir("/"), 0);
  remove_folder(base, 3);
}

static void put_file(const char *path, const char *text, mode_t mode)
{
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  fputs(text, file);
  fclose(file);
  ck_assert_int_eq(chmod(path, mode), 0);
}

static char *get_file(const char *path)
{
  FILE *file = fopen(path, "r");
  ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
  char *text = memory_new(1 << 20, 1);
  size_t n = fread(text, 1, (1 << 20) - 1, file);
  text[n] = '\0';
  fclose(file);
  return text;
}

static int is_there(const char *path)
{
  struct stat there;
  return lstat(path, &there) == 0;
}

/* Files of a folder whose names begin so. */
static int count_files(const char *path, const char *beginning)
{
  int n = 0;
  DIR *list = opendir(path);
  for (const struct dirent *e; list && (e = readdir(list));)
    n += strncmp(e->d_name, beginning, strlen(beginning)) == 0 &&
         strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
  if (list)
    closedir(list);
  return n;
}

START_TEST(folders_are_checked)
{
  put_file("file", "x", 0644);
  ck_assert_int_eq(symlink("nowhere", "link"), 0);
  ck_assert_int_eq(plot_folder("new"), EXIT_FINE);
  ck_assert_int_eq(plot_folder("new"), EXIT_FINE);
  ck_assert_int_eq(plot_folder("./new/"), EXIT_FINE);
  ck_assert_int_eq(count_files("new", ""), 0);
  ck_assert_int_eq(plot_folder("file"), EXIT_SYSTEM);
  ck_assert_int_eq(plot_folder("file/x"), EXIT_SYSTEM);
  ck_assert_int_eq(plot_folder("link"), EXIT_SYSTEM);
  ck_assert_int_eq(plot_folder("missing/new"), EXIT_SYSTEM);
  ck_assert_int_eq(plot_folder(""), EXIT_SYSTEM);
  ck_assert_int_eq(plot_folder("-x; touch P"), EXIT_FINE);
  ck_assert_int_eq(mkdir("closed", 0555), 0);
  if (getuid() != 0)
    ck_assert_int_eq(plot_folder("closed"), EXIT_SYSTEM);
  ck_assert(!is_there("P"));
}
END_TEST

START_TEST(files_are_replaced_whole)
{
  put_file("target", "precious", 0644);
  ck_assert_int_eq(symlink("target", "x.gp"), 0);
  ck_assert_int_eq(plot_write(".", "x.gp", "text\n"), EXIT_FINE);
  char *got = get_file("x.gp"), *kept = get_file("target");
  ck_assert_str_eq(got, "text\n");
  ck_assert_str_eq(kept, "precious");
  free(got);
  free(kept);
  ck_assert_int_eq(plot_write("missing", "x.gp", "text"), EXIT_SYSTEM);
  ck_assert_int_eq(plot_write("target", "x.gp", "text"), EXIT_SYSTEM);
  ck_assert_int_eq(count_files(".", ".gradcompare"), 0);
}
END_TEST

/* ---- data ---- */

/* The field `column` of the line that begins with `start`. */
static double field(const char *text, const char *start, const char *column)
{
  const char *names = strstr(text, "\ndim_") + 1, *line = names;
  size_t width = strlen(column), skip = 0;
  while (strncmp(names, column, width) != 0 || names[width] != ',') {
    names += strcspn(names, ",\n");
    ck_assert_msg(*names == ',', "there is no column %s", column);
    names++;
    skip++;
  }
  do {
    line = strchr(line, '\n') + 1;
    ck_assert_msg(*line, "no line begins with %s", start);
  } while (strncmp(line, start, strlen(start)) != 0);
  for (; skip > 0; skip--)
    line += strcspn(line, ",\n") + 1;
  return *line == ',' || *line == '\n' ? NAN : strtod(line, NULL);
}

START_TEST(data_hold_all_digits)
{
  struct made *made = made_line("x.grad", 1, 5, 3, 2, 2.385);
  struct method_cost *costs = made->points[2].costs;
  costs[METHOD_REVERSE].seconds = 1.0 / 3;
  costs[METHOD_FD].seconds = 0;
  costs[METHOD_FORWARD].seconds = NAN;
  costs[METHOD_FD].sweeps = 7;
  made->s.title = "two\nlines, \033 and \\";
  setenv("PATH", "/nonexistent", 1);
  const struct plot plot = {.dir = ".", .command = "a 'b' \\"};
  ck_assert_int_eq(plot_sweep(&made->s, &plot), EXIT_FINE);
  char *text = get_file("x.csv");
  ck_assert_ptr_nonnull(strstr(text, "\n# two\\x0alines, \\x1b and \\ .\n"));
  ck_assert_int_eq(strncmp(text, "# a 'b' \\ .\n", 12), 0);
  ck_assert(field(text, "12,", "reverse_seconds") == 1.0 / 3);
  ck_assert(field(text, "12,", "parameters") == 12);
  ck_assert(isnan(field(text, "12,", "fd_seconds")));
  ck_assert(isnan(field(text, "12,", "forward_seconds")));
  ck_assert(field(text, "12,", "fd_flops") == 7 * costs[METHOD_FD].flops);
  ck_assert(field(text, "48,", "forward_flops") ==
            made->points[4].costs[METHOD_FORWARD].flops);
  free(text);
  free(made);
}
END_TEST

START_TEST(data_without_times_have_no_clock)
{
  struct made *made = made_line("x.grad", 0, 5, 3, 2, 2.385);
  setenv("PATH", "/nonexistent", 1);
  ck_assert_int_eq(plot_sweep(&made->s, &here), EXIT_FINE);
  char *text = get_file("x.csv");
  ck_assert_ptr_null(strstr(text, "seconds"));
  ck_assert_ptr_null(strstr(text, "extrapolated"));
  free(text);
  text = get_file("x.gp");
  ck_assert_ptr_null(strstr(text, "seconds"));
  ck_assert_ptr_nonnull(strstr(text, "_flops"));
  free(text);
  free(made);
}
END_TEST

START_TEST(columns_have_plain_names)
{
  static char hostile_name[] = "a,b\"c'd\n\303\266_1";
  struct made *made = made_line("x.grad", 0, 5, 3, 2, 2.385);
  made->dims[0] = hostile_name;
  char *name = plot_sweep_dim(&made->s, 0);
  ck_assert_str_eq(name, "dim_a_b_c_d____1");
  free(name);
  free(made);
}
END_TEST

/* ---- gnuplot that is not there, or fails ---- */

/* A program that stands in for gnuplot, alone in PATH. */
static void fake_gnuplot(const char *script)
{
  char path[300], *text = memory_format("#!/bin/sh\n%s\n", script);
  ck_assert_int_eq(mkdir("bin", 0777), 0);
  put_file("bin/gnuplot", text, 0755);
  snprintf(path, sizeof path, "bin:%s/bin", base);
  setenv("PATH", path, 1);
  free(text);
}

static int draw_line(const char *dir)
{
  struct made *made = made_line("line.grad", 1, 4, 3, 2, 2.385);
  const struct plot plot = {.dir = dir, .command = "test"};
  int status = plot_sweep(&made->s, &plot);
  free(made);
  return status;
}

START_TEST(without_gnuplot_files_are_written)
{
  setenv("PATH", "", 1);
  ck_assert_int_eq(draw_line("."), EXIT_FINE);
  unsetenv("PATH");
  ck_assert_int_eq(draw_line("."), EXIT_FINE);
  setenv("PATH", "/nonexistent:/etc/passwd:.", 1);
  put_file("gnuplot", "#!/bin/sh\n: >P\n", 0755);
  ck_assert_int_eq(draw_line("."), EXIT_FINE);
  ck_assert(!is_there("P"));
  ck_assert(is_there("line.csv") && is_there("line.gp"));
  ck_assert_int_eq(count_files(".", "line"), 2);
  ck_assert_int_eq(count_files(".", ".gradcompare"), 0);
}
END_TEST

/* Draws half of what it should, then ends as it is told. */
static void check_failure(const char *end)
{
  char *script = memory_format("PATH=/usr/bin:/bin\n"
                               "folder=${3#*\\'}\n"
                               "echo half >${folder%%%%\\'*}line.svg\n%s", end);
  ck_assert_int_eq(mkdir("out", 0777), 0);
  put_file("out/line.svg", "old", 0644);
  fake_gnuplot(script);
  ck_assert_int_eq(draw_line("out"), EXIT_SYSTEM);
  char *kept = get_file("out/line.svg");
  ck_assert_str_eq(kept, "old");
  ck_assert_int_eq(count_files("out", ""), 3);
  free(kept);
  free(script);
}

START_TEST(a_failure_leaves_old_pictures)
{
  check_failure("echo 'line 7: \033]0;x no' >&2; exit 1");
}
END_TEST

START_TEST(a_killed_gnuplot_leaves_old_pictures)
{
  check_failure("kill -KILL $$");
}
END_TEST

START_TEST(an_empty_picture_is_none)
{
  check_failure(": >${folder%%\\'*}line.pdf; exit 0");
}
END_TEST

START_TEST(half_a_picture_is_none)
{
  check_failure("echo '<svg> half' >${folder%%\\'*}line.svg; exit 0");
}
END_TEST

START_TEST(a_gnuplot_that_cannot_start_is_an_error)
{
  ck_assert_int_eq(mkdir("bin", 0777), 0);
  char path[300];
  snprintf(path, sizeof path, "%s/bin", base);
  put_file("bin/gnuplot", "#!/nonexistent\n", 0755);
  setenv("PATH", path, 1);
  ck_assert_int_eq(draw_line("."), EXIT_SYSTEM);
  ck_assert_int_eq(count_files(".", ".gradcompare"), 0);
}
END_TEST

START_TEST(gnuplot_sees_a_clean_world)
{
  ck_assert_int_eq(mkdir("out", 0777), 0);
  fake_gnuplot("PATH=/usr/bin:/bin\nenv >../env; pwd >../pwd\n"
               "printf '%s\\n' \"$@\" >../arguments\n"
               "cat >../stdin; echo to-stdout\n"
               "folder=${3#*\\'}\n"
               "echo '<svg>a picture</svg>' >${folder%%\\'*}line.svg");
  setenv("GNUPLOT_LIB", "x", 1);
  setenv("GNUPLOT_DRIVER_DIR", "x", 1);
  setenv("GNUFITLOG", "x", 1);
  setenv("KEPT", "yes", 1);
  ck_assert_int_eq(draw_line("out"), EXIT_FINE);
  char *env = get_file("env"), *pwd = get_file("pwd");
  char *arguments = get_file("arguments"), *in = get_file("stdin");
  ck_assert_ptr_null(strstr(env, "GNUPLOT_"));
  ck_assert_ptr_null(strstr(env, "GNUFITLOG"));
  ck_assert_ptr_nonnull(strstr(env, "KEPT=yes"));
  ck_assert_str_eq(pwd + strlen(pwd) - 5, "/out\n");
  ck_assert_int_eq(strncmp(arguments, "-d\n-e\nfolder = '", 16), 0);
  ck_assert_ptr_nonnull(strstr(arguments, "\nline.gp\n"));
  ck_assert_str_eq(in, "");
  ck_assert(is_there("out/line.svg"));
  free(env);
  free(pwd);
  free(arguments);
  free(in);
}
END_TEST

/* ---- the real one ---- */

static char *installed;

static const char *const hostile[] = {
    "\"; system(\"touch P\"); #",
    "'; system('touch P'); #",
    "''; system(\"touch P\")",
    "'",
    "''",
    "' . system(\"touch P\") . '",
    "'''.system('touch P').'''",
    "x'' . system(\"touch P\") . ''y''''",
    "`touch P`",
    "\"`touch P`\"",
    "x\n! touch P\nsystem(\"touch P\")\n",
    "x\r! touch P\r",
    "< touch P",
    "|touch P",
    ";touch P;",
    "$(touch P)",
    "x' ; ! touch P",
    "\\",
    "x\\' ; system('touch P') \\",
    "@P @title",
    "} ! touch P {",
    "END\n! touch P",
    "\xff\xc3' ; system('touch P')",
    "it's {a_b}^2 \\_ % %s %n gr\303\266\303\237er <b>&amp;</b>"};

enum { HOSTILE = sizeof hostile / sizeof hostile[0] };

static void draw_hostile(struct made *made, const char *text)
{
  made->s.title = made->s.note = made->s.name = text;
  made->dims[0] = memory_copy(text);
  made->s.against = SWEEP_DIM;
  made->s.timed = 1;
  const struct plot plot = {.dir = "out", .command = text};
  ck_assert_int_eq(plot_sweep(&made->s, &plot), EXIT_FINE);
  free(made->dims[0]);
  free(made);
}

START_TEST(texts_run_nothing)
{
  const char *text = hostile[_i];
  if (!installed)
    return;
  ck_assert_int_eq(plot_folder("out"), EXIT_FINE);
  draw_hostile(made_line("", 1, 4, 3, 2, 2.385), text);
  struct made *grid = made_grid("", 1, 3, 4);
  for (size_t i = 0; i < grid->s.n_points; i++)
    grid->points[i].n = grid->points[i].m = 1; /* so the dims are shown    */
  draw_hostile(grid, text);
  char *name = plot_name(text);
  char *svg = memory_format("out/%s.svg", name);
  char *heat = memory_format("out/%s-heat.svg", name);
  ck_assert_msg(is_there(svg) && is_there(heat), "no pictures of '%s'", text);
  ck_assert_msg(!is_there("P") && !is_there("out/P"), "'%s' ran", text);
  free(name);
  free(svg);
  free(heat);
}
END_TEST

START_TEST(surroundings_run_nothing)
{
  static const char evil[] = "system(\"touch P\")\n";
  if (!installed)
    return;
  ck_assert_int_eq(mkdir("home", 0777), 0);
  ck_assert_int_eq(mkdir("home/gnuplot", 0777), 0);
  put_file("home/.gnuplot", evil, 0644);
  put_file("home/gnuplotrc", evil, 0644);
  put_file("home/gnuplot/gnuplotrc", evil, 0644);
  char *home = memory_format("%s/home", base);
  setenv("HOME", home, 1);
  setenv("XDG_CONFIG_HOME", home, 1);
  setenv("GNUPLOT_LIB", home, 1);
  setenv("GNUPLOT_SHARE_DIR", home, 1);
  free(home);
  static const char *const folders[] = {"|touch P", "< touch P", ";touch P;",
                                        "-e system('touch P')", "`touch P`",
                                        "a'b\"c"};
  for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
    ck_assert_int_eq(plot_folder(folders[i]), EXIT_FINE);
    put_file("x", "", 0644);
    ck_assert_int_eq(draw_line(folders[i]), EXIT_FINE);
    char *inside = memory_format("%s/P", folders[i]);
    char *picture = memory_format("%s/line.svg", folders[i]);
    ck_assert_msg(!is_there("P") && !is_there(inside), "folder %s ran",
                  folders[i]);
    ck_assert(is_there(picture));
    ck_assert_int_eq(count_files(folders[i], ".gradcompare"), 0);
    free(inside);
    free(picture);
  }
}
END_TEST

START_TEST(titles_are_literal)
{
  if (!installed)
    return;
  struct made *made = made_line("t.grad", 1, 4, 3, 2, 2.385);
  made->s.title = "it's {a_b}^2 %d @x \\n gr\303\266\303\237er";
  ck_assert_int_eq(plot_sweep(&made->s, &here), EXIT_FINE);
  char *svg = get_file("t.svg");
  ck_assert_msg(strstr(svg, "it's {a_b}^2 %d @x \\n gr\303\266\303\237er") ||
                    strstr(svg, "it&apos;s {a_b}^2 %d @x \\n gr"
                                "\303\266\303\237er"),
                "the title is not in the picture");
  free(svg);
  free(made);
}
END_TEST

START_TEST(scripts_can_be_run_again)
{
  if (!installed)
    return;
  ck_assert_int_eq(draw_line("."), EXIT_FINE);
  ck_assert(is_there("line-ratio.svg") && is_there("line-memory.svg"));
  char *first = get_file("line.svg"), *said;
  ck_assert_int_eq(unlink("line.svg"), 0);
  char *argv[] = {(char[]){"gnuplot"}, (char[]){"line.gp"}, NULL};
  static const char *const unset[] = {"GNUPLOT_", NULL};
  struct spawn spawn = {
      .path = installed, .argv = argv, .dir = ".", .unset = unset};
  ck_assert_int_eq(spawn_run(&spawn, &said), 0);
  char *second = get_file("line.svg");
  ck_assert_msg(strcmp(first, second) == 0, "it draws something else: %s",
                said);
  free(first);
  free(second);
  free(said);
}
END_TEST

START_TEST(odd_sweeps_are_drawn)
{
  if (!installed)
    return;
  struct made *one = made_line("one.grad", 1, 1, 4, 2, 50);
  one->s.slopes[METHOD_FORWARD][0].points = 0;
  ck_assert_int_eq(plot_sweep(&one->s, &here), EXIT_FINE);
  struct made *flat = made_line("flat.grad", 1, 4, 4, 2, 0);
  ck_assert_int_eq(plot_sweep(&flat->s, &here), EXIT_FINE);
  struct made *holes = made_line("holes.grad", 1, 6, 4, 2, 50);
  holes->points[1].costs[METHOD_FD].seconds = 0;
  holes->points[2].costs[METHOD_REVERSE].seconds = NAN;
  holes->points[5].costs[METHOD_FORWARD].seconds = INFINITY;
  ck_assert_int_eq(plot_sweep(&holes->s, &here), EXIT_FINE);
  char *script = get_file("holes.gp");
  ck_assert_ptr_nonnull(strstr(script, "3 values not shown"));
  struct made *none = made_line("none.grad", 1, 3, 4, 2, 50);
  for (size_t i = 0; i < 3; i++)
    memset(none->points[i].costs, 0, sizeof none->points[i].costs);
  ck_assert_int_eq(plot_sweep(&none->s, &here), EXIT_FINE);
  ck_assert(is_there("one.svg") && is_there("flat.svg") &&
            is_there("holes.svg") && !is_there("none.svg"));
  free(script);
  free(one);
  free(flat);
  free(holes);
  free(none);
}
END_TEST

START_TEST(grids_are_drawn)
{
  if (!installed)
    return;
  struct made *grid = made_grid("grid.grad", 1, 4, 5);
  ck_assert_int_eq(plot_sweep(&grid->s, &here), EXIT_FINE);
  grid->s.n_points -= 7;
  grid->s.partial = 1;
  grid->s.name = "part.grad";
  ck_assert_int_eq(plot_sweep(&grid->s, &here), EXIT_FINE);
  ck_assert(is_there("grid-heat.svg") && is_there("part-heat.svg"));
  ck_assert(!is_there("grid.svg"));
  char *script = get_file("part.gp");
  ck_assert_ptr_nonnull(strstr(script, "3 cells not shown: zero or missing; "
                                       "partial sweep"));
  free(script);
  free(grid);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("plot");
  TCase *texts = tcase_create("texts"), *files = tcase_create("files");
  installed = spawn_find("gnuplot");
  if (!installed)
    puts("gnuplot is not installed: what it draws is not tested");
  tcase_add_test(texts, texts_are_quoted);
  tcase_add_test(texts, long_texts_are_cut);
  tcase_add_test(texts, names_are_plain);
  tcase_add_test(texts, ticks_have_si_prefixes);
  tcase_add_test(texts, ticks_fit_the_range);
  tcase_add_test(texts, flat_curves_have_an_axis);
  tcase_add_test(texts, labels_do_not_overlap);
  tcase_add_test(texts, labels_move_no_further_than_needed);
  tcase_add_test(texts, contours_follow_a_line);
  tcase_add_checked_fixture(files, enter_folder, leave_folder);
  tcase_set_timeout(files, 120);
  tcase_add_test(files, folders_are_checked);
  tcase_add_test(files, files_are_replaced_whole);
  tcase_add_test(files, data_hold_all_digits);
  tcase_add_test(texts, columns_have_plain_names);
  tcase_add_test(files, data_without_times_have_no_clock);
  tcase_add_test(files, without_gnuplot_files_are_written);
  tcase_add_test(files, a_failure_leaves_old_pictures);
  tcase_add_test(files, a_killed_gnuplot_leaves_old_pictures);
  tcase_add_test(files, an_empty_picture_is_none);
  tcase_add_test(files, half_a_picture_is_none);
  tcase_add_test(files, a_gnuplot_that_cannot_start_is_an_error);
  tcase_add_test(files, gnuplot_sees_a_clean_world);
  tcase_add_loop_test(files, texts_run_nothing, 0, HOSTILE);
  tcase_add_test(files, surroundings_run_nothing);
  tcase_add_test(files, titles_are_literal);
  tcase_add_test(files, scripts_can_be_run_again);
  tcase_add_test(files, odd_sweeps_are_drawn);
  tcase_add_test(files, grids_are_drawn);
  suite_add_tcase(suite, texts);
  suite_add_tcase(suite, files);
  SRunner *runner = srunner_create(suite);
  /* Folders and variables are changed, and stay so in one process. */
  srunner_set_fork_status(runner, CK_FORK);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  free(installed);
  return failed != 0;
}
