/* SPDX-License-Identifier: MIT */
/*
 * @fetch: what is at a URL. HTTP and TLS are libcurl's. Each slot drives its own transfer and waits for it together
 * with the gate that ends the run, so nothing has to be killed; its connection is kept for the next URL of the same
 * server. Unlike curl(1), an answer that is an error fails the task, redirections are followed, and nothing but HTTP
 * and HTTPS is spoken: URLs are data, and data must not read files.
 */
#include "config.h"

#include "builtin/builtin.h"

#ifndef HAVE_CURL
#include <errno.h>

int builtin_fetch(struct builtin_call *call) {
	err_set(&call->err, ENOSYS, "this pmap was built without libcurl: there is no @fetch");
	return 1;
}
#else
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "builtin/args.h"
#include "builtin/curl.h"
#include "builtin/files.h"
#include "cli/values.h"

#define REDIRECTIONS 10L
#define ERRORS 400L       /* HTTP: this status and those above */
#define DROP_MAX (1u << 20)
#define LOOK_MS 1000 /* poll returns when anything happens; this is only a net */

struct fetch {
	struct builtin_call *call;
	struct curl *c;
	const char *path, *user, *data, *method, *agent, *range;
	nsec max_time, connect_time;
	bool force, insecure, compressed;
	struct curl_slist *headers;
	struct out out;
	size_t dropped;       /* bytes of what came with an error */
};

static int add_header(struct fetch *f, const char *line, struct err *err) {
	struct curl_slist *more = f->c->slist_append(f->headers, line);

	if (!more)
		return err_sys(err, ENOMEM, "cannot run @fetch");
	f->headers = more;
	return 0;
}

static int duration(const char *value, nsec *ret, struct err *err) {
	return value_duration(value, ret) ? err_set(err, EINVAL, "@fetch: '%s' is not a time (10, 1m30s)", value) : 0;
}

static int take(void *arg, int letter, const char *value, struct err *err) {
	struct fetch *f = arg;

	switch (letter) {
	case 'H': return add_header(f, value, err);
	case 'm': return duration(value, &f->max_time, err);
	case '1': return duration(value, &f->connect_time, err);
	case 'o': f->path = value; break;
	case 'u': f->user = value; break;
	case 'd': f->data = value; break;
	case 'X': f->method = value; break;
	case 'A': f->agent = value; break;
	case 'r': f->range = value; break;
	case 'F': f->force = true; break;
	case 'k': f->insecure = true; break;
	case '2': f->compressed = true; break;
	default: break; /* -f, -s, -S, -L: so it is anyway */
	}
	return 0;
}

static long status_of(struct fetch *f) {
	long status = 0;

	return f->c->getinfo(f->c->easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK ? status : 0;
}

static size_t keep(char *p, size_t size, size_t n, void *arg) {
	struct fetch *f = arg;

	size *= n;
	if (status_of(f) >= ERRORS) {
		/* Read to its end, the connection can be used again. */
		f->dropped += size;
		return f->dropped > DROP_MAX ? 0 : size;
	}
	return out_write(&f->out, p, size) ? 0 : size;
}

/* The URL for messages: without the password in it. */
static const char *shown(const char *url, char *to, size_t size) {
	const char *from = strstr(url, "://"), *at;

	from = from ? from + 3 : url;
	at = memchr(from, '@', strcspn(from, "/?#"));
	snprintf(to, size, "%.*s%.*s", (int)(from - url), url, (int)size / 2, at ? at + 1 : from);
	return to;
}

#define SET(option, value)                                                   \
	do {                                                                 \
		if (!rc && f->c->setopt(f->c->easy, option, value) != CURLE_OK) \
			rc = -EINVAL;                                        \
	} while (0)

/* 0, or -EINVAL when libcurl refuses one of them. */
static int set_options(struct fetch *f, const char *url) {
	int rc = 0;

	f->c->easy_reset(f->c->easy);
	SET(CURLOPT_URL, url);
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_FOLLOWLOCATION, 1L);
	SET(CURLOPT_MAXREDIRS, REDIRECTIONS);
	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_USERAGENT, f->agent ? f->agent : PACKAGE_NAME "/" PACKAGE_VERSION);
	SET(CURLOPT_WRITEFUNCTION, keep);
	SET(CURLOPT_WRITEDATA, f);
	if (f->headers)
		SET(CURLOPT_HTTPHEADER, f->headers);
	if (f->max_time)
		SET(CURLOPT_TIMEOUT_MS, (long)(f->max_time / 1000000));
	if (f->connect_time)
		SET(CURLOPT_CONNECTTIMEOUT_MS, (long)(f->connect_time / 1000000));
	if (f->user)
		SET(CURLOPT_USERPWD, f->user);
	if (f->range)
		SET(CURLOPT_RANGE, f->range);
	if (f->insecure)
		SET(CURLOPT_SSL_VERIFYPEER, 0L);
	if (f->insecure)
		SET(CURLOPT_SSL_VERIFYHOST, 0L);
	if (f->compressed)
		SET(CURLOPT_ACCEPT_ENCODING, "");
	if (f->data || f->call->body) {
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)(f->data ? strlen(f->data) : f->call->body_len));
		SET(CURLOPT_POSTFIELDS, f->data ? f->data : f->call->body);
	}
	if (f->method)
		SET(CURLOPT_CUSTOMREQUEST, f->method);
	return rc;
}

