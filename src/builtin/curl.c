/* SPDX-License-Identifier: MIT */
/* The library itself is never unloaded: those it brings keep data for each thread. */
#include "config.h"

#ifdef HAVE_CURL
#include "builtin/curl.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>

#include "base/sys.h"

/* The one with OpenSSL; Debian's others. */
static void *library(void) {
	static const char *const names[] = { "libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.so", "libcurl.4.dylib" };
	void *lib = NULL;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !lib; i++)
		lib = dlopen(names[i], RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
	return lib;
}

static int find(struct curl *c, void *lib) {
	const struct {
		const char *name;
		void *at;
	} functions[] = {
		{ "curl_easy_init", &c->easy_init }, { "curl_easy_cleanup", &c->easy_cleanup }, { "curl_easy_reset", &c->easy_reset },
		{ "curl_easy_setopt", &c->setopt }, { "curl_easy_getinfo", &c->getinfo }, { "curl_easy_strerror", &c->strerror },
		{ "curl_multi_init", &c->multi_init }, { "curl_multi_cleanup", &c->multi_cleanup },
		{ "curl_multi_add_handle", &c->multi_add }, { "curl_multi_remove_handle", &c->multi_remove },
		{ "curl_multi_perform", &c->perform }, { "curl_multi_poll", &c->poll }, { "curl_multi_info_read", &c->info_read },
		{ "curl_multi_strerror", &c->multi_strerror }, { "curl_slist_append", &c->slist_append },
		{ "curl_slist_free_all", &c->slist_free },
	};

	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		if (!(*(void **)functions[i].at = dlsym(lib, functions[i].name)))
			return -ENOSYS;
	return 0;
}

/* 7.84 made its first initialisation safe with threads, 7.85 brought options that are used. */
static int check(void *lib, struct err *err) {
	__typeof__(curl_version_info) *info;
	curl_version_info_data *version;

	*(void **)&info = dlsym(lib, "curl_version_info");
	version = info ? info(CURLVERSION_NOW) : NULL;
	if (!version || version->version_num < 0x075500)
		return err_set(err, ENOSYS, "@fetch needs libcurl 7.85 or newer; here is %s",
			       version ? version->version : "an unknown one");
	return 0;
}

int curl_load(struct curl **ret, struct err *err) {
	struct curl *c = sys_malloc(sizeof(*c));
	void *lib;
	int rc;

	if (!c)
		return err_sys(err, ENOMEM, "cannot load libcurl");
	*c = (struct curl){ .easy = NULL };
	lib = library();
	if (!lib)
		rc = err_set(err, ENOENT, "@fetch needs libcurl, which is not installed (Debian: libcurl4)");
	else
		rc = check(lib, err);
	if (!rc && (rc = find(c, lib)))
		err_set(err, -rc, "@fetch cannot use this libcurl: functions are missing");
	if (!rc) {
		c->easy = c->easy_init();
		c->multi = c->multi_init();
		rc = c->easy && c->multi ? 0 : err_sys(err, ENOMEM, "cannot load libcurl");
	}
	if (rc)
		curl_unload(c);
	else
		*ret = c;
	return rc;
}

void curl_unload(void *arg) {
	struct curl *c = arg;

	if (c && c->easy)
		c->easy_cleanup(c->easy);
	if (c && c->multi)
		c->multi_cleanup(c->multi);
	free(c);
}
#endif
