dnl SPDX-License-Identifier: GPL-3.0-or-later
dnl AD_SHA256: a program that prints the SHA-256 of its standard input, first of
dnl all, in hexadecimal digits.  Sets SHA256.
AC_DEFUN([AD_SHA256], [
  AC_CHECK_PROGS([SHA256], [sha256sum shasum openssl])
  AS_CASE([$SHA256],
    [shasum], [SHA256='shasum -a 256'],
    [openssl], [SHA256='openssl dgst -sha256 -r'],
    [''], [AC_MSG_ERROR([sha256sum, shasum or openssl is needed.])])
])
