/* SPDX-License-Identifier: MIT */
/*
 * Jobs are found by their rowid, from the last one taken on: no index is needed, and taking all jobs of a long table
 * reads it once. What is written to a row asks for the mark that was put there when the job was taken, so a table
 * that was made anew in the meantime is left alone. Every transaction that will write says so when it begins: one
 * that reads first and writes then cannot wait for others (https://www.sqlite.org/lang_transaction.html).
 */
#include "config.h"

#include "store/jobtable.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/machine.h"
#include "base/sys.h"
#include "store/holder.h"
#include "store/sqlite.h"

#define WAITS "-1000"
#define TAKEN "-1220"

struct jobtable {
	struct sqlite *db;
	const char *name;
	char *file;
	char mark[HOLDER_MARK], host[256];
	uint64_t turn;              /* jobs taken */
	int64_t last;               /* row that was taken last */
	uint64_t seq;               /* number that was given out last */
	size_t values;              /* columns V1, V2, ... that `insert` knows */
	struct statement *insert, *take, *hold, *finish, *pending;
	int *columns;               /* of `take`, where V1, V2, ... are */
	size_t column_count;        /* so many of them */
	int seq_column, command_column, row_columns;
	struct buf text;
};

/* The statement made of `before`, the table's name and `after`. */
static const char *sql(struct jobtable *j, const char *before, const char *after) {
	j->text.len = 0;
	return buf_addf(&j->text, "%s \"%s\" %s", before, j->name, after) || buf_terminate(&j->text) ? NULL : j->text.p;
}

static int no_memory(struct jobtable *j, struct err *err) {
	return err_sys(err, ENOMEM, "cannot use the database '%s'", j->file);
}

static int prepare(struct jobtable *j, struct statement **ret, const char *before, const char *after, struct err *err) {
	const char *text = sql(j, before, after);

	return text ? sqlite_prepare(j->db, ret, text, err) : no_memory(j, err);
}

static int run(struct jobtable *j, const char *before, const char *after, struct err *err) {
	const char *text = sql(j, before, after);

	return text ? sqlite_do(j->db, text, err) : no_memory(j, err);
}

int jobtable_open(struct jobtable **ret, const struct dburl *url, bool make, struct err *err) {
	struct jobtable *j = xcalloc(1, sizeof(*j));
	int rc;

	j->name = url->table.p;
	j->file = xstrdup(url->file.p);
	j->last = INT64_MIN;
	holder_mark(j->mark);
	machine_name(j->host, sizeof(j->host));
	rc = sqlite_open(&j->db, url->file.p, make, url->timeout_ms, err);
	if (rc) {
		jobtable_close(j, false);
		return rc;
	}
	*ret = j;
	return 0;
}

/* What waits again is as it was before it was taken. */
static int put_back(struct jobtable *j, const char *condition, const char *mark, size_t len, int64_t row, struct err *err) {
	struct statement *t = NULL;
	int rc = prepare(j, &t, "UPDATE", condition, err);

	if (rc)
		return rc;
	statement_text(t, 1, mark, len);
	statement_int(t, 2, row);
	rc = statement_step(t, err);
	statement_free(t);
	return rc;
}

#define AGAIN "SET Exitval = " WAITS ", Stdout = NULL, Host = NULL, Starttime = NULL WHERE Exitval = " TAKEN " AND "

static void give_back(struct jobtable *j) {
	struct err err = {0};

	if (put_back(j, AGAIN "substr(Stdout, 1, ?2) = ?1", j->mark, strlen(j->mark), (int64_t)strlen(j->mark), &err) < 0)
		err_say("warning: jobs of this run cannot be given back: %s", err.msg);
}

void jobtable_close(struct jobtable *j, bool taken) {
	if (!j)
		return;
	if (taken)
		give_back(j);
	statement_free(j->insert);
	statement_free(j->take);
	statement_free(j->hold);
	statement_free(j->finish);
	statement_free(j->pending);
	sqlite_close(j->db);
	buf_release(&j->text);
	free(j->columns);
	free(j->file);
	free(j);
}

