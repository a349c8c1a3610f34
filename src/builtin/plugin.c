/* SPDX-License-Identifier: MIT */
/*
 * The library is loaded here even when its functions run in other processes: what is wrong with it is said before any task
 * starts. Only its init is left to the processes that call it.
 *
 * A slot keeps a worker's state in its struct builtin_kept, beside the plug-in that must take it back.
 */
#include "config.h"

#include "builtin/plugin.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/sys.h"
#include "builtin/pmap.h"

#define REQUIRED 0xffff0000u /* flags that must be understood */

struct plugin {
	void *library;
	const struct pmap_plugin *is;
	const struct pmap_function *function;
	struct pmap_host host;
	bool begun;
};

/* What stands behind a struct pmap_call. */
struct call {
	struct pmap_call is;
	struct builtin_call *call;
	bool lost; /* bytes of the result could not be kept */
};

struct state {
	struct plugin *plugin;
	void *state;
};

bool plugin_named(const char *name, size_t n) {
	const char *colon = memrchr(name, ':', n);

	return colon && memchr(name, '/', (size_t)(colon - name));
}

static int host_write(struct pmap_call *c, const void *bytes, size_t n) {
	struct call *of = (struct call *)c;
	struct builtin_call *call = of->call;
	int rc = n ? call->write(call, bytes, n) : 0;

	of->lost |= rc != 0;
	if (rc < 0 && rc != -ECANCELED)
		err_sys(&call->err, -rc, "its output cannot be kept"); /* a function need not say that */
	return rc;
}

static __attribute__((format(printf, 2, 3))) void host_error(struct pmap_call *c, const char *format, ...) {
	struct builtin_call *call = ((struct call *)c)->call;
	char text[sizeof(call->err.msg)];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	call->err.code = 0;
	err_set(&call->err, EIO, "%s", text);
}

static int host_cancelled(const struct pmap_call *c) {
	return gate_closed(((const struct call *)c)->call->cancel);
}

static int check_version(const struct pmap_plugin *is, const char *path, struct err *err) {
	if (is->abi != PMAP_ABI)
		return err_set(err, EINVAL, "'%s' is made for version %u of the plug-in interface, and this %s has version %u: build it again with the "
					    "pmap.h that came with %s",
			       path, (unsigned)is->abi, err_program(), PMAP_ABI, err_program());
	if (is->size < sizeof(*is))
		return err_set(err, EINVAL, "'%s' has a descriptor of %u bytes instead of %zu: its .size is to be sizeof(struct pmap_plugin)", path,
			       (unsigned)is->size, sizeof(*is));
	if (is->flags & REQUIRED)
		return err_set(err, EINVAL, "'%s' needs something that this %s does not know (flags %#x): a newer one may", path, err_program(),
			       (unsigned)(is->flags & REQUIRED));
	if (!is->functions)
		return err_set(err, EINVAL, "'%s' has no functions", path);
	return 0;
}

static int find_function(struct plugin *p, const char *path, const char *name, struct err *err) {
	char names[256] = "";
	size_t n = 0;

	for (p->function = p->is->functions; p->function->name; p->function++) {
		if (!strcmp(p->function->name, name))
			return p->function->map ? 0 : err_set(err, EINVAL, "the function '%s' of '%s' is empty", name, path);
		if (n < sizeof(names))
			n += (size_t)snprintf(names + n, sizeof(names) - n, "%s%s", n ? ", " : "", p->function->name);
	}
	return err_set(err, EINVAL, "'%s' has no function '%s'; it has %s", path, name, n ? names : "none");
}

static int load(struct plugin *p, const char *path, const char *name, struct err *err) {
	int rc;

	p->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!p->library)
		return err_set(err, ENOENT, "cannot load the plug-in: %s", dlerror());
	p->is = dlsym(p->library, "pmap_plugin");
	if (!p->is)
		return err_set(err, EINVAL, "'%s' is no plug-in: it does not export 'pmap_plugin' (see pmap.h)", path);
	rc = check_version(p->is, path, err);
	return rc ? rc : find_function(p, path, name, err);
}

int plugin_open(struct plugin **ret, const char *name, size_t n, struct err *err) {
	struct plugin *p = xcalloc(1, sizeof(*p));
	char *path = xmalloc(n + 1), *colon;
	int rc;

	memcpy(path, name, n);
	path[n] = '\0';
	colon = strrchr(path, ':');
	*colon = '\0';
	p->host = (struct pmap_host){ .abi = PMAP_ABI, .size = sizeof(p->host), .write = host_write, .error = host_error,
				      .cancelled = host_cancelled };
	rc = load(p, path, colon + 1, err);
	free(path);
	if (rc)
		plugin_close(p);
	else
		*ret = p;
	return rc;
}

void plugin_close(struct plugin *p) {
	if (!p)
		return;
	if (p->begun && p->is->fini)
		p->is->fini();
	if (p->library)
		dlclose(p->library);
	free(p);
}

bool plugin_threads(const struct plugin *p) {
	return p->is->flags & PMAP_THREADS;
}

bool plugin_waits(const struct plugin *p) {
	return p->is->flags & PMAP_WAITS;
}

int plugin_begin(struct plugin *p, struct err *err) {
	int rc = p->begun || !p->is->init ? 0 : p->is->init(&p->host);

	if (rc)
		return err_set(err, EINVAL, "the plug-in '%s' cannot be used: its init returned %d", p->is->name ? p->is->name : "?", rc);
	p->begun = true;
	return 0;
}

static void release_state(void *arg) {
	struct state *s = arg;

	if (s->plugin->is->worker_fini)
		s->plugin->is->worker_fini(s->state);
	free(s);
}

/* The slot's state, made when there is none yet. NULL with the call's err set. */
static struct state *state_of(struct plugin *p, struct builtin_call *call) {
	struct builtin_kept *kept = call->kept;
	struct state *s = kept->release == release_state ? kept->state : NULL;

	if (s)
		return s;
	s = sys_malloc(sizeof(*s));
	if (!s) {
		err_sys(&call->err, ENOMEM, "cannot call '%s'", p->function->name);
		return NULL;
	}
	*s = (struct state){ p, p->is->worker_init ? p->is->worker_init() : NULL };
	if (p->is->worker_init && !s->state) {
		err_set(&call->err, EIO, "cannot call '%s': worker_init of its plug-in failed", p->function->name);
		free(s);
		return NULL;
	}
	builtin_forget(kept);
	*kept = (struct builtin_kept){ s, release_state };
	return s;
}

int plugin_run(struct plugin *p, struct builtin_call *call) {
	struct call c = { .is = { &p->host }, .call = call };
	struct pmap_in in = { .size = sizeof(in), .seq = call->seq, .argc = call->argc, .argv = (const char *const *)call->argv,
			      .data = call->body, .len = call->body_len };
	struct state *s = state_of(p, call);
	int status = s ? p->function->map(s->state, &in, &c.is) : 1;

	if (!status && c.lost)
		status = 1; /* it did not look */
	return status < 0 || status > 255 ? 255 : status;
}
