/* SPDX-License-Identifier: MIT */
/*
 * A record with several values is told by TABs, as --colsep '\t' would read it again. In JSON the values are a list of
 * strings, and the answer names the task that it is for: the only framing in which an answer too many cannot be taken
 * for another's.
 */
#include "config.h"

#include "exec/dialog.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

char dialog_end(enum framing how) {
	return how == FRAMING_NUL ? '\0' : '\n';
}

static int ask_plain(char end, const struct task *t, struct buf *out, struct err *err) {
	for (size_t i = 0; i < t->argc; i++) {
		if (memchr(t->argv[i], end, t->lens[i]))
			return err_set(err, EINVAL, "its value has a line end in it, which --frame line cannot hand over; --frame nul or json can");
		if ((i && buf_addc(out, '\t')) || buf_add(out, t->argv[i], t->lens[i]))
			return -ENOMEM;
	}
	return buf_addc(out, end);
}

static json_t *values(const struct task *t, struct err *err) {
	json_t *list = json_array();

	for (size_t i = 0; list && i < t->argc; i++) {
		json_t *value = json_stringn(t->argv[i], t->lens[i]);

		if (!value)
			err_set(err, EINVAL, "its value is not text in UTF-8, which --frame json cannot hand over; --frame nul can");
		if (!value || json_array_append_new(list, value)) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static int add_text(const char *p, size_t n, void *out) {
	return buf_add(out, p, n) ? -1 : 0;
}

static int ask_json(const struct task *t, struct buf *out, struct err *err) {
	json_t *list = values(t, err), *object = json_object();
	int rc = -ENOMEM;

	/* What is set belongs to the object, also when that fails. */
	if (list && object && !json_object_set_new(object, "id", json_integer((json_int_t)task_number(t))) &&
	    !json_object_set_new(object, "attempt", json_integer(t->result.attempt)) && !json_object_set(object, "args", list) &&
	    !json_dump_callback(object, add_text, out, JSON_COMPACT))
		rc = buf_addc(out, '\n');
	json_decref(list);
	json_decref(object);
	return err->code ? -err->code : rc;
}

int dialog_ask(enum framing how, const struct task *t, struct buf *out, struct err *err) {
	out->len = 0;
	return how == FRAMING_JSON ? ask_json(t, out, err) : ask_plain(dialog_end(how), t, out, err);
}

/* A text that may be missing. False when it is something else. */
static bool take_text(const json_t *object, const char *key, const char **ret, size_t *len) {
	const json_t *v = json_object_get(object, key);

	*ret = json_string_value(v);
	*len = json_string_length(v);
	return !v || json_is_string(v) || json_is_null(v);
}

static int take_fields(struct dialog_answer *ret, const json_t *object, const struct task *t, struct err *err) {
	const json_t *id = json_object_get(object, "id"), *status = json_object_get(object, "status");
	unsigned long long wanted = (unsigned long long)task_number(t);

	if (!json_is_integer(id))
		return err_set(err, EINVAL, "the answer has no \"id\"");
	if (json_integer_value(id) < 0 || (unsigned long long)json_integer_value(id) != wanted)
		return err_set(err, EINVAL, "the answer is for id %lld instead of %llu", (long long)json_integer_value(id), wanted);
	if (status && (!json_is_integer(status) || json_integer_value(status) < 0 || json_integer_value(status) > 255))
		return err_set(err, EINVAL, "\"status\" in the answer is no number from 0 to 255");
	if (!take_text(object, "out", &ret->out, &ret->out_len) || !take_text(object, "err", &ret->err, &ret->err_len))
		return err_set(err, EINVAL, "\"out\" or \"err\" in the answer is no text");
	ret->status = (int)json_integer_value(status);
	return 0;
}

int dialog_read(struct dialog_answer *ret, const char *p, size_t n, const struct task *t, struct err *err) {
	json_error_t why;
	json_t *object = json_loadb(p, n, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &why);
	int rc;

	*ret = (struct dialog_answer){ .held = object };
	if (!object)
		return err_set(err, EINVAL, "the answer is no JSON: %s", why.text);
	rc = json_is_object(object) ? take_fields(ret, object, t, err) : err_set(err, EINVAL, "the answer is no JSON object");
	if (rc)
		dialog_release(ret);
	return rc;
}

void dialog_release(struct dialog_answer *a) {
	json_decref(a->held);
	a->held = NULL;
}
