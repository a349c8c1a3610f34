/* SPDX-License-Identifier: MIT */
/* The question goes to stderr and the answer comes from the terminal, so stdin may be the list of tasks. */
#include "config.h"

#include "engine/ask.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/io.h"
#include "base/sys.h"

struct ask {
	const struct template *command;
	const struct gate *stop;
	int tty;
};

int ask_new(struct ask **ret, const struct template *command, const struct gate *stop, struct err *err) {
	struct ask *a;
	int tty = sys_open("/dev/tty", O_RDONLY | O_NOCTTY, 0);

	if (tty < 0)
		return err_sys(err, errno, "--interactive asks on the terminal; cannot open /dev/tty");
	a = xcalloc(1, sizeof(*a));
	*a = (struct ask){ .command = command, .stop = stop, .tty = tty };
	*ret = a;
	return 0;
}

void ask_free(struct ask *a) {
	if (!a)
		return;
	close(a->tty);
	free(a);
}

/* The question, with what would drive the terminal made visible. 0 or -errno. */
static int put_question(struct ask *a, struct task *t) {
	struct buf line = {0}, shown = {0};
	size_t room;
	int rc = template_render(a->command, t, t->result.slot, &line);

	if (!rc)
		rc = buf_terminate(&line);
	room = 4 * line.len + 8;
	if (!rc && !(rc = buf_reserve(&shown, room))) {
		shown.len = err_show(shown.p, room, line.p);
		rc = buf_adds(&shown, " ?...");
	}
	if (!rc)
		rc = io_write(2, shown.p, shown.len, a->stop);
	buf_release(&line);
	buf_release(&shown);
	return rc;
}

bool ask_user(struct ask *a, struct task *t) {
	char first = '\0', c;
	ssize_t n;

	t->result.start = t->result.end = clock_mono();
	t->result.wall_start = clock_wall();
	if (put_question(a, t))
		return gate_closed(a->stop);
	while ((n = io_read(a->tty, &c, 1, a->stop)) > 0 && c != '\n')
		first = first ? first : c;
	return n == -ECANCELED || first == 'y' || first == 'Y';
}
