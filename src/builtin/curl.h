/* SPDX-License-Identifier: MIT */
/*
 * libcurl, loaded when the first thing is fetched: it brings some thirty libraries, which would triple the time that pmap needs to
 * start. One struct is one slot's: its connections stay open from one call to the next.
 */
#pragma once

#define CURL_DISABLE_TYPECHECK /* its macros want the functions by their own names */
#include <curl/curl.h>

#include "base/err.h"

struct curl {
	CURL *easy;
	CURLM *multi;         /* holds the connections */

	__typeof__(curl_easy_init) *easy_init;
	__typeof__(curl_easy_cleanup) *easy_cleanup;
	__typeof__(curl_easy_reset) *easy_reset;
	__typeof__(curl_easy_setopt) *setopt;
	__typeof__(curl_easy_getinfo) *getinfo;
	__typeof__(curl_easy_strerror) *strerror;
	__typeof__(curl_multi_init) *multi_init;
	__typeof__(curl_multi_cleanup) *multi_cleanup;
	__typeof__(curl_multi_add_handle) *multi_add;
	__typeof__(curl_multi_remove_handle) *multi_remove;
	__typeof__(curl_multi_perform) *perform;
	__typeof__(curl_multi_poll) *poll;
	__typeof__(curl_multi_info_read) *info_read;
	__typeof__(curl_multi_strerror) *multi_strerror;
	__typeof__(curl_slist_append) *slist_append;
	__typeof__(curl_slist_free_all) *slist_free;
};

/* 0, or -errno with a sentence. */
int curl_load(struct curl **ret, struct err *err);
void curl_unload(void *curl);
