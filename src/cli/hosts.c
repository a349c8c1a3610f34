/* SPDX-License-Identifier: MIT */
/*
 * A host is [@group[+group...]/][N/]LOGIN; hosts stand between commas or newlines, and in files also behind a `#` what is none. LOGIN `..`
 * and `.` name the files of the user and of the machine, `-` stdin.
 */
#include "cli/hosts.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"
#include "base/sys.h"

enum { DEPTH = 8 }; /* of files that name files */

struct reading {
	unsigned cpus;
	bool found;              /* a host, or a file that may be empty */
};

static int read_list(struct reading *r, const char *list, size_t n, unsigned depth, struct err *err);

static int slurp(int fd, struct buf *b) {
	ssize_t got;

	do {
		if (buf_reserve(b, 4096))
			return -ENOMEM;
		got = io_read(fd, b->p + b->len, 4096, NULL);
		b->len += got > 0 ? (size_t)got : 0;
	} while (got > 0);
	return (int)got;
}

static void strip_comments(struct buf *b) {
	bool comment = false;

	for (size_t i = 0; i < b->len; i++) {
		comment = b->p[i] != '\n' && (comment || b->p[i] == '#');
		if (comment)
			b->p[i] = ' ';
	}
}

static int read_file(struct reading *r, const char *path, unsigned depth, struct err *err) {
	struct buf b = {0};
	int fd = strcmp(path, "-") ? sys_open(path, O_RDONLY, 0) : 0, rc;

	if (depth > DEPTH)
		return err_set(err, ELOOP, "the list of hosts '%s' names itself", path);
	rc = fd < 0 ? -errno : slurp(fd, &b);
	if (fd > 0)
		close(fd);
	if (rc) {
		buf_release(&b);
		return err_sys(err, -rc, "cannot read the list of hosts '%s'", path);
	}
	r->found = true;
	strip_comments(&b);
	rc = read_list(r, b.p, b.len, depth + 1, err);
	buf_release(&b);
	return rc;
}

/* A name of --sshloginfile: as it is, or in the configuration directory. */
static int read_named(struct reading *r, const char *name, unsigned depth, struct err *err) {
	const char *top = getenv("PARALLEL_HOME"), *home = getenv("HOME");
	bool own = !strcmp(name, "..");
	char path[PATH_MAX];

	if (!strcmp(name, "."))
		return read_file(r, "/etc/parallel/sshloginfile", depth, err);
	snprintf(path, sizeof(path), "%s%s/%s", top && *top ? top : home ? home : "", top && *top ? "" : "/.parallel", own ? "sshloginfile" : name);
	if (own || (strcmp(name, "-") && !strchr(name, '/') && access(name, F_OK) && access(path, F_OK) == 0))
		return read_file(r, path, depth, err);
	return read_file(r, name, depth, err);
}

static int read_host(struct reading *r, const char *s, size_t n, unsigned depth, struct err *err) {
	const char *end = s + n, *at = s, *slash;
	unsigned cpus = 0;
	char name[256];

	if (*at == '@' && (slash = memchr(at, '/', n)))
		at = slash + 1;
	slash = memchr(at, '/', (size_t)(end - at));
	if (slash && slash > at && (size_t)(slash - at) == strspn(at, "0123456789") && slash - at < 7) {
		cpus = (unsigned)strtoul(at, NULL, 10);
		at = slash + 1;
	}
	snprintf(name, sizeof(name), "%.*s", (int)(end - at < 255 ? end - at : 255), at);
	if (!strcmp(name, "..") || !strcmp(name, ".") || !strcmp(name, "-"))
		return read_named(r, name, depth, err);
	if (!strcmp(name, ":")) {
		r->found = true;
		r->cpus = cpus ? cpus : r->cpus;
		return 0;
	}
	return err_set(err, EINVAL, "cannot run tasks on '%s': only this machine, ':', is supported yet", name);
}

static int read_list(struct reading *r, const char *list, size_t n, unsigned depth, struct err *err) {
	size_t i = 0;
	int rc = 0;

	while (!rc && i < n) {
		size_t from = i, to;

		while (i < n && list[i] != ',' && list[i] != '\n')
			i++;
		to = i++;
		while (from < to && strchr(" \t\r", list[from]))
			from++;
		while (to > from && strchr(" \t\r", list[to - 1]))
			to--;
		if (to > from)
			rc = read_host(r, list + from, to - from, depth, err);
	}
	return rc;
}

/* No task leaves this machine: nothing goes with it. */
static void warn_unused(const struct options *o) {
	const char *name = o->transferfile ? "--transferfile" : o->transfer ? "--transfer" : o->returns ? "--return" :
			   o->cleanup ? "--cleanup" : o->basefile ? "--basefile" : NULL;

	if (name)
		err_say("warning: %s has no effect: all tasks run on this machine", name);
}

int hosts_resolve(const struct options *o, unsigned *ret_cpus, struct err *err) {
	struct reading r = {0};
	int rc = 0;

	for (size_t i = 0; !rc && i < o->host_count; i++)
		rc = o->hosts[i].file ? read_named(&r, o->hosts[i].list, 0, err) :
					read_list(&r, o->hosts[i].list, strlen(o->hosts[i].list), 0, err);
	if (!rc && o->host_count && !r.found)
		rc = err_set(err, EINVAL, "--sshlogin names no host; ':' is this machine");
	if (rc)
		return rc;
	warn_unused(o);
	*ret_cpus = r.cpus;
	return 0;
}
