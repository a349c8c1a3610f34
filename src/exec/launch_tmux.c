/* SPDX-License-Identifier: MIT */
/*
 * What the task's slot runs is a small shell script, the launcher. It has tmux open a window, in which a second script runs the task, and
 * waits for the status. Two FIFOs of the slot connect them, in a directory of this run's own:
 *   - SLOT.end: the window writes the task's status there; its end without one means that somebody closed the window;
 *   - SLOT.up: the launcher has it open; its end tells the window that the launcher was ended (--timeout, --halt, an interrupt), and
 *     the window ends the task.
 * A third one, `up`, is open in this process. Window 0 waits for its end and then removes the directory and ends the server: nothing of
 * it outlives us, not even by SIGKILL.
 *
 * Nothing of a task's text gets where tmux would expand it (#(...) in a window's name runs a command): the name is made of plain
 * characters, and the rest are words of an argument vector.
 */
#include "config.h"

#include "exec/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/sys.h"
#include "exec/shell.h"

/* $1 the directory, $2 the slot, $3 where to run, then the words to run. */
#define WINDOW \
	"d=$1 slot=$2 cwd=$3; shift 3\n" \
	"exec 9>\"$d/$slot.end\" 7<\"$d/$slot.up\"\n" \
	"{ trap \"\" TERM HUP INT; cat <&7 >/dev/null; kill -TERM -$$; sleep 0.2; kill -KILL -$$; } 9>&- 2>/dev/null &\n" \
	"trap : INT QUIT\n" \
	"cd \"$cwd\" && \"$@\" 7<&- 9>&-\n" \
	"s=$?\n" \
	"kill -KILL $! 2>/dev/null\n" \
	"printf \"%s\\n\" \"$s\" >&9\n" \
	"exec 7<&- 9>&-\n" \
	"printf \"\\nstatus %s, \" \"$s\"; date\n" \
	"exec sleep 10\n"

#define KEEPER \
	"cat \"$1/up\" >/dev/null; rm -rf \"$1\"; kill \"$PPID\""

/* Words are kept in "$@". */
#define OPEN(how) \
	"t " how " -d -e \"PARALLEL_SEQ=$PARALLEL_SEQ\" -e \"PARALLEL_JOBSLOT=$slot\" -e \"PARALLEL_JOBSLOT0=$((slot - 1))\" " \
	"/bin/sh -c '" WINDOW "' sh \"$d\" \"$slot\" \"$PWD\" \"$@\""

/* $1 the directory, $2 tmux, $3 window or pane, then the words to run, of which the last is the task's command line. */
static const char script[] =
	"d=$1 tmux=$2 how=$3; shift 3\n"
	"slot=$PARALLEL_JOBSLOT\n"
	"for cmd do :; done\n"
	"name=$(printf \"%s\" \"$cmd\" | tr -c \"A-Za-z0-9 _./=+-\" \" \" | cut -c 1-40)\n"
	"t() { \"$tmux\" -S \"$d/tmux\" \"$@\" 8>&-; }\n"
	"rm -f \"$d/$slot.end\" \"$d/$slot.up\"\n"
	"mkfifo \"$d/$slot.end\" \"$d/$slot.up\" || exit 126\n"
	"exec 8<>\"$d/$slot.up\"\n"
	"t has-session -t =pmap 2>/dev/null ||\n"
	"	t new-session -d -s pmap -n pmap -x 80 -y 24 /bin/sh -c '" KEEPER "' sh \"$d\" 2>/dev/null ||\n"
	"	t has-session -t =pmap || exit 126\n"
	"{ [ $how = pane ] && " OPEN("split-window -t =pmap:=pmap") " 2>/dev/null && t select-layout -t =pmap:=pmap tiled; } ||\n"
	"	" OPEN("new-window -t =pmap: -n \"$name\"") " || exit 126\n"
	"read -r s <\"$d/$slot.end\" || s=137\n"
	"exit \"$s\"\n";

struct tmux {
	struct launcher launcher;
	char program[PATH_MAX], dir[PATH_MAX];
	int up;                 /* the FIFO whose end ends the server */
	const char *words[8];
};

static const char *const *tmux_words(const struct launcher *l, unsigned slot) {
	(void)slot;
	return ((const struct tmux *)l)->words;
}

/* The server removes the directory; when none was ever started it is our turn. */
static void tmux_free(struct launcher *l) {
	struct tmux *x = (struct tmux *)l;
	char path[PATH_MAX + 8];

	snprintf(path, sizeof(path), "%s/tmux", x->dir);
	if (access(path, F_OK)) {
		snprintf(path, sizeof(path), "%s/up", x->dir);
		unlink(path);
		rmdir(x->dir);
	}
	close(x->up);
	free(x);
}

/* The path of a socket must be short. */
static const char *short_dir(const char *tmpdir) {
	enum { ROOM = 80 };

	return strlen(tmpdir) < ROOM ? tmpdir : "/tmp";
}

int launch_tmux_new(struct launcher **ret, const char *tmpdir, bool panes, struct err *err) {
	const char *name = getenv("PARALLEL_TMUX"), *path = getenv("PATH");
	struct tmux *x = xcalloc(1, sizeof(*x));
	char up[PATH_MAX + 8];
	int rc = 0;

	if (!name || !*name)
		name = "tmux";
	x->up = -1;
	x->launcher = (struct launcher){ tmux_words, tmux_free };
	if (strchr(name, '/'))
		snprintf(x->program, sizeof(x->program), "%s", name);
	else if (!path || !shell_which(name, path, false, x->program, sizeof(x->program)))
		rc = err_set(err, ENOENT, "--tmux needs the program tmux, and there is no '%s' in PATH; PARALLEL_TMUX names another one", name);
	snprintf(x->dir, sizeof(x->dir), "%s/tmsXXXXXX", short_dir(tmpdir));
	if (!rc && !mkdtemp(x->dir))
		rc = err_sys(err, errno, "cannot make a directory for tmux in '%s'", short_dir(tmpdir));
	if (!rc) {
		snprintf(up, sizeof(up), "%s/up", x->dir);
		if (mkfifo(up, 0600) || (x->up = sys_open(up, O_RDWR, 0)) < 0)
			rc = err_sys(err, errno, "cannot make '%s'", up);
	}
	if (rc) {
		free(x);
		return rc;
	}
	memcpy(x->words, (const char *[]){ "/bin/sh", "-c", script, "sh", x->dir, x->program, panes ? "pane" : "window", NULL },
	       sizeof(x->words));
	err_say("See output with: %s -S %s/tmux attach", x->program, x->dir);
	*ret = &x->launcher;
	return 0;
}