int jobtable_exists(struct jobtable *j, bool *ret, struct err *err) {
	static const char *const names[] = { "Seq", "Host", "Starttime", "JobRuntime", "Send", "Receive", "Exitval", "_Signal",
					     "Command", "Stdout", "Stderr" };
	struct statement *t = NULL;
	int rc = sqlite_prepare(j->db, &t, "SELECT type = 'view' FROM sqlite_master WHERE name = ?1 COLLATE NOCASE "
				"AND type IN ('table', 'view')", err);

	if (rc)
		return rc;
	statement_text(t, 1, j->name, strlen(j->name));
	rc = statement_step(t, err);
	*ret = rc > 0;
	if (rc > 0 && statement_get_int(t, 0))
		rc = err_set(err, EINVAL, "'%s' in the database '%s' is a view, not a table", j->name, j->file);
	statement_free(t);
	if (rc <= 0)
		return rc;
	t = NULL;
	rc = prepare(j, &t, "SELECT rowid, * FROM", "LIMIT 0", err);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !rc; i++) {
		int k = 0, n = statement_columns(t);

		while (k < n && strcasecmp(statement_name(t, k), names[i]))
			k++;
		if (k == n)
			rc = err_set(err, EINVAL, "'%s' in the database '%s' is not a table of jobs: it has no column %s",
				     j->name, j->file, names[i]);
	}
	statement_free(t);
	return rc;
}

int jobtable_writable(struct jobtable *j, struct err *err) {
	int rc = sqlite_do(j->db, "BEGIN IMMEDIATE", err);

	return rc ? rc : sqlite_do(j->db, "ROLLBACK", err);
}

int jobtable_begin(struct jobtable *j, struct err *err) {
	return sqlite_do(j->db, "BEGIN IMMEDIATE", err);
}

int jobtable_end(struct jobtable *j, bool keep, struct err *err) {
	struct err ignored = {0};
	int rc = keep ? sqlite_do(j->db, "COMMIT", err) : 0;

	if (rc || !keep)
		(void)sqlite_do(j->db, "ROLLBACK", &ignored); /* when the failure has done so already there is nothing to roll back */
	return rc;
}

/* --- the master's side ------------------------------------------------------------------------------------------------------------ */

int jobtable_make(struct jobtable *j, size_t values, struct err *err) {
	struct buf columns = {0};
	int rc = run(j, "DROP TABLE IF EXISTS", "", err);

	if (rc)
		return rc;
	rc = buf_adds(&columns, "(Seq BIGINT, Host TEXT, Starttime FLOAT(44), JobRuntime FLOAT(44), Send BIGINT, Receive BIGINT, Exitval BIGINT, "
				"_Signal BIGINT, Command TEXT, ");
	for (size_t i = 1; i <= values && !rc; i++)
		rc = buf_addf(&columns, "V%zu TEXT, ", i);
	if (rc || buf_adds(&columns, "Stdout TEXT, Stderr TEXT)") || buf_terminate(&columns))
		rc = no_memory(j, err);
	else
		rc = run(j, "CREATE TABLE", columns.p, err);
	buf_release(&columns);
	return rc;
}

/* How many columns V1, V2, ... a statement of SELECT * has, and where each is; 0 or -errno. */
static int find_values(struct jobtable *j, struct statement *t, struct err *err) {
	int n = statement_columns(t);
	int *list = sys_realloc(j->columns, (size_t)n * sizeof(*list) + 1);

	if (!list)
		return no_memory(j, err);
	j->columns = list;
	j->row_columns = n;
	j->column_count = 0;
	for (int i = 0; i < n; i++) {
		const char *name = statement_name(t, i);

		j->seq_column = strcasecmp(name, "Seq") ? j->seq_column : i;
		j->command_column = strcasecmp(name, "Command") ? j->command_column : i;
	}
	for (int found = 1; found;) {
		found = 0;
		for (int i = 0; i < n && !found; i++) {
			const char *name = statement_name(t, i);
			char *end;

			found = (*name == 'V' || *name == 'v') && name[1] > '0' && name[1] <= '9' &&
				strtoul(name + 1, &end, 10) == j->column_count + 1 && !*end;
			if (found)
				j->columns[j->column_count++] = i;
		}
	}
	return 0;
}

