/* SPDX-License-Identifier: MIT */
/*
 * A host is [@group[+group...]/][N/]LOGIN; hosts stand between commas or newlines, in a LOGIN `\,` and `,,` are a
 * comma. In files a `#` at the beginning of a word starts a comment. LOGIN `..` and `.` name the files of the user and
 * of the machine, `-` stdin. `@group` alone is no host: of all that are named those in a group asked for so are left.
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
#include "cli/set.h"

enum { DEPTH = 8 }; /* of files that name files */

struct reading {
	struct options *o;
	struct host_login *list;
	size_t count, room;
	const char **wanted;     /* @GROUP alone */
	size_t wanted_count;
	bool others;             /* not only this machine */
	unsigned cpus;
	bool found;              /* a host, or a file that may be empty */
	const char **files;      /* that were read */
	size_t file_count;
	bool once;               /* one of them is stdin: it cannot be read again */
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
		comment = b->p[i] != '\n' && (comment || (b->p[i] == '#' && (!i || strchr(" \t\n,", b->p[i - 1]))));
		if (comment)
			b->p[i] = ' ';
	}
}

static char *keep(struct reading *r, const char *s, size_t n) {
	char *copy = set_alloc(r->o, n + 1);

	memcpy(copy, s, n);
	copy[n] = '\0';
	return copy;
}

static void add_file(struct reading *r, const char *path) {
	const char **more = set_alloc(r->o, (r->file_count + 1) * sizeof(*more));

	if (r->file_count)
		memcpy(more, r->files, r->file_count * sizeof(*more));
	more[r->file_count++] = keep(r, path, strlen(path));
	r->files = more;
	r->once |= !strcmp(path, "-");
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
	add_file(r, path);
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
	snprintf(path, sizeof(path), "%s%s/%s", top && *top ? top : home ? home : "",
		 top && *top ? "" : "/.parallel", own ? "sshloginfile" : name);
	if (own || (strcmp(name, "-") && !strchr(name, '/') && access(name, F_OK) && access(path, F_OK) == 0))
		return read_file(r, path, depth, err);
	return read_file(r, name, depth, err);
}

/* A host that is named again is the same one; what it says then holds. */
static void add(struct reading *r, const struct host_login *host) {
	size_t i = 0;

	while (i < r->count && strcmp(r->list[i].login, host->login))
		i++;
	if (i == r->room) {
		struct host_login *more = set_alloc(r->o, (r->room = 2 * r->room + 4) * sizeof(*more));

		if (r->count)
			memcpy(more, r->list, r->count * sizeof(*more));
		r->list = more;
	}
	if (i == r->count)
		r->list[r->count++] = *host;
	r->list[i].cpus = host->cpus ? host->cpus : r->list[i].cpus;
	r->list[i].groups = host->groups;
}

/* The groups that are written and, always, the host itself: as LOGIN and as N/LOGIN. */
static const char *all_groups(struct reading *r, const struct host_login *host, const char *written, size_t n) {
	size_t room = n + 2 * strlen(host->login) + 20;
	char *s = set_alloc(r->o, room), number[16] = "";

	if (host->cpus)
		snprintf(number, sizeof(number), "+%u/", host->cpus);
	snprintf(s, room, "%.*s%s%s%s%s", (int)n, written, n ? "+" : "", host->login, number, host->cpus ? host->login : "");
	return s;
}

bool hosts_in_group(const char *groups, const char *group, size_t len) {
	while (*groups) {
		size_t n = strcspn(groups, "+");

		if (n == len && !memcmp(groups, group, n))
			return true;
		groups += n + (groups[n] == '+');
	}
	return false;
}

bool hosts_in_groups(const char *groups, const char *any, size_t len) {
	for (const char *end = any + len; any < end;) {
		const char *plus = memchr(any, '+', (size_t)(end - any));
		size_t n = (size_t)((plus ? plus : end) - any);

		if (hosts_in_group(groups, any, n))
			return true;
		any += n + 1;
	}
	return false;
}

static void want(struct reading *r, const char *groups) {
	const char **more = set_alloc(r->o, (r->wanted_count + 1) * sizeof(*more));

	if (r->wanted_count)
		memcpy(more, r->wanted, r->wanted_count * sizeof(*more));
	more[r->wanted_count++] = groups;
	r->wanted = more;
}

static int keep_wanted(struct reading *r, struct err *err) {
	size_t left = 0;

	r->others = false;
	for (size_t i = 0; i < r->count; i++) {
		bool in = false;

		for (size_t k = 0; k < r->wanted_count && !in; k++)
			in = hosts_in_groups(r->list[i].groups, r->wanted[k], strlen(r->wanted[k]));
		if (!in)
			continue;
		r->others |= strcmp(r->list[i].login, ":") != 0;
		r->list[left++] = r->list[i];
	}
	r->count = left;
	return left ? 0 : err_set(err, EINVAL, "--sshlogin: no host is in the group '%s'", r->wanted[0]);
}

static int refuse(const char *s, size_t n, struct err *err) {
	return err_set(err, EINVAL, "--sshlogin: '%.*s' is not a host: [@GROUP/][N/][USER@]HOST, or ':' for this machine",
		       (int)(n < 200 ? n : 200), s);
}

