/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "exec/termseq.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
	const char *name;
	int number;
} signals[] = {
	{ "HUP", SIGHUP },   { "INT", SIGINT },   { "QUIT", SIGQUIT }, { "ABRT", SIGABRT }, { "KILL", SIGKILL },
	{ "USR1", SIGUSR1 }, { "USR2", SIGUSR2 }, { "PIPE", SIGPIPE }, { "ALRM", SIGALRM }, { "TERM", SIGTERM },
	{ "CONT", SIGCONT }, { "STOP", SIGSTOP }, { "TSTP", SIGTSTP }, { "XCPU", SIGXCPU },
	{ "SEGV", SIGSEGV }, { "BUS", SIGBUS },   { "FPE", SIGFPE },   { "ILL", SIGILL },   { "XFSZ", SIGXFSZ },
};

const char *signal_name(int sig) {
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (signals[i].number == sig)
			return signals[i].name;
	return NULL;
}

int signal_number(const char *name, size_t len) {
	char *end;

	if (len > 3 && !strncasecmp(name, "SIG", 3)) {
		name += 3;
		len -= 3;
	}
	for (size_t i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		if (strlen(signals[i].name) == len && !strncasecmp(signals[i].name, name, len))
			return signals[i].number;
	if (len && name[0] >= '0' && name[0] <= '9') {
		long n = strtol(name, &end, 10);

		if (end == name + len && n > 0 && n < NSIG)
			return (int)n;
	}
	return 0;
}

int termseq_parse(struct termseq *ret, const char *text, struct err *err) {
	const char *s = text ? text : "TERM,200,TERM,100,TERM,50,KILL,25";
	struct termseq t = { .count = 0 };

	while (*s) {
		size_t n = strcspn(s, ",");
		int sig = signal_number(s, n);

		if (!sig || t.count == TERMSEQ_MAX)
			goto bad;
		t.step[t.count].sig = sig;
		s += n;
		if (*s == ',') {
			char *end;
			long ms = strtol(s + 1, &end, 10);

			if (end == s + 1 || ms < 0 || ms > 86400000 || (*end && *end != ','))
				goto bad;
			t.step[t.count].ms = (int)ms;
			s = *end ? end + 1 : end;
		}
		t.count++;
	}
	*ret = t; /* an empty list kills at once */
	return 0;
bad:
	return err_set(err, EINVAL, "bad value '%s' for --termseq: expected signals and milliseconds in turn, as in TERM,200,KILL,25",
		       text ? text : "");
}
