dnl SPDX-License-Identifier: GPL-3.0-or-later
dnl Compiler flags and the tools and libraries that need no story of their
dnl own.  Every flag is asked for with -Werror, because clang only warns of
dnl flags that it does not know.

dnl AD_TRY_CFLAGS(FLAGS, IF-ACCEPTED, IF-NOT, [PROGRAM])
AC_DEFUN([AD_TRY_CFLAGS], [
  AC_MSG_CHECKING([whether $CC accepts $1])
  ad_saved_CFLAGS=$CFLAGS
  CFLAGS="$CFLAGS -Werror $1"
  AC_COMPILE_IFELSE([m4_default([$4], [AC_LANG_PROGRAM])],
    [ad_accepted=yes], [ad_accepted=no])
  CFLAGS=$ad_saved_CFLAGS
  AC_MSG_RESULT([$ad_accepted])
  AS_IF([test $ad_accepted = yes], [$2], [$3])
])

dnl AD_ADD_CFLAGS(VARIABLE, FLAGS...): those that the compiler knows.
AC_DEFUN([AD_ADD_CFLAGS], [
  m4_foreach_w([ad_flag], [$2],
    [AD_TRY_CFLAGS(ad_flag, [$1="$$1 ]ad_flag["])])
])

dnl What follows from CFLAGS: refuses those that break IEEE arithmetic, and
dnl takes the -O level out, so that the kernels can have one of their own.
dnl Sets AD_STD_CFLAGS, AD_OPT_CFLAGS, AD_BASE_CFLAGS, AD_WARN_CFLAGS.
AC_DEFUN([AD_FLAGS], [
  for ad_flag in $CC $CPPFLAGS $CFLAGS; do
    AS_CASE([$ad_flag],
      [-ffast-math|-Ofast|-funsafe-math-optimizations|-ffinite-math-only|\
-fassociative-math|-freciprocal-math],
      [AC_MSG_ERROR([the compiler is called with $ad_flag.  gradcompare
    compares gradients to the last bits and needs IEEE arithmetic, NaN and
    infinities included.  Please leave $ad_flag out; -O3 is fine.])])
  done
  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[
#ifdef __FAST_MATH__
#error "fast math"
#endif]])], [],
    [AC_MSG_ERROR([the compiler cannot compile, or is set to fast math; see
    config.log.  gradcompare needs IEEE arithmetic.])])

  ad_rest=
  AD_OPT_CFLAGS=
  for ad_flag in $CFLAGS; do
    AS_CASE([$ad_flag],
      [-O*], [AD_OPT_CFLAGS=$ad_flag],
      [ad_rest="$ad_rest $ad_flag"])
  done
  CFLAGS=${ad_rest# }
  AC_SUBST([AD_OPT_CFLAGS])

  AD_STD_CFLAGS=
  AD_TRY_CFLAGS([-std=c17], [AD_STD_CFLAGS=-std=c17],
    [AC_MSG_ERROR([a C17 compiler is needed: gcc 8, clang 6 or newer.])])

  AD_BASE_CFLAGS=$AD_STD_CFLAGS
  AD_ADD_CFLAGS([AD_BASE_CFLAGS], [-ffp-contract=off -fvisibility=hidden])
  AC_SUBST([AD_BASE_CFLAGS])

  ad_maps=no
  AD_TRY_CFLAGS([-ffile-prefix-map=/from=to], [ad_maps=yes])
  AM_CONDITIONAL([MAP_PATHS], [test $ad_maps = yes])

  AD_WARN_CFLAGS=
  AD_ADD_CFLAGS([AD_WARN_CFLAGS],
    [-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes])
  AC_ARG_ENABLE([werror],
    [AS_HELP_STRING([--enable-werror],
      [make every warning an error (for developers)])])
  ad_werror_says="not errors"
  AS_IF([test "x$enable_werror" = xyes],
    [AD_WARN_CFLAGS="$AD_WARN_CFLAGS -Werror"
     ad_werror_says=errors])
  AC_SUBST([AD_WARN_CFLAGS])
])

dnl AD_KERNEL_SET(NAME, MACRO-TO-TEST, FLAGS): can these kernels be built?
AC_DEFUN([AD_KERNEL_SET], [
  ad_have_$1=no
  AS_IF([test $ad_cpu_dispatch = yes],
    [AD_TRY_CFLAGS([$3],
      [ad_have_$1=yes
       AC_DEFINE([HAVE_$1_KERNELS], [1],
         [Define to 1 where lib/kernels_*.c is compiled for $1.])],
      [],
      [AC_LANG_PROGRAM([[
#ifndef $2
#error "flags without effect"
#endif]])])])
  AM_CONDITIONAL([$1_KERNELS], [test $ad_have_$1 = yes])
  AC_SUBST([AD_$1_CFLAGS], ["$3"])
])

dnl Flags of the kernels: -O3 unless the user asks for -O0, -Og or a sanitizer
dnl (which takes minutes at -O3), and on x86-64 the instruction sets that the
dnl compiler can make and ask about.
AC_DEFUN([AD_KERNELS], [
  AS_CASE(["$AD_OPT_CFLAGS $CFLAGS "],
    [-O0\ *|-Og\ *|*-fsanitize=*], [AD_KERNEL_OPT_CFLAGS=$AD_OPT_CFLAGS],
    [AD_KERNEL_OPT_CFLAGS=-O3])
  AC_SUBST([AD_KERNEL_OPT_CFLAGS])
  AD_KERNEL_CFLAGS=
  AD_ADD_CFLAGS([AD_KERNEL_CFLAGS], [-fno-math-errno -fno-trapping-math])
  AC_SUBST([AD_KERNEL_CFLAGS])
  AD_FUSE_CFLAGS=
  AD_ADD_CFLAGS([AD_FUSE_CFLAGS], [-ffp-contract=fast])
  AC_SUBST([AD_FUSE_CFLAGS])

  AD_FAST_CFLAGS=
  AD_ADD_CFLAGS([AD_FAST_CFLAGS], [-march=native -ffp-contract=fast])
  AC_SUBST([AD_FAST_CFLAGS])

  ad_cpu_dispatch=no
  AS_CASE([$host_cpu], [x86_64|amd64], [
    AC_MSG_CHECKING([whether a program can ask for the processor's features])
    AC_LINK_IFELSE([AC_LANG_PROGRAM([],
      [[__builtin_cpu_init();
        return __builtin_cpu_supports("avx2")
               && __builtin_cpu_supports("avx512dq");]])],
      [ad_cpu_dispatch=yes])
    AC_MSG_RESULT([$ad_cpu_dispatch])])
  AD_KERNEL_SET([AVX2], [__AVX2__], [-mavx2 -mfma])
  AD_KERNEL_SET([AVX512], [__AVX512DQ__],
    [-mavx512f -mavx512dq -mavx512vl -mprefer-vector-width=512 -mfma -mavx2])
])

dnl Homebrew keeps some packages out of the compiler's way; look there too.
dnl (Not tested on macOS.)
AC_DEFUN([AD_HOMEBREW], [
  ad_brew=
  AS_CASE([$host_os], [darwin*], [
    AC_PATH_PROG([BREW], [brew], [no])
    AS_IF([test "$BREW" != no], [
      ad_brew=`"$BREW" --prefix`
      CPPFLAGS="$CPPFLAGS -I$ad_brew/include"
      LDFLAGS="$LDFLAGS -L$ad_brew/lib"
      PKG_CONFIG_PATH="$PKG_CONFIG_PATH${PKG_CONFIG_PATH:+:}$ad_brew/opt/openblas/lib/pkgconfig"
      export PKG_CONFIG_PATH])])
])

dnl AD_PROG_BISON(VERSION).  macOS ships bison 2.3, so Homebrew's own folder
dnl is searched as well.  A release holds the generated parser and needs none.
AC_DEFUN([AD_PROG_BISON], [
  AC_CACHE_CHECK([for bison $1 or newer], [ac_cv_path_BISON],
    [AC_PATH_PROGS_FEATURE_CHECK([BISON], [bison],
      [ad_version=`"$ac_path_BISON" --version 2>/dev/null \
         | "$SED" -n '1s/.* \(@<:@0-9@:>@@<:@0-9.@:>@*\).*/\1/p'`
       AS_IF([test -n "$ad_version"],
         [AS_VERSION_COMPARE([$ad_version], [$1], [],
           [ac_cv_path_BISON=$ac_path_BISON ac_path_BISON_found=:],
           [ac_cv_path_BISON=$ac_path_BISON ac_path_BISON_found=:])])],
      [ac_cv_path_BISON=no],
      [$PATH$PATH_SEPARATOR${ad_brew:-/opt/homebrew}/opt/bison/bin$PATH_SEPARATOR/usr/local/opt/bison/bin])])
  AS_IF([test "$ac_cv_path_BISON" != no],
    [YACC="$ac_cv_path_BISON -y"],
    [test ! -f "$srcdir/lib/syntax/parser.c"],
    [AC_MSG_ERROR([bison $1 or newer is needed to build from a checkout
    (Debian, Fedora: bison).  macOS ships 2.3, which is too old:
    `brew install bison'; configure finds it in Homebrew's folder by itself.])])
  AC_PROG_YACC
])

AC_DEFUN([AD_PROG_FLEX], [
  AC_PROG_LEX([noyywrap])
  AS_IF([test ! -f "$srcdir/lib/syntax/scanner.c"],
    [AS_CASE([`$LEX --version 2>/dev/null`], [*flex*], [],
      [AC_MSG_ERROR([flex is needed to build from a checkout
    (Debian, Fedora, Homebrew: flex).])])])
])

AC_DEFUN([AD_LIBM], [
  LT_LIB_M
  ad_saved_LIBS=$LIBS
  LIBS="$LIBM $LIBS"
  AC_MSG_CHECKING([for the C99 mathematical functions])
  AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <math.h>
      static volatile double x = 0.5;]],
    [[return (erf(x) + expm1(x) + log1p(x) + fma(x, x, x) + hypot(x, x)
              + nextafter(x, 1) + remainder(x, 2)) > 9;]])],
    [AC_MSG_RESULT([yes])],
    [AC_MSG_RESULT([no])
     AC_MSG_ERROR([the C library's mathematical functions are incomplete;
    see config.log.])])
  LIBS=$ad_saved_LIBS
])

dnl glibc 2.35 and newer: exp, log, tanh of several numbers at once, for
dnl x86-64; used by lib/kernels/kernels_functions.h.
AC_DEFUN([AD_VECTOR_MATH], [
  AC_ARG_ENABLE([vector-math],
    [AS_HELP_STRING([--disable-vector-math],
      [do not use glibc's vector functions (libmvec), which are fast, and
       exact to 4 units in the last place])])
  ad_vector_says="left out as asked"
  AS_IF([test "x$enable_vector_math" != xno], [
    ad_vector_says="none: exp, tanh and the like one by one"
    ad_saved_LIBS=$LIBS
    LIBS="$LIBM $LIBS"
    AC_MSG_CHECKING([for vector functions (libmvec)])
    AC_LINK_IFELSE([AC_LANG_PROGRAM([[
        typedef double two __attribute__((vector_size(16)));
        two _ZGVbN2v_tanh(two);
        static volatile double a = 0.5;]],
      [[two x = {a, a}; x = _ZGVbN2v_tanh(x); return x[0] > 9;]])],
      [ad_vector_says="libmvec"
       AC_DEFINE([HAVE_VECTOR_MATH], [1],
         [Define to 1 where lib/kernels/kernels_functions.h may call libmvec.])
       AC_MSG_RESULT([yes])],
      [AC_MSG_RESULT([no])])
    LIBS=$ad_saved_LIBS])
])

dnl AD_PACKAGE(NAME, MODULE, DEBIAN, FEDORA, HOMEBREW): a library required.
AC_DEFUN([AD_PACKAGE], [
  PKG_CHECK_MODULES([$1], [$2], [],
    [AC_MSG_ERROR([$2 is needed
    (Debian: $3; Fedora: $4; Homebrew: $5).
    If it is installed in an unusual place, set PKG_CONFIG_PATH.])])
  ad_$1_version=`$PKG_CONFIG --modversion m4_bpatsubst([$2], [ .*])`
])

dnl AD_TEST_PACKAGE(NAME, MODULE, DEBIAN, FEDORA, HOMEBREW): a library that
dnl only `make check' needs.  Sets ad_NAME_version, to `no' where there is none;
dnl adds to AD_TESTS_MISS what is to be installed.
AC_DEFUN([AD_TEST_PACKAGE], [
  PKG_CHECK_MODULES([$1], [$2],
    [ad_$1_version=`$PKG_CONFIG --modversion m4_bpatsubst([$2], [ .*])`],
    [ad_$1_version=no
     AD_TESTS_MISS="$AD_TESTS_MISS${AD_TESTS_MISS:+, and }$2 dnl
(Debian: $3; Fedora: $4; Homebrew: $5)"])
  AC_SUBST([AD_TESTS_MISS])
])

dnl libcsv comes without a pkg-config file.
AC_DEFUN([AD_LIBCSV], [
  AC_ARG_VAR([CSV_LIBS], [linker flags for libcsv])
  AS_IF([test -z "$CSV_LIBS"],
    [AC_CHECK_HEADER([csv.h],
      [AC_CHECK_LIB([csv], [csv_init], [CSV_LIBS=-lcsv])])])
  AS_IF([test -z "$CSV_LIBS"],
    [AC_MSG_ERROR([libcsv is needed
    (Debian: libcsv-dev; Fedora: libcsv-devel; Homebrew: libcsv).
    If it is installed in an unusual place, set CPPFLAGS and LDFLAGS.])])
])

dnl Nor does libunistring, of which the program asks how wide characters are.
AC_DEFUN([AD_LIBUNISTRING], [
  AC_ARG_VAR([UNISTRING_LIBS], [linker flags for libunistring])
  AS_IF([test -z "$UNISTRING_LIBS"],
    [AC_CHECK_HEADER([uniwidth.h],
      [AC_CHECK_LIB([unistring], [uc_width],
        [UNISTRING_LIBS=-lunistring])])])
  AS_IF([test -z "$UNISTRING_LIBS"],
    [AC_MSG_ERROR([libunistring is needed
    (Debian: libunistring-dev; Fedora: libunistring-devel; Homebrew:
    libunistring).
    If it is installed in an unusual place, set CPPFLAGS and LDFLAGS.])])
])

dnl binary128, for `make rates' only: HAVE_QUADMATH and QUADMATH_LIBS where
dnl the compiler brings libquadmath.
AC_DEFUN([AD_QUADMATH], [
  AC_MSG_CHECKING([for __float128 and libquadmath])
  QUADMATH_LIBS=
  ad_saved_LIBS=$LIBS
  LIBS="-lquadmath $LIBS"
  AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <quadmath.h>]],
    [[volatile __float128 x = 2; return expm1q(x) > 6 ? 0 : 1;]])],
    [ad_quadmath=yes
     QUADMATH_LIBS=-lquadmath
     AC_DEFINE([HAVE_QUADMATH], [1],
       [Whether the compiler brings libquadmath.])],
    [ad_quadmath=no])
  LIBS=$ad_saved_LIBS
  AC_MSG_RESULT([$ad_quadmath])
  AC_SUBST([QUADMATH_LIBS])
])
