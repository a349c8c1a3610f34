/* SPDX-License-Identifier: MIT */
/*
 * The other side of worker.c: our own program, started as `pmap --serve`. It takes one task after the other from the socket that is its
 * stdin and ends with it. stdout is where its messages go, so that what a foreign function prints cannot break the frames.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "base/io.h"
#include "base/sys.h"
#include "builtin/crew.h"
#include "builtin/pmap.h"
#include "exec/executors.h"
#include "exec/frame.h"
#include "exec/function.h"

#define READ_BYTES (64u << 10)
#define TOGETHER (32u << 10)  /* a frame up to this goes out in one write */
#define KEEP_BYTES (4u << 20) /* a block's memory is kept up to this */

struct serve {
	int fd;
	struct gate never;
	struct function *function;
	struct function_slot slot;
	struct frame_reader reader;
	const char *rest;      /* read and not taken yet */
	size_t rest_len;
	struct buf line, body; /* of the task that is coming in */
	struct frame_task task;
	char in[READ_BYTES];
	char out[FRAME_HEAD + TOGETHER];
};

struct serve_call {
	struct builtin_call call;
	struct serve *serve;
};

static int send_frame(struct serve *s, enum frame_type type, const void *p, size_t n) {
	unsigned char head[FRAME_HEAD];
	int rc;

	frame_head(head, type, n);
	if (n <= TOGETHER) {
		memcpy(s->out, head, FRAME_HEAD);
		if (n)
			memcpy(s->out + FRAME_HEAD, p, n);
		return io_write(s->fd, s->out, FRAME_HEAD + n, NULL);
	}
	rc = io_write(s->fd, head, FRAME_HEAD, NULL);
	return rc ? rc : io_write(s->fd, p, n, NULL);
}

static int serve_write(struct builtin_call *call, const void *p, size_t n) {
	const size_t most = 1u << 20; /* pieces that the other side can hand on */
	int rc = 0;

	for (const char *at = p; n && !rc;) {
		size_t now = n < most ? n : most;

		rc = send_frame(((struct serve_call *)call)->serve, FRAME_OUT, at, now);
		at += now;
		n -= now;
	}
	return rc;
}

static int gather(struct serve *s, const struct frame_piece *piece) {
	struct buf *b = piece->type == FRAME_TASK ? &s->line : &s->body;

	if (piece->type == FRAME_TASK && piece->first)
		s->line.len = s->body.len = 0;
	if (piece->type != FRAME_TASK && piece->type != FRAME_BODY)
		return -EPROTO;
	if (buf_add(b, piece->p, piece->n))
		return -ENOMEM;
	if (piece->type == FRAME_TASK && piece->last)
		return frame_task_get(&s->task, s->line.p, s->line.len);
	return s->body.len > s->task.body ? -EPROTO : 0;
}

/* A whole task. 1; 0 when there are no more; -errno. */
static int next_task(struct serve *s) {
	bool have = false;

	while (!have || s->body.len < s->task.body) {
		struct frame_piece piece;
		int rc = frame_next(&s->reader, &s->rest, &s->rest_len, &piece);

		if (rc < 0)
			return rc;
		if (rc) {
			rc = gather(s, &piece);
			if (rc)
				return rc;
			have = have || (piece.type == FRAME_TASK && piece.last);
			continue;
		}
		{
			ssize_t got = io_read(s->fd, s->in, sizeof(s->in), NULL);

			if (got <= 0)
				return got == 0 && (have || !frame_between(&s->reader)) ? -EPROTO : (int)got;
			s->rest = s->in;
			s->rest_len = (size_t)got;
		}
	}
	return 1;
}

static int answer(struct serve *s, const struct function_end *end, const struct err *err) {
	unsigned char bytes[FRAME_EXIT_BYTES];
	struct frame_exit e = {
		.status = end->refused ? -1 : end->status, .user = clock_of(end->ru.ru_utime), .system = clock_of(end->ru.ru_stime),
		.maxrss = end->ru.ru_maxrss, .minflt = end->ru.ru_minflt, .majflt = end->ru.ru_majflt, .nvcsw = end->ru.ru_nvcsw,
		.nivcsw = end->ru.ru_nivcsw, .on_cpu = end->on_cpu, .queued = end->queued,
	};
	int rc = 0;

	if (end->status && err->code)
		rc = send_frame(s, FRAME_ERR, err->msg, strlen(err->msg));
	frame_exit_put(bytes, &e);
	return rc ? rc : send_frame(s, FRAME_EXIT, bytes, sizeof(bytes));
}

