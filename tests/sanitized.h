/* SPDX-License-Identifier: GPL-3.0-or-later
   Is this compiled with a sanitizer that takes the place of malloc? */
#ifndef TEST_SANITIZED_H
#define TEST_SANITIZED_H

#if defined __SANITIZE_ADDRESS__
#define TEST_SANITIZED 1
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define TEST_SANITIZED 1
#endif
#endif
#ifndef TEST_SANITIZED
#define TEST_SANITIZED 0
#endif

#endif