static int count_values(struct jobtable *j, struct err *err) {
	struct statement *t = NULL;
	int rc = prepare(j, &t, "SELECT * FROM", "LIMIT 0", err);

	if (rc)
		return rc;
	rc = find_values(j, t, err);
	statement_free(t);
	return rc;
}

/* A statement that inserts `values` of them, and columns for those that the table has not. */
static int prepare_insert(struct jobtable *j, size_t values, struct err *err) {
	struct buf b = {0};
	int rc = count_values(j, err);

	statement_free(j->insert);
	j->insert = NULL;
	for (size_t i = j->column_count + 1; i <= values && !rc; i++) {
		struct buf column = {0};

		if (buf_addf(&column, "ADD COLUMN V%zu TEXT", i) || buf_terminate(&column))
			rc = no_memory(j, err);
		else
			rc = run(j, "ALTER TABLE", column.p, err);
		buf_release(&column);
	}
	if (rc)
		return rc;
	values = values > j->column_count ? values : j->column_count;
	rc = buf_adds(&b, "(Seq, Command, Exitval, Send");
	for (size_t i = 1; i <= values && !rc; i++)
		rc = buf_addf(&b, ", V%zu", i);
	rc = rc ? rc : buf_adds(&b, ") VALUES (?1, ?2, " WAITS ", 0");
	for (size_t i = 1; i <= values && !rc; i++)
		rc = buf_addf(&b, ", ?%zu", i + 2);
	rc = rc || buf_adds(&b, ")") || buf_terminate(&b) ? no_memory(j, err) : prepare(j, &j->insert, "INSERT INTO", b.p, err);
	buf_release(&b);
	j->values = values;
	return rc;
}

/* The number behind the last one, whoever gave that out. */
static int next_seq(struct jobtable *j, struct err *err) {
	struct statement *t = NULL;
	int rc = prepare(j, &t, j->seq ? "SELECT Seq FROM" : "SELECT max(Seq) FROM", j->seq ? "ORDER BY rowid DESC LIMIT 1" : "", err);
	int64_t last;

	if (rc)
		return rc;
	rc = statement_step(t, err);
	last = rc > 0 ? statement_get_int(t, 0) : 0;
	statement_free(t);
	if (rc >= 0)
		j->seq = (last > 0 && (uint64_t)last > j->seq ? (uint64_t)last : j->seq) + 1;
	return rc < 0 ? rc : 0;
}

int jobtable_add(struct jobtable *j, const char *command, const struct task *t, struct err *err) {
	int rc = next_seq(j, err);

	if (!rc && (!j->insert || t->argc > j->values))
		rc = prepare_insert(j, t->argc, err);
	if (rc)
		return rc;
	statement_int(j->insert, 1, (int64_t)j->seq);
	statement_text(j->insert, 2, command, strlen(command));
	for (size_t i = 0; i < j->values; i++)
		statement_text(j->insert, (int)i + 3, i < t->argc ? t->argv[i] : NULL, i < t->argc ? t->lens[i] : 0);
	rc = statement_step(j->insert, err);
	statement_reset(j->insert);
	return rc < 0 ? rc : 0;
}

/* --- the worker's side ------------------------------------------------------------------------------------------------------------ */

static int mark_of(struct jobtable *j, uint64_t turn, struct err *err) {
	j->text.len = 0;
	return buf_addf(&j->text, "%s%llu", j->mark, (unsigned long long)turn) || buf_terminate(&j->text) ? no_memory(j, err) : 0;
}

