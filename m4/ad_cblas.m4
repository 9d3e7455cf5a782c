dnl SPDX-License-Identifier: GPL-3.0-or-later
dnl A fast CBLAS for large matrix products.  Only libraries that are known
dnl to be fast count: each is recognised by a function that it alone has,
dnl so a reference libblas or GSL's own CBLAS is never taken for one.
dnl
dnl Sets ad_cblas (openblas, blis, accelerate, no), CBLAS_CFLAGS, CBLAS_LIBS,
dnl and for pkg-config AD_CBLAS_REQUIRES and AD_CBLAS_PRIVATE;
dnl defines HAVE_FAST_CBLAS, AD_CBLAS_HEADER and AD_CBLAS_OPENBLAS, _BLIS or
dnl _ACCELERATE.  Where the library can be loaded when it is first needed
dnl (dlopen, the name of a shared library), AD_CBLAS_FILE is that name, and
dnl CBLAS_LIBS has what dlopen needs; else CBLAS_LIBS has the library, and
dnl -lgslcblas is taken out of GSL_LIBS.

dnl AD_CBLAS_TRY(NAME, CFLAGS, LIBS, MARK, HEADERS): does it link?
dnl MARK is a function that no other library has.
AC_DEFUN([AD_CBLAS_TRY], [
  AS_IF([test "$ad_cblas" = no], [
    ad_saved_CPPFLAGS=$CPPFLAGS
    ad_saved_LIBS=$LIBS
    CPPFLAGS="$CPPFLAGS $2"
    LIBS="$3 $LIBM $LIBS"
    AC_MSG_CHECKING([for $1 ($3)])
    ad_result=no
    AC_LINK_IFELSE([AC_LANG_CALL([], [$4])], [
      ad_result="a library without cblas_dgemm or its header"
      for ad_header in $5; do
        AC_LINK_IFELSE([AC_LANG_PROGRAM([[
#include <$ad_header>
static double a[4], b[4], c[4];]], [[
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, 2, 2, 2, 1.0, a, 2,
              b, 2, 0.0, c, 2);]])],
          [ad_result="yes, <$ad_header>"
           ad_cblas=$1
           CBLAS_CFLAGS="$2"
           CBLAS_LIBS="$3"
           ad_cblas_header="<$ad_header>"
           break])
      done])
    AC_MSG_RESULT([$ad_result])
    CPPFLAGS=$ad_saved_CPPFLAGS
    LIBS=$ad_saved_LIBS])
])

dnl AD_CBLAS_SEARCH(NAME, MODULES, LIB, MARK, HEADERS): pkg-config first.
AC_DEFUN([AD_CBLAS_SEARCH], [
  for ad_module in $2; do
    PKG_CHECK_EXISTS([$ad_module], [
      ad_module_cflags=`$PKG_CONFIG --cflags $ad_module`
      ad_module_libs=`$PKG_CONFIG --libs $ad_module`
      AD_CBLAS_TRY([$1], [$ad_module_cflags], [$ad_module_libs], [$4], [$5])
      AS_IF([test "$ad_cblas:$ad_cblas_module" = "$1:"],
        [ad_cblas_module=$ad_module])])
  done
  AD_CBLAS_TRY([$1], [], [$3], [$4], [$5])
])

dnl AD_CBLAS_LATE: under which name can the library be loaded?
AC_DEFUN([AD_CBLAS_LATE], [
  AC_REQUIRE([AC_PROG_SED])
  AC_CHECK_TOOL([OBJDUMP], [objdump], [false])
  ad_saved_CPPFLAGS=$CPPFLAGS
  ad_saved_LIBS=$LIBS
  CPPFLAGS="$CPPFLAGS $CBLAS_CFLAGS"
  ad_cblas_file=
  AC_SEARCH_LIBS([dlopen], [dl])
  LIBS="$CBLAS_LIBS $LIBM $ad_saved_LIBS"
  AC_MSG_CHECKING([whether $ad_cblas can be loaded when it is needed])
  AC_LINK_IFELSE([AC_LANG_PROGRAM([[
#include $ad_cblas_header
static double a[4], b[4], c[4];]], [[
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, 2, 2, 2, 1.0, a, 2,
              b, 2, 0.0, c, 2);]])],
    [ad_cblas_file=`$OBJDUMP -p conftest$EXEEXT 2>/dev/null |
       "$SED" -n 's/^ *NEEDED *\(lib.*blas.*\|libblis.*\)$/\1/p' | "$SED" 1q`])
  LIBS=$ad_saved_LIBS
  AS_CASE([$ac_cv_search_dlopen], [no], [ad_cblas_file=])
  AS_IF([test -n "$ad_cblas_file"], [
    CBLAS_LIBS=
    AS_CASE([$ac_cv_search_dlopen], [-l*], [CBLAS_LIBS=$ac_cv_search_dlopen])])
  CPPFLAGS=$ad_saved_CPPFLAGS
  AC_MSG_RESULT([${ad_cblas_file:-no}])
])

