/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "engine/tables.h"

static enum ledger_output output(const struct run *r) {
	if (!r->results)
		return OUTPUT_ITSELF;
	return r->o.results ? OUTPUT_TWO_FILES : OUTPUT_FILE;
}

int tables_open(struct run *r, struct err *err) {
	const struct options *o = &r->o;
	struct template_spec command = inputs_command(&r->inputs);
	struct ledger_spec spec = {
		.url = o->sql_url, .master = o->sql & SQL_MASTER, .worker = o->sql & SQL_WORKER, .wait = o->sql_wait, .command = &command,
		.facts = &r->inputs.facts, .gathered = r->sheet, .tagged = o->tag || o->tagstring, .output = output(r),
	};
	int rc = o->sql ? ledger_open(&r->ledger, &spec, err) : 0;

	if (rc || !o->sql)
		return rc;
	if (spec.worker)
		r->table = ledger_sink(r->ledger);
	if (!spec.master) {
		r->source->ops->free(r->source);
		r->source = NULL;
	}
	r->source = ledger_source(r->ledger, r->source);
	return 0;
}