/* What the row says. Values that are NULL at the end are none. */
static int read_row(struct jobtable *j, struct task *t, struct buf *command, struct err *err) {
	size_t n = j->column_count, len;
	int64_t seq = statement_get_int(j->take, j->seq_column);
	const char *text = statement_get_text(j->take, j->command_column, &len);
	int rc = 0;

	t->number = seq > 0 ? (uint64_t)seq : 0;
	t->place.row = statement_get_int(j->take, 0);
	command->len = 0;
	rc = buf_adds(command, text ? text : "") || buf_terminate(command);
	while (n && !statement_get_text(j->take, j->columns[n - 1], &len))
		n--;
	for (size_t i = 0; i < n && !rc; i++) {
		text = statement_get_text(j->take, j->columns[i], &len);
		rc = task_add(t, text ? text : "", text ? strlen(text) : 0);
	}
	t->records = 1;
	return rc || task_seal(t) ? no_memory(j, err) : 0;
}

/* The first row behind the last one that waits, else the first of all. 1, 0 or -errno. */
static int find(struct jobtable *j, struct err *err) {
	int rc;

	for (int again = 0; again < 2; again++) {
		statement_int(j->take, 1, again ? INT64_MIN : j->last);
		rc = statement_step(j->take, err);
		if (rc)
			break;
		statement_reset(j->take);
		if (j->last == INT64_MIN)
			break;
	}
	if (rc > 0 && statement_columns(j->take) != j->row_columns)
		rc = find_values(j, j->take, err) ? -err->code : 1;
	return rc;
}

/* To the millisecond, as in a job log. */
static double seconds(nsec t) {
	return (double)((t + 500000) / 1000000) / 1e3;
}

static int hold(struct jobtable *j, struct task *t, struct err *err) {
	int rc = mark_of(j, t->place.turn = ++j->turn, err);

	if (rc)
		return rc;
	statement_text(j->hold, 1, j->text.p, j->text.len);
	statement_text(j->hold, 2, j->host, strlen(j->host));
	statement_double(j->hold, 3, seconds(clock_wall()));
	statement_int(j->hold, 4, t->place.row);
	rc = statement_step(j->hold, err);
	statement_reset(j->hold);
	return rc < 0 ? rc : 0;
}

int jobtable_take(struct jobtable *j, struct task *t, struct buf *command, struct err *err) {
	int rc = 0;

	if (!j->take) {
		rc = prepare(j, &j->take, "SELECT rowid, * FROM", "WHERE rowid > ?1 AND Exitval = " WAITS " ORDER BY rowid LIMIT 1", err);
		rc = rc ? rc : prepare(j, &j->hold, "UPDATE",
				       "SET Exitval = " TAKEN ", Stdout = ?1, Host = ?2, Starttime = ?3 WHERE rowid = ?4", err);
	}
	rc = rc ? rc : jobtable_begin(j, err);
	if (rc)
		return rc;
	rc = find(j, err);
	if (rc > 0) {
		rc = read_row(j, t, command, err);
		rc = rc ? rc : 1;
	}
	statement_reset(j->take);
	if (rc > 0 && hold(j, t, err))
		rc = -err->code;
	if (jobtable_end(j, rc > 0, err))
		rc = -err->code;
	j->last = rc > 0 ? t->place.row : rc ? j->last : INT64_MIN;
	return rc;
}

#define FINISH "SET Host = ?1, Starttime = ?2, JobRuntime = ?3, Send = ?4, Receive = ?5, Exitval = ?6, _Signal = ?7, Command = ?8, Stdout = ?9, " \
	       "Stderr = ?10 WHERE rowid = ?11 AND Exitval = " TAKEN " AND Stdout = ?12"

