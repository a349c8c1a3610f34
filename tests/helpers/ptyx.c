/* SPDX-License-Identifier: MIT */
/*
 * ptyx: runs a command on a terminal of its own and shows what it prints there.
 *
 *	ptyx [-s COLUMNSxROWS] [-e EXPECT SEND]... COMMAND [ARGUMENT]...
 *
 * Each -e pair is used once, in order: when EXPECT has been printed, SEND is typed (\n \t \e \xHH and \cX for control-X).
 * What comes on ptyx's stdin is typed too. Ends with the command's status (128 + signal when a signal ended it).
 */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct step {
	const char *expect;
	char *send;
	size_t len;
};

struct seen {
	char *p;
	size_t len;
	size_t from; /* the next expectation is looked for from here */
};

static size_t unescape(char *s) {
	char *to = s, *from = s;

	while (*from) {
		if (*from != '\\') {
			*to++ = *from++;
			continue;
		}
		switch (*++from) {
		case 'n': *to++ = '\n'; from++; break;
		case 't': *to++ = '\t'; from++; break;
		case 'e': *to++ = 27; from++; break;
		case 'x': *to++ = (char)strtol(from + 1, &from, 16); break;
		case 'c': *to++ = (char)(from[1] & 31); from += 2; break;
		case '\0': break;
		default: *to++ = *from++; break;
		}
	}
	return (size_t)(to - s);
}

static void out(const char *p, size_t n) {
	while (n) {
		ssize_t w = write(1, p, n);

		if (w < 0 && errno == EINTR)
			continue;
		if (w < 0)
			exit(125);
		p += w;
		n -= (size_t)w;
	}
}

static void remember(struct seen *seen, const char *p, size_t n) {
	seen->p = realloc(seen->p, seen->len + n);
	if (!seen->p)
		exit(125);
	memcpy(seen->p + seen->len, p, n);
	seen->len += n;
}

/* True (and `from` moves on) when text stands in what was printed since the last one. */
static int expected(struct seen *seen, const char *text) {
	char *hit = memmem(seen->p + seen->from, seen->len - seen->from, text, strlen(text));

	if (!hit)
		return 0;
	seen->from = (size_t)(hit - seen->p) + strlen(text);
	return 1;
}

static void serve(int tty, struct step *steps, int count) {
	struct pollfd fds[2] = { { .fd = tty, .events = POLLIN }, { .fd = 0, .events = POLLIN } };
	struct seen seen = { 0 };
	char b[4096];
	int next = 0;

	for (;;) {
		if (poll(fds, 2, -1) < 0 && errno != EINTR)
			exit(125);
		if (fds[0].revents) {
			ssize_t n = read(tty, b, sizeof(b));

			if (n <= 0)
				break; /* EIO: the last one on that terminal has gone */
			out(b, (size_t)n);
			remember(&seen, b, (size_t)n);
			while (next < count && expected(&seen, steps[next].expect)) {
				(void)!write(tty, steps[next].send, steps[next].len);
				next++;
			}
		} else if (fds[1].revents) {
			ssize_t n = read(0, b, sizeof(b));

			if (n > 0)
				(void)!write(tty, b, (size_t)n);
			else
				fds[1].fd = -1;
		}
	}
	free(seen.p);
}

int main(int argc, char **argv) {
	struct winsize size = { .ws_col = 80, .ws_row = 24 };
	struct step steps[64];
	int i = 1, count = 0, tty, status;
	pid_t pid;

	for (; i < argc && argv[i][0] == '-'; i++) {
		if (!strcmp(argv[i], "-s") && i + 1 < argc) {
			if (sscanf(argv[++i], "%hux%hu", &size.ws_col, &size.ws_row) != 2)
				return 125;
		} else if (!strcmp(argv[i], "-e") && i + 2 < argc && count < 64) {
			steps[count].expect = argv[++i];
			steps[count].send = argv[++i];
			steps[count].len = unescape(argv[i]);
			count++;
		} else {
			break;
		}
	}
	if (i >= argc) {
		fprintf(stderr, "usage: ptyx [-s COLSxROWS] [-e EXPECT SEND]... COMMAND...\n");
		return 125;
	}
	pid = forkpty(&tty, NULL, NULL, &size);
	if (pid < 0) {
		perror("ptyx: forkpty");
		return 125;
	}
	if (pid == 0) {
		signal(SIGINT, SIG_DFL);
		signal(SIGQUIT, SIG_DFL);
		execvp(argv[i], argv + i);
		perror("ptyx: exec");
		_exit(127);
	}
	serve(tty, steps, count);
	if (waitpid(pid, &status, 0) < 0)
		return 125;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
