/* SPDX-License-Identifier: MIT */
/* @stat: what the file system knows of each file, in a form that programs can read; -c gives it another. */
#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "builtin/args.h"
#include "builtin/files.h"

struct stat_work {
	const char *format;
	bool follow, newline;
	struct out out;
};

static int take(void *arg, int letter, const char *value, struct err *err) {
	struct stat_work *w = arg;

	(void)err;
	if (letter == 'L') {
		w->follow = true;
	} else {
		w->format = value;
		w->newline = letter == 'c';
	}
	return 0;
}

static const char *kind(const struct stat *st) {
	switch (st->st_mode & S_IFMT) {
	case S_IFREG: return st->st_size ? "regular file" : "regular empty file";
	case S_IFDIR: return "directory";
	case S_IFLNK: return "symbolic link";
	case S_IFIFO: return "fifo";
	case S_IFSOCK: return "socket";
	case S_IFCHR: return "character special file";
	case S_IFBLK: return "block special file";
	default: return "weird file";
	}
}

/* -rwxr-xr-x */
static void permissions(char *p, mode_t m) {
	static const char bits[] = "rwxrwxrwx";

	p[0] = S_ISREG(m) ? '-' : S_ISDIR(m) ? 'd' : S_ISLNK(m) ? 'l' : S_ISFIFO(m) ? 'p' : S_ISSOCK(m) ? 's' : S_ISCHR(m) ? 'c' : 'b';
	for (int i = 0; i < 9; i++)
		p[i + 1] = m & (0400u >> i) ? bits[i] : '-';
	if (m & S_ISUID)
		p[3] = m & S_IXUSR ? 's' : 'S';
	if (m & S_ISGID)
		p[6] = m & S_IXGRP ? 's' : 'S';
	if (m & S_ISVTX)
		p[9] = m & S_IXOTH ? 't' : 'T';
	p[10] = '\0';
}

/* "2026-11-21 16:10:00.123456789 +0000": always in UTC, so the same everywhere. */
static int add_time(struct buf *b, const struct timespec *t) {
	struct tm tm;

	if (!gmtime_r(&t->tv_sec, &tm))
		return buf_addf(b, "%lld", (long long)t->tv_sec);
	return buf_addf(b, "%04d-%02d-%02d %02d:%02d:%02d.%09ld +0000", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
			tm.tm_min, tm.tm_sec, (long)t->tv_nsec);
}

/* One %X. 0 or -errno; -EINVAL when there is no such letter. */
static int directive(struct buf *b, char letter, const char *name, const struct stat *st) {
	char text[16];

	switch (letter) {
	case 'n': return buf_adds(b, name);
	case 's': return buf_addf(b, "%lld", (long long)st->st_size);
	case 'b': return buf_addf(b, "%lld", (long long)st->st_blocks);
	case 'B': return buf_adds(b, "512");
	case 'o': return buf_addf(b, "%ld", (long)st->st_blksize);
	case 'a': return buf_addf(b, "%o", (unsigned)(st->st_mode & 07777));
	case 'A': return permissions(text, st->st_mode), buf_adds(b, text);
	case 'f': return buf_addf(b, "%x", (unsigned)st->st_mode);
	case 'F': return buf_adds(b, kind(st));
	case 'u': return buf_addf(b, "%lu", (unsigned long)st->st_uid);
	case 'g': return buf_addf(b, "%lu", (unsigned long)st->st_gid);
	case 'h': return buf_addf(b, "%lu", (unsigned long)st->st_nlink);
	case 'i': return buf_addf(b, "%llu", (unsigned long long)st->st_ino);
	case 'd': return buf_addf(b, "%llu", (unsigned long long)st->st_dev);
	case 'X': return buf_addf(b, "%lld", (long long)st->st_atim.tv_sec);
	case 'Y': return buf_addf(b, "%lld", (long long)st->st_mtim.tv_sec);
	case 'Z': return buf_addf(b, "%lld", (long long)st->st_ctim.tv_sec);
	case 'x': return add_time(b, &st->st_atim);
	case 'y': return add_time(b, &st->st_mtim);
	case 'z': return add_time(b, &st->st_ctim);
	case '%': return buf_addc(b, '%');
	default: return -EINVAL;
	}
}

/* --printf knows \n, \t, \0 and \\. */
static int escape(struct buf *b, const char **s) {
	char c = *++*s;

	return buf_addc(b, (char)(c == 'n' ? '\n' : c == 't' ? '\t' : c == '0' ? '\0' : c));
}

static int print(struct stat_work *w, const char *name, const struct stat *st) {
	struct err *err = &w->out.call->err;
	struct buf line = {0};
	int rc = 0;

	for (const char *s = w->format; *s && !rc; s++) {
		if (*s == '%' && s[1])
			rc = directive(&line, *++s, name, st);
		else if (*s == '\\' && s[1] && !w->newline)
			rc = escape(&line, &s);
		else
			rc = buf_addc(&line, *s);
		if (rc == -EINVAL)
			err_set(err, EINVAL, "@stat knows no %%%c", *s);
	}
	if (!rc && w->newline)
		rc = buf_addc(&line, '\n');
	if (rc == -ENOMEM)
		err_sys(err, ENOMEM, "cannot run @stat");
	if (!rc)
		rc = out_write(&w->out, line.p, line.len);
	buf_release(&line);
	return rc;
}

int builtin_stat(struct builtin_call *call) {
	struct stat_work w = { .format = "%s\t%Y\t%a\t%F\t%n", .newline = true };
	struct args_spec spec = { .letters = "Lc:p:", .longs = "dereference=L format=c printf=p", .take = take, .arg = &w };
	size_t count;
	int rc = args_parse(call->argv, call->argc, &spec, &count, &call->err);

	if (!rc && !count)
		rc = err_set(&call->err, EINVAL, "@stat needs a file name");
	if (!rc)
		rc = out_open(&w.out, call, NULL, false, NULL);
	for (size_t i = 1; i <= count && !rc; i++) {
		struct stat st;

		if (gate_closed(call->cancel))
			rc = err_set(&call->err, ECANCELED, "@stat was stopped");
		else if (w.follow ? stat(call->argv[i], &st) : lstat(call->argv[i], &st))
			rc = err_sys(&call->err, errno, "cannot stat '%s'", call->argv[i]);
		else
			rc = print(&w, call->argv[i], &st);
	}
	return rc ? 1 : 0;
}
