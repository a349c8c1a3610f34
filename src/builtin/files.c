/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "builtin/files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sys.h"

static int stopped(struct builtin_call *call) {
	return err_set(&call->err, ECANCELED, "@%s was stopped", call->argv[0]);
}

static int open_default(struct in *in) {
	if (in->call->body) {
		in->st.st_size = (off_t)in->call->body_len;
		return 0;
	}
	if (!in->call->own_stdin)
		return err_set(&in->call->err, EINVAL, "@%s needs a file name: standard input is the list of tasks (--pipe gives it blocks)",
			       in->call->argv[0]);
	in->fd = 0;
	return 0;
}

int in_open(struct in *in, struct builtin_call *call, const char *name, char *buf, size_t size) {
	bool named = name && strcmp(name, "-") != 0;
	int rc = 0;

	*in = (struct in){ .call = call, .name = name ? name : "-", .fd = -1, .buf = buf, .size = size };
	if (named) {
		/* Opening a pipe must not wait for its writer, where nobody could end the wait: in_next does that. */
		in->fd = sys_open(name, O_RDONLY | O_NONBLOCK, 0);
		rc = in->fd < 0 ? err_sys(&call->err, errno, "cannot open '%s'", name) : 0;
	} else {
		rc = open_default(in);
	}
	if (rc || in->fd < 0)
		return rc;
	if (fstat(in->fd, &in->st))
		rc = err_sys(&call->err, errno, "cannot read '%s'", in->name);
	else if (S_ISDIR(in->st.st_mode))
		rc = err_sys(&call->err, EISDIR, "cannot read '%s'", in->name);
	in->waits = !S_ISREG(in->st.st_mode) && !S_ISBLK(in->st.st_mode);
	if (rc)
		in_close(in);
	return rc;
}

ssize_t in_next(struct in *in, const void **ret) {
	ssize_t got;

	if (gate_closed(in->call->cancel))
		return stopped(in->call);
	if (in->fd < 0) {
		size_t left = in->call->body_len - in->body_at, n = left < in->size ? left : in->size;

		*ret = (const char *)in->call->body + in->body_at;
		in->body_at += n;
		return (ssize_t)n;
	}
	got = io_read(in->fd, in->buf, in->size, in->waits ? in->call->cancel : NULL);
	*ret = in->buf;
	if (got == -ECANCELED)
		return stopped(in->call);
	return got < 0 ? err_sys(&in->call->err, (int)-got, "cannot read '%s'", in->name) : got;
}

void in_close(struct in *in) {
	if (in->fd > 0)
		close(in->fd);
	in->fd = -1;
}

int in_each(struct builtin_call *call, size_t count, char *buf, size_t size, int (*one)(struct in *, void *), void *arg) {
	int rc = 0;

	for (size_t i = 0; !rc && (i < count || !i); i++) {
		struct in in;

		rc = in_open(&in, call, i < count ? call->argv[i + 1] : NULL, buf, size);
		if (rc)
			break;
		rc = one(&in, arg);
		in_close(&in);
	}
	return rc;
}

int out_open(struct out *out, struct builtin_call *call, const char *path, bool force, const struct stat *like) {
	mode_t mode = like && S_ISREG(like->st_mode) ? like->st_mode & 0777 : 0666;

	*out = (struct out){ .call = call, .to_file = path && strcmp(path, "-") != 0, .file = { .fd = -1 } };
	return out->to_file ? newfile_open(&out->file, path, mode, force, &call->err) : 0;
}

int out_write(struct out *out, const void *p, size_t n) {
	struct builtin_call *call = out->call;
	int rc;

	if (call->output_limit && n > call->output_limit - out->written)
		return err_set(&call->err, EFBIG, "@%s was stopped at '%s': more than %llu bytes of output (--output-limit)", call->argv[0],
			       out->about ? out->about : "-", (unsigned long long)call->output_limit);
	out->written += n;
	if (out->to_file)
		rc = newfile_write(&out->file, p, n, call->cancel, &call->err);
	else
		rc = call->write(call, p, n);
	if (rc == -ECANCELED)
		return stopped(call);
	return rc ? err_sys(&call->err, -rc, "the output of @%s cannot be kept", call->argv[0]) : 0;
}

int out_close(struct out *out, int rc) {
	if (!out->to_file)
		return rc;
	if (rc)
		newfile_discard(&out->file);
	else
		rc = newfile_commit(&out->file, &out->call->err);
	return rc;
}
