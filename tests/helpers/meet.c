/* SPDX-License-Identifier: MIT */
/*
 * meet: lets jobs of a test wait for one another, so that an order is proved and not hoped for.
 *
 *	meet [OPERATION ARGUMENT]...
 *	say NAME       from now on NAME has been said (once more)
 *	wait NAME[=N]  block until NAME has been said (N times)
 *	out TEXT       write TEXT and a newline on stdout; err TEXT: on stderr
 *	ignore SIGNAL  ignore a signal, by number
 *	hold           block until killed
 *	exit STATUS    end
 *
 * Saying and waiting may come in any order. The meeting point is the directory $MEET. Each waiter has a fifo of its own
 * there; a sayer adds a byte to NAME.said, then one to every fifo of a waiter. Nobody polls. Whoever waits longer than
 * $MEET_LIMIT seconds (60) fails with status 124.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int die(const char *what) {
	fprintf(stderr, "meet: %s: %s\n", what, strerror(errno));
	exit(125);
}

static void too_long(int sig) {
	static const char text[] = "meet: waited too long\n";

	(void)sig;
	(void)!write(2, text, sizeof(text) - 1);
	_exit(124);
}

static void say(const char *name) {
	void (*pipe_action)(int) = signal(SIGPIPE, SIG_IGN); /* a waiter may go between our open and our write */
	char said[300], prefix[300];
	int fd;
	DIR *dir;
	struct dirent *e;

	snprintf(said, sizeof(said), "%s.said", name);
	snprintf(prefix, sizeof(prefix), "%s.wait.", name);
	fd = open(said, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (fd < 0 || write(fd, "x", 1) != 1)
		die(said);
	close(fd);
	dir = opendir(".");
	if (!dir)
		die("cannot list the meeting point");
	while ((e = readdir(dir))) {
		if (strncmp(e->d_name, prefix, strlen(prefix)))
			continue;
		fd = open(e->d_name, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
		if (fd < 0)
			continue; /* that waiter has gone */
		(void)!write(fd, "x", 1);
		close(fd);
	}
	closedir(dir);
	signal(SIGPIPE, pipe_action);
}

static void wait_for(const char *what) {
	char name[200], said[300], fifo[300], byte;
	const char *eq = strchr(what, '=');
	off_t count = eq ? strtol(eq + 1, NULL, 10) : 1;
	struct stat st;
	int fd;

	snprintf(name, sizeof(name), "%.*s", eq ? (int)(eq - what) : (int)strlen(what), what);
	snprintf(said, sizeof(said), "%s.said", name);
	snprintf(fifo, sizeof(fifo), "%s.wait.%ld", name, (long)getpid());
	if (mkfifo(fifo, 0666))
		die(fifo);
	fd = open(fifo, O_RDWR | O_CLOEXEC); /* both ends: the read below never sees an end of file */
	if (fd < 0)
		die(fifo);
	while (stat(said, &st) || st.st_size < count)
		if (read(fd, &byte, 1) != 1)
			die(fifo);
	unlink(fifo);
	close(fd);
}

static void print(FILE *f, const char *text) {
	if (fprintf(f, "%s\n", text) < 0 || fflush(f))
		die("write");
}

int main(int argc, char **argv) {
	const char *limit = getenv("MEET_LIMIT"), *point = getenv("MEET");

	signal(SIGALRM, too_long);
	alarm(limit ? (unsigned)strtoul(limit, NULL, 10) : 60);
	if (point && chdir(point))
		die(point);
	for (int i = 1; i < argc; i++) {
		const char *op = argv[i], *arg = argv[i + 1];

		if (!strcmp(op, "hold"))
			for (;;)
				pause();
		if (!arg)
			break;
		i++;
		if (!strcmp(op, "say"))
			say(arg);
		else if (!strcmp(op, "wait"))
			wait_for(arg);
		else if (!strcmp(op, "out"))
			print(stdout, arg);
		else if (!strcmp(op, "err"))
			print(stderr, arg);
		else if (!strcmp(op, "ignore"))
			signal((int)strtol(arg, NULL, 10), SIG_IGN);
		else if (!strcmp(op, "exit"))
			exit((int)strtol(arg, NULL, 10));
		else {
			fprintf(stderr, "meet: unknown operation '%s'\n", op);
			return 125;
		}
	}
	return 0;
}
