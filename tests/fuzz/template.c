/* SPDX-License-Identifier: MIT */
/*
 * Any template compiles or says why not, and renders any task. Input: a byte of flags, a byte that says how many words are the
 * template's, then NUL-separated words: the template and the values.
 */
#include "fuzz.h"
#include "input/template.h"

enum { MAX_WORDS = 64 };

static void render(const struct template *t, char **values, size_t count, unsigned slot) {
	struct task *task = task_new();
	struct buf out = { 0 };

	if (!task)
		abort();
	task_reset(task, NULL);
	for (size_t i = 0; i < count; i++)
		if (task_add(task, values[i], strlen(values[i])))
			abort();
	task->records = 1;
	if (task_seal(task) || template_render(t, task, slot, &out))
		abort();
	(void)template_base_len(t);
	(void)template_record_len(t, task->argv, task->lens, task->argc);
	buf_release(&out);
	task_free(task, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
	char *words[MAX_WORDS];
	struct template_spec spec = { 0 };
	struct template *t = NULL;
	struct err err = { 0 };
	size_t n;

	if (size < 2)
		return 0;
	n = fuzz_words(data + 2, size - 2, words, MAX_WORDS);
	spec.use = data[0] & 1 ? TEMPLATE_TEXT : TEMPLATE_COMMAND;
	spec.quote = data[0] & 2;
	spec.repeat_context = data[0] & 4;
	spec.no_append = data[0] & 8;
	spec.replace = data[0] & 16 && n ? words[0] : NULL;
	spec.count = data[1] % 8 < n ? data[1] % 8 : n;
	spec.words = words;
	if (template_compile(&t, &spec, &err) == 0) {
		render(t, words + spec.count, n - spec.count, data[0]);
		template_free(t);
	} else if (!err.code) {
		abort(); /* a refusal without a reason */
	}
	fuzz_free(words, n);
	return 0;
}
