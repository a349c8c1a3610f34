/* SPDX-License-Identifier: MIT */
/* --limit COMMAND: its exit status is the rule. It runs by the shell, as the tasks do; what it prints goes where our output goes. */
#include "config.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/sys.h"
#include "engine/admit.h"

extern char **environ;

#define COMMAND_GAP (NSEC_PER_SEC / 10) /* between two runs while it refuses */
#define NO_PIDFD_GAP (NSEC_PER_SEC / 200)

struct command {
	struct rule rule;
	struct admit_spec spec;
	const char *text;
	struct guard_slot guard;
};

/* Wait for its end; it is killed when the run stops. */
static void wait_end(struct command *c, struct proc *p) {
	struct pollfd f[2] = { { .fd = p->pidfd, .events = POLLIN }, { .fd = c->spec.stop->fd, .events = POLLIN } };

	if (p->pidfd >= 0)
		poll(f, 2, -1);
	else
		while (!proc_ended(p) && !gate_wait(c->spec.stop, clock_mono() + NO_PIDFD_GAP))
			;
	if (gate_closed(c->spec.stop))
		proc_signal(p, SIGKILL);
}

/* Its exit status; -1 when it was killed or could not be started. */
static int run(struct command *c) {
	char dash_c[] = "-c";
	char *argv[] = { (char *)c->spec.shell, dash_c, (char *)c->text, NULL };
	struct proc_start how = { .world = c->spec.world, .path = c->spec.shell, .argv = argv, .envp = environ, .out = -1, .err = -1,
				  .guard = &c->guard };
	struct proc_end end;
	struct proc p;
	int rc;

	how.in = sys_open("/dev/null", O_RDONLY, 0);
	if (how.in < 0)
		return -1;
	rc = proc_start(&p, &how);
	close(how.in);
	if (rc)
		return -1;
	wait_end(c, &p);
	proc_reap(&p, false, &end);
	return WIFEXITED(end.status) ? WEXITSTATUS(end.status) : -1;
}

static enum admit_say command_ask(struct rule *r, unsigned others, nsec now, nsec *again, char *why, size_t size) {
	struct command *c = (struct command *)r;
	int status = run(c);

	(void)others, (void)now;
	if (status == 0)
		return ADMIT_YES;
	*again = clock_mono() + COMMAND_GAP;
	snprintf(why, size, "status 0 of '%.100s' (--limit); it is %d", c->text, status);
	return status == 2 ? ADMIT_EVICT : ADMIT_NO;
}

static void command_free(struct rule *r) {
	free(r);
}

struct rule *rule_command(const struct admit_spec *spec, const char *command) {
	static const struct rule_ops ops = { .ask = command_ask, .free = command_free };
	struct command *c = xcalloc(1, sizeof(*c));

	c->rule.ops = &ops;
	c->spec = *spec;
	c->text = command;
	return &c->rule;
}