AC_DEFUN([AD_CBLAS], [
  AC_ARG_WITH([cblas],
    [AS_HELP_STRING([--with-cblas=LIBRARY],
      [openblas, blis, accelerate or no @<:@the first that is found@:>@])],
    [], [with_cblas=auto])
  ad_cblas=no
  ad_cblas_module=
  ad_cblas_file=
  CBLAS_CFLAGS=
  CBLAS_LIBS=
  AS_CASE([$with_cblas],
    [yes|auto|openblas|blis|accelerate|no], [],
    [AC_MSG_ERROR([--with-cblas=$with_cblas is not known: choose openblas,
    blis, accelerate or no.])])
  AS_CASE([$with_cblas], [yes|auto|openblas], [
    AD_CBLAS_SEARCH([openblas], [openblas], [-lopenblas],
      [openblas_get_config], [cblas.h cblas-openblas.h openblas/cblas.h])])
  AS_CASE([$with_cblas], [yes|auto|blis], [
    AD_CBLAS_SEARCH([blis], [blis blis-serial blis-pthread blis-openmp],
      [-lblis], [bli_info_get_version_str], [cblas.h blis/cblas.h])])
  AS_CASE([$with_cblas:$host_os], [yes:darwin*|auto:darwin*|accelerate:*], [
    AD_CBLAS_TRY([accelerate], [], [-framework Accelerate],
      [vDSP_vaddD], [Accelerate/Accelerate.h])])
  AS_IF([test $ad_cblas = no], [
    AS_CASE([$with_cblas], [auto|no], [],
      [AC_MSG_ERROR([--with-cblas=$with_cblas was asked for, but no such
    library can be linked; see config.log.  Debian has libopenblas-dev and
    libblis-dev.])])])

  AS_IF([test $ad_cblas != no], [
    AC_DEFINE([HAVE_FAST_CBLAS], [1],
      [Define to 1 where cblas_dgemm comes from a fast library.])
    AC_DEFINE_UNQUOTED([AD_CBLAS_HEADER], [$ad_cblas_header],
      [The header that declares it, as #include AD_CBLAS_HEADER.])
    AS_CASE([$ad_cblas],
      [openblas], [AC_DEFINE([AD_CBLAS_OPENBLAS], [1],
        [Define to 1 where it is OpenBLAS (openblas_set_num_threads).])],
      [blis], [AC_DEFINE([AD_CBLAS_BLIS], [1],
        [Define to 1 where it is BLIS (bli_thread_set_num_threads).])],
      [AC_DEFINE([AD_CBLAS_ACCELERATE], [1],
        [Define to 1 where it is Apple's Accelerate.])])
    AD_CBLAS_LATE
    AS_IF([test -n "$ad_cblas_file"], [
      AC_DEFINE_UNQUOTED([AD_CBLAS_FILE], ["$ad_cblas_file"],
        [The shared library that is loaded for it, if it is.])],
      [GSL_LIBS=`AS_ECHO(["$GSL_LIBS"]) | "$SED" 's/-lgslcblas//g'`])])
  dnl For gradcompare.pc: the module, where it has one and is linked.  It comes
  dnl before gsl, whose own CBLAS would else be found first by a static program.
  AS_IF([test -n "$ad_cblas_module" && test -z "$ad_cblas_file"],
    [AD_CBLAS_REQUIRES="$ad_cblas_module, " AD_CBLAS_PRIVATE=],
    [AD_CBLAS_REQUIRES= AD_CBLAS_PRIVATE=$CBLAS_LIBS])
  AC_SUBST([AD_CBLAS_REQUIRES])
  AC_SUBST([AD_CBLAS_PRIVATE])
  AC_SUBST([CBLAS_CFLAGS])
  AC_SUBST([CBLAS_LIBS])
])