/* Let it go on to its end. CURLE_OK and the like; -1 = stopped; -2 = the machinery failed, f->call->err says how. */
static int transfer(struct fetch *f) {
	struct curl_waitfd gate = { .fd = f->call->cancel->fd, .events = CURL_WAIT_POLLIN };
	CURLMcode rc = CURLM_OK;
	int running = 1, queued;
	CURLMsg *m;

	while (rc == CURLM_OK) {
		rc = f->c->perform(f->c->multi, &running);
		if (!running)
			break;
		if (rc == CURLM_OK)
			rc = f->c->poll(f->c->multi, &gate, gate.fd >= 0, LOOK_MS, NULL);
		if (gate_closed(f->call->cancel))
			return -1;
	}
	m = rc == CURLM_OK ? f->c->info_read(f->c->multi, &queued) : NULL;
	if (m)
		return (int)m->data.result;
	err_set(&f->call->err, EIO, "@fetch failed: %s", f->c->multi_strerror(rc));
	return -2;
}

static int failed(struct fetch *f, const char *url, int code, const char *detail) {
	struct err *err = &f->call->err;
	char show[300];

	if (code == -1)
		return err_set(err, ECANCELED, "@fetch was stopped");
	if (status_of(f) >= ERRORS)
		return err_set(err, EREMOTEIO, "cannot fetch '%s': the server answered %ld", shown(url, show, sizeof(show)), status_of(f));
	return err_set(err, EIO, "cannot fetch '%s': %s", shown(url, show, sizeof(show)),
		       *detail ? detail : f->c->strerror((CURLcode)code));
}

static int one(struct fetch *f, const char *url) {
	char detail[CURL_ERROR_SIZE] = "";
	int code, rc = set_options(f, url);

	f->out.about = url;
	f->dropped = 0;
	if (rc)
		return err_set(&f->call->err, EINVAL, "@fetch cannot do that with this libcurl");
	(void)f->c->setopt(f->c->easy, CURLOPT_ERRORBUFFER, detail);
	if (f->c->multi_add(f->c->multi, f->c->easy) != CURLM_OK)
		return err_sys(&f->call->err, ENOMEM, "cannot run @fetch");
	code = transfer(f);
	f->c->multi_remove(f->c->multi, f->c->easy);
	if (code != CURLE_OK || status_of(f) >= ERRORS)
		rc = failed(f, url, code, detail);
	f->c->easy_reset(f->c->easy); /* it points to what is on our stack */
	return rc;
}

/* The slot's library and connections, or ones for this call alone. */
static int borrow(struct fetch *f) {
	struct builtin_kept *kept = f->call->kept;
	int rc;

	if (kept && kept->release == curl_unload) {
		f->c = kept->state;
		return 0;
	}
	rc = curl_load(&f->c, &f->call->err);
	if (!rc && kept) {
		builtin_forget(kept);
		*kept = (struct builtin_kept){ .state = f->c, .release = curl_unload };
	}
	return rc;
}

int builtin_fetch(struct builtin_call *call) {
	struct fetch f = { .call = call };
	struct args_spec spec = {
		.letters = "H:m:1:o:u:d:X:A:r:FkfsSL", .take = take, .arg = &f,
		.longs = "header=H max-time=m connect-timeout=1 output=o user=u data=d data-raw=d request=X user-agent=A range=r force=F "
			 "insecure=k compressed=2 fail=f silent=s show-error=S location=L",
	};
	size_t count;
	int rc = borrow(&f);

	if (rc)
		return 1;
	rc = args_parse(call->argv, call->argc, &spec, &count, &call->err);
	if (!rc && !count)
		rc = err_set(&call->err, EINVAL, "@fetch needs a URL");
	if (!rc)
		rc = out_open(&f.out, call, f.path, f.force, NULL);
	if (!rc) {
		for (size_t i = 1; i <= count && !rc; i++)
			rc = one(&f, call->argv[i]);
		rc = out_close(&f.out, rc);
	}
	f.c->slist_free(f.headers);
	if (!call->kept)
		curl_unload(f.c);
	return rc ? 1 : 0;
}
#endif
