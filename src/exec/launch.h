/* SPDX-License-Identifier: MIT */
/* Launchers: programs that run a task's command line somewhere else and end as it ends. */
#pragma once

#include <stdbool.h>

#include "base/err.h"

struct launcher {
	/*
	 * The words executed for a task of this slot (from 0), NULL-terminated, in front of the shell, "-c" and the command line. They
	 * stay valid as long as the launcher. The first is a path. Thread-safe.
	 */
	const char *const *(*words)(const struct launcher *, unsigned slot);
	/* After the last task. */
	void (*free)(struct launcher *);
};

/*
 * --tmux, --tmuxpane: each task in a window (or pane) of a tmux server of this run. Says on stderr how to look at them. The server ends
 * when we do. 0 or -errno with err set when there is no tmux.
 */
int launch_tmux_new(struct launcher **ret, const char *tmpdir, bool panes, struct err *err);