static int do_task(struct serve *s) {
	struct serve_call c = { .call = { .seq = s->task.seq, .cancel = &s->never, .write = serve_write,
					  .output_limit = s->task.output_limit },
				.serve = s };
	const char *line = s->line.p + FRAME_TASK_BYTES;
	size_t len = s->line.len - FRAME_TASK_BYTES;
	struct function_end end = { .refused = true, .status = 126 };
	struct crew crew;
	int rc = 0;

	crew_init(&crew, 1 + s->task.helpers);
	crew_enter(&crew);
	c.call.crew = s->task.helpers ? &crew : NULL;
	if (s->task.has_body) {
		c.call.body = s->body.p ? s->body.p : "";
		c.call.body_len = s->body.len;
	}
	if (!s->function) {
		const char *name;

		if (!len || buf_terminate(&s->line))
			return -EPROTO;
		line = s->line.p + FRAME_TASK_BYTES;
		/* It may be quoted; what is no plain words is refused at the call. */
		name = words_split(&s->slot.words, line, len) == 1 ? s->slot.words.argv[0] : line;
		if (name[0] != '@')
			return -EPROTO;
		rc = function_open(&s->function, name + 1, &c.call.err);
		if (!rc && (rc = function_begin(s->function, &c.call.err))) {
			function_close(s->function);
			s->function = NULL;
		}
	}
	if (!rc)
		function_call(s->function, &s->slot, line, len, &c.call, s->task.measure, &end);
	(void)fflush(NULL); /* what the function printed by itself */
	if (s->body.cap > KEEP_BYTES)
		buf_release(&s->body);
	return answer(s, &end, &c.call.err);
}

/* The socket leaves descriptor 0, so that no function reads from it or writes to it. */
static int take_socket(void) {
	int type, fd, null;
	socklen_t n = sizeof(type);

	if (getsockopt(0, SOL_SOCKET, SO_TYPE, &type, &n) || type != SOCK_STREAM)
		return -ENOTSOCK;
	fd = fcntl(0, F_DUPFD_CLOEXEC, 3);
	null = sys_open("/dev/null", O_RDONLY, 0);
	if (fd < 0 || null < 0 || dup2(null, 0) < 0)
		return -errno;
	close(null);
	return fd;
}

static int serve(void) {
	struct serve *s;
	unsigned char hello[FRAME_HELLO_BYTES];
	int rc, fd = take_socket();

	if (fd < 0) {
		err_say("--serve is for %s itself: it wants the socket of one as its input", err_program());
		return 255;
	}
#ifdef PR_SET_NAME
	prctl(PR_SET_NAME, "pmap-worker", 0, 0, 0);
#endif
	s = sys_malloc(sizeof(*s));
	if (!s)
		return 255;
	memset(s, 0, offsetof(struct serve, in));
	s->fd = fd;
	s->never = (struct gate){ .fd = -1, .wr = -1 };
	frame_hello_put(hello, &(struct frame_hello){ FRAME_VERSION, PMAP_ABI });
	rc = send_frame(s, FRAME_HELLO, hello, sizeof(hello));
	while (!rc && (rc = next_task(s)) == 1)
		rc = do_task(s);
	if (rc < 0 && rc != -EPIPE && rc != -ECONNRESET)
		err_say("a worker has to give up: %s", strerror(-rc));
	function_slot_release(&s->slot);
	function_close(s->function);
	buf_release(&s->line);
	buf_release(&s->body);
	close(fd);
	free(s);
	return rc ? 255 : 0;
}

static int main_write(struct builtin_call *call, const void *p, size_t n) {
	(void)call;
	return io_write(1, p, n, NULL);
}

/* One function is the whole work of this process. */
static int serve_one(char **argv, size_t argc, uint64_t output_limit) {
	struct gate never = { .fd = -1, .wr = -1 };
	struct builtin_call call = { .argv = argv, .argc = argc, .cancel = &never, .write = main_write,
				     .own_stdin = true, .output_limit = output_limit };
	struct function *f = NULL;
	int status;

	if (argv[0][0] == '@')
		argv[0]++;
	if (function_open(&f, argv[0], &call.err) || function_begin(f, &call.err))
		status = 126;
	else
		status = function_run(f, &call);
	if (status && call.err.code)
		err_say("%s", call.err.msg);
	function_close(f);
	return status;
}

int exec_serve(char **argv, size_t argc) {
	uint64_t limit = 0;

	if (argc > 1 && !strcmp(argv[0], "--output-limit")) {
		limit = strtoull(argv[1], NULL, 10);
		argv += 2;
		argc -= 2;
	}
	return argc ? serve_one(argv, argc, limit) : serve();
}