/* What is behind the groups and the number. */
static int check_login(const char *login, const char *s, size_t n, struct err *err) {
	const char *target = strrchr(login, ' '), *at, *colon;

	target = target ? target + 1 : login;
	at = strrchr(target, '@');
	if (!*login || *login == '-' || *target == '-' || strchr(target, '/') || (at && (at == target || !at[1])))
		return refuse(s, n, err);
	colon = at ? memchr(target, ':', (size_t)(at - target)) : NULL;
	if (colon)
		return err_set(err, ENOTSUP, "--sshlogin: a password is not taken from the command line, where everybody sees it: "
			       "give '%.*s%s' a key (ssh-copy-id)", (int)(colon - target), target, at);
	return 0;
}

static int read_host(struct reading *r, const char *s, size_t n, unsigned depth, struct err *err) {
	const char *end = s + n, *at = s, *slash, *groups = s;
	struct host_login host = {0};
	size_t groups_len = 0;
	int rc;

	if (*at == '@' && (slash = memchr(at, '/', n))) {
		groups = at + 1;
		groups_len = (size_t)(slash - groups);
		at = slash + 1;
	} else if (*at == '@' && n > 1) {
		want(r, keep(r, at + 1, n - 1));
		return 0;
	}
	slash = memchr(at, '/', (size_t)(end - at));
	if (slash && slash > at && (size_t)(slash - at) == strspn(at, "0123456789") && slash - at < 7) {
		host.cpus = (unsigned)strtoul(at, NULL, 10);
		at = slash + 1;
	}
	host.login = keep(r, at, (size_t)(end - at));
	if (!strcmp(host.login, "..") || !strcmp(host.login, ".") || !strcmp(host.login, "-"))
		return read_named(r, host.login, depth, err);
	rc = check_login(host.login, s, n, err);
	if (rc)
		return rc;
	host.groups = all_groups(r, &host, groups, groups_len);
	r->found = true;
	if (strcmp(host.login, ":"))
		r->others = true;
	else
		r->cpus = host.cpus ? host.cpus : r->cpus;
	add(r, &host);
	return 0;
}

/* One item, without its blanks, which it keeps inside. */
static int read_item(struct reading *r, const struct buf *item, unsigned depth, struct err *err) {
	size_t from = 0, to = item->len;

	while (from < to && strchr(" \t\r", item->p[from]))
		from++;
	while (to > from && strchr(" \t\r", item->p[to - 1]))
		to--;
	return to > from ? read_host(r, item->p + from, to - from, depth, err) : 0;
}

static int read_list(struct reading *r, const char *list, size_t n, unsigned depth, struct err *err) {
	struct buf item = {0};
	int rc = 0;

	for (size_t i = 0; !rc && i <= n; i++) {
		bool comma = i + 1 < n && list[i + 1] == ',' && (list[i] == ',' || list[i] == '\\');

		if (comma || (i < n && list[i] != ',' && list[i] != '\n')) {
			i += comma;
			rc = buf_addc(&item, list[i]) ? err_sys(err, ENOMEM, "cannot read a list of hosts") : 0;
			continue;
		}
		rc = read_item(r, &item, depth, err);
		item.len = 0;
	}
	buf_release(&item);
	return rc;
}

/* No task leaves this machine: nothing goes with it. */
static void warn_unused(const struct options *o) {
	const char *name = o->transferfile ? "--transferfile" : o->transfer ? "--transfer" : o->returns ? "--return" :
			   o->cleanup ? "--cleanup" : o->basefile ? "--basefile" : NULL;

	if (name)
		err_say("warning: %s has no effect: all tasks run on this machine", name);
}

static int by_login(const void *a, const void *b) {
	return strcmp(((const struct host_login *)a)->login, ((const struct host_login *)b)->login);
}

static int read_all(struct reading *r, const struct host_list *lists, size_t count, struct err *err) {
	int rc = 0;

	for (size_t i = 0; !rc && i < count; i++)
		rc = lists[i].file ? read_named(r, lists[i].list, 0, err) : read_list(r, lists[i].list, strlen(lists[i].list), 0, err);
	if (!rc && count && !r->found)
		rc = err_set(err, EINVAL, "--sshlogin names no host; ':' is this machine");
	if (!rc && r->wanted_count)
		rc = keep_wanted(r, err);
	return rc;
}

int hosts_resolve(struct options *o, unsigned *ret_cpus, struct err *err) {
	struct reading r = { .o = o };
	int rc = read_all(&r, o->hosts, o->host_count, err);

	if (rc)
		return rc;
	/* Tasks that ask for groups are told theirs, which other tasks here are not. */
	if (r.others || (o->hostgroups && r.count)) {
		if (o->onall || o->nonall)
			qsort(r.list, r.count, sizeof(*r.list), by_login); /* -k is the order of their names */
		o->logins = r.list;
		o->login_count = r.count;
		o->host_files = r.files;
		o->host_file_count = r.once || o->onall || o->nonall ? 0 : r.file_count;
		return 0;
	}
	warn_unused(o);
	*ret_cpus = r.cpus;
	return 0;
}

int hosts_again(const struct options *o, struct options *ret, struct err *err) {
	struct reading r = { .o = ret };
	int rc = read_all(&r, o->hosts, o->host_count, err);

	ret->logins = r.list;
	ret->login_count = rc ? 0 : r.count;
	return rc || r.count ? rc : err_set(err, EINVAL, "--sshlogin names no host any more");
}
