/* SPDX-License-Identifier: MIT */
/* ssh finds its own words in front of the target; other programs get nothing but the target, "--" and the line. */
#include "config.h"

#include "exec/remote_host.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/sys.h"
#include "exec/shell.h"
#include "input/words.h"

enum { MORE_WORDS = 14 };

/* Where a shell would find the program; NULL = nowhere. */
static char *find(const char *name) {
	const char *path = getenv("PATH");
	char found[PATH_MAX];

	if (strchr(name, '/'))
		return access(name, X_OK) ? NULL : xstrdup(name);
	return path && shell_which(name, path, false, found, sizeof(found)) ? xstrdup(found) : NULL;
}

static void split_by_shell(struct remote_host *host, const char *text) {
	static const char front[] = "exec ", behind[] = " \"$@\"";
	size_t room = sizeof(front) + strlen(text) + sizeof(behind);
	char *line = xmalloc(room);

	snprintf(line, room, "%s%s%s", front, text, behind);
	host->ssh = xcalloc(5, sizeof(*host->ssh));
	host->ssh[host->ssh_count++] = xstrdup("/bin/sh");
	host->ssh[host->ssh_count++] = xstrdup("-c");
	host->ssh[host->ssh_count++] = line;
	host->ssh[host->ssh_count++] = xstrdup("sh");
}

/* The words of a command for reaching hosts. What is not plain words a shell splits. 0 or -errno with err set. */
static int split(struct remote_host *host, const char *text, struct err *err) {
	struct words w = {0};
	int rc = words_split(&w, text, strlen(text));
	char *program;

	if (rc < 0)
		return err_sys(err, -rc, "cannot run tasks on '%s'", host->login);
	if (!rc || !w.argc) {
		split_by_shell(host, text);
		words_release(&w);
		return 0;
	}
	program = find(w.argv[0]);
	if (!program) {
		err_set(err, ENOENT, "cannot reach '%s': there is no program '%s'; install it (openssh-client has ssh), or name another with --ssh",
			host->login, w.argv[0]);
		words_release(&w);
		return -ENOENT;
	}
	host->is_ssh = !strcmp(shell_name(w.argv[0]), "ssh");
	host->ssh = xcalloc(w.argc + 1, sizeof(*host->ssh));
	host->ssh[host->ssh_count++] = program;
	for (size_t i = 1; i < w.argc; i++) {
		host->ssh[host->ssh_count++] = xstrdup(w.argv[i]);
		host->deaf |= !strcmp(w.argv[i], "-n") || !strcmp(w.argv[i], "-f");
	}
	words_release(&w);
	return 0;
}

/* HOST:PORT, [ADDRESS]:PORT or ADDRESS#PORT (also with a p, and of IPv6 only): take it apart. What is left of the target ssh is told. */
static void split_port(struct remote_host *host) {
	char *name = strrchr(host->target, '@'), *colon, *end;
	size_t digits;

	name = name ? name + 1 : host->target;
	host->name = name;
	end = name + strlen(name);
	for (digits = 0; end - digits > name && end[-1 - (ptrdiff_t)digits] >= '0' && end[-1 - (ptrdiff_t)digits] <= '9';)
		digits++;
	colon = strchr(name, ':');
	end -= digits + 1;
	if (digits && digits < 6 && end > name && colon &&
	    (colon == strrchr(name, ':') ? *end == ':' : *end == '#' || *end == 'p' || (*end == ':' && end[-1] == ']'))) {
		host->port = end + 1;
		*end = '\0';
	}
	end = name + strlen(name);
	if (*name == '[' && end[-1] == ']') {
		end[-1] = '\0';
		memmove(name, name + 1, strlen(name));
	}
}

int remote_host_init(struct remote_host *host, const struct options *o, const struct host_login *login, struct err *err) {
	const char *blank = strrchr(login->login, ' '), *ssh = o->ssh ? o->ssh : getenv("PARALLEL_SSH");
	size_t login_size = strlen(login->login) + 1;
	char *own = NULL;
	int rc;

	*host = (struct remote_host){ .cpus = login->cpus, .local = !strcmp(login->login, ":"), .listed = true };
	host->text = xmalloc(login_size + strlen(login->groups) + 1);
	host->login = host->name = memcpy(host->text, login->login, login_size);
	host->groups = memcpy(host->text + login_size, login->groups, strlen(login->groups) + 1);
	if (host->local)
		return 0;
	host->target = xstrdup(blank ? blank + 1 : login->login);
	split_port(host);
	if (blank) {
		own = xstrdup(login->login);
		own[blank - login->login] = '\0';
	}
	rc = split(host, own ? own : ssh && *ssh ? ssh : "ssh", err);
	free(own);
	return rc;
}

size_t remote_words_max(const struct remote_host *host) {
	return host->ssh_count + MORE_WORDS;
}

size_t remote_words_front(const struct remote_host *host, enum remote_use use, const char **words) {
	size_t n = host->ssh_count;

	memcpy(words, host->ssh, host->ssh_count * sizeof(*words));
	if (host->is_ssh && use == REMOTE_ASK) {
		words[n++] = "-oConnectTimeout=10";
	} else if (host->is_ssh) {
		/* A host that has gone without a word is known after half a minute. */
		words[n++] = "-oServerAliveInterval=10";
		words[n++] = "-oServerAliveCountMax=3";
	}
	if (host->is_ssh && use == REMOTE_STREAM) {
		words[n++] = "-oControlPath=none";
	} else if (host->is_ssh && *host->socket && use != REMOTE_ASK) {
		if (use == REMOTE_MASTER)
			words[n++] = "-M";
		words[n++] = "-S";
		words[n++] = host->socket;
	}
	if (host->port) {
		words[n++] = "-p";
		words[n++] = host->port;
	}
	return n;
}

void remote_words(const struct remote_host *host, enum remote_use use, const char *line, const char **words) {
	size_t n = remote_words_front(host, use, words);

	words[n++] = host->target;
	words[n++] = "--";
	words[n++] = line;
	words[n] = NULL;
}

void remote_host_release(struct remote_host *host) {
	for (size_t k = 0; k < host->ssh_count; k++)
		free((char *)host->ssh[k]);
	free(host->ssh);
	free(host->target);
	free(host->text);
}