int jobtable_finish(struct jobtable *j, const struct task *t, const struct jobtable_output out[2], bool *kept, struct err *err) {
	const struct result *r = &t->result;
	bool signalled = r->outcome == OUTCOME_SIGNAL || r->outcome == OUTCOME_TIMEOUT;
	const char *host = r->host ? r->host : j->host;
	struct statement *s;
	int rc = j->finish ? 0 : prepare(j, &j->finish, "UPDATE", FINISH, err);

	rc = rc ? rc : mark_of(j, t->place.turn, err);
	if (rc)
		return rc;
	s = j->finish;
	statement_text(s, 1, host, strlen(host));
	statement_double(s, 2, seconds(r->wall_start));
	statement_double(s, 3, seconds(r->end - r->start));
	statement_int(s, 4, (int64_t)r->sent);
	statement_int(s, 5, (int64_t)r->received);
	statement_int(s, 6, r->outcome == OUTCOME_TIMEOUT ? -1 : signalled ? 0 : r->code);
	statement_int(s, 7, signalled ? r->code : 0);
	statement_text(s, 8, t->command.p ? t->command.p : "", t->command.len);
	statement_text(s, 9, out[0].p ? out[0].p : "", out[0].len);
	statement_text(s, 10, out[1].p ? out[1].p : "", out[1].len);
	statement_int(s, 11, t->place.row);
	statement_text(s, 12, j->text.p, j->text.len);
	rc = statement_step(s, err);
	*kept = rc == 0 && sqlite_changed(j->db) > 0;
	statement_reset(s);
	return rc < 0 ? rc : 0;
}

/* --- everybody's ------------------------------------------------------------------------------------------------------------------ */

int jobtable_revive(struct jobtable *j, struct err *err) {
	struct statement *t = NULL;
	size_t len;
	int any = 0, rc = prepare(j, &t, "SELECT rowid, Stdout, Host FROM", "WHERE Exitval = " TAKEN, err);

	if (rc)
		return rc;
	/* The rows are read to their end first: changing a table while it is read through is for nobody's good. */
	for (struct buf gone = {0};;) {
		rc = statement_step(t, err);
		if (rc > 0) {
			const char *mark = statement_get_text(t, 1, &len), *host = statement_get_text(t, 2, &len);
			int64_t row = statement_get_int(t, 0);

			if (mark && holder_gone(mark, host) &&
			    (buf_add(&gone, &row, sizeof(row)) || buf_adds(&gone, mark) || buf_addc(&gone, '\0')))
				rc = no_memory(j, err);
			if (rc > 0)
				continue;
		}
		statement_free(t);
		for (size_t at = 0; at < gone.len && rc >= 0; at += sizeof(int64_t) + strlen(gone.p + at + sizeof(int64_t)) + 1) {
			const char *mark = gone.p + at + sizeof(int64_t);
			int64_t row;

			memcpy(&row, gone.p + at, sizeof(row));
			rc = put_back(j, AGAIN "Stdout = ?1 AND rowid = ?2", mark, strlen(mark), row, err);
			any = 1;
		}
		buf_release(&gone);
		return rc < 0 ? rc : any;
	}
}

int jobtable_pending(struct jobtable *j, struct err *err) {
	static const char others[] = "WHERE Exitval <= " WAITS " AND (Stdout IS NULL OR substr(Stdout, 1, ?2) <> ?1) LIMIT 1";
	int rc = j->pending ? 0 : prepare(j, &j->pending, "SELECT 1 FROM", others, err);

	if (rc)
		return rc;
	statement_text(j->pending, 1, j->mark, strlen(j->mark));
	statement_int(j->pending, 2, (int64_t)strlen(j->mark));
	rc = statement_step(j->pending, err);
	statement_reset(j->pending);
	return rc;
}

int jobtable_count(struct jobtable *j, uint64_t *ret, struct err *err) {
	struct statement *t = NULL;
	int rc = prepare(j, &t, "SELECT count(*) FROM", "", err);

	if (rc)
		return rc;
	rc = statement_step(t, err);
	*ret = rc > 0 ? (uint64_t)statement_get_int(t, 0) : 0;
	statement_free(t);
	return rc < 0 ? rc : 0;
}
