/* SPDX-License-Identifier: MIT */
/* @sleep: nothing, for a time; ends at once when the run is stopped. */
#include "config.h"

#include <errno.h>

#include "builtin/args.h"
#include "builtin/builtin.h"
#include "cli/values.h"

int builtin_sleep(struct builtin_call *call) {
	struct args_spec spec = { .letters = "" };
	nsec sum = 0, now;
	size_t count;
	int rc = args_parse(call->argv, call->argc, &spec, &count, &call->err);

	if (!rc && !count)
		rc = err_set(&call->err, EINVAL, "@sleep needs a time: seconds (0.5), or a number with s, m, h or d");
	for (size_t i = 1; i <= count && !rc; i++) {
		nsec t;

		if (value_duration(call->argv[i], &t))
			rc = err_set(&call->err, EINVAL, "@sleep: '%s' is not a time (0.5, 10s, 1m30s)", call->argv[i]);
		else
			sum = t > NSEC_NEVER - sum ? NSEC_NEVER : sum + t;
	}
	if (rc)
		return 1;
	now = clock_mono();
	if (gate_wait(call->cancel, sum > NSEC_NEVER - now ? NSEC_NEVER : now + sum))
		rc = err_set(&call->err, ECANCELED, "@sleep was stopped");
	return rc ? 1 : 0;
}
