libpmap_a_SOURCES += \
	src/cli/options.h \
	src/cli/table.c src/cli/table.h src/cli/foreign.c \
	src/cli/rows/input.h src/cli/rows/command.h src/cli/rows/pool.h src/cli/rows/output.h \
	src/cli/rows/pipe.h src/cli/rows/failure.h src/cli/rows/figures.h src/cli/rows/other.h \
	src/cli/lookup.c \
	src/cli/set.c src/cli/set.h src/cli/set_template.c src/cli/set_input.c src/cli/set_hosts.c src/cli/hosts.c src/cli/hosts.h src/cli/rows/hosts.h src/cli/set_semaphore.c src/cli/set_sql.c src/cli/rows/semaphore.h src/cli/set_running.c src/cli/set_worker.c src/cli/set_hint.c src/cli/set_order.c src/cli/set_report.c src/cli/set_trace.c src/cli/set_compare.c src/cli/set_output.c src/cli/set_pipe.c src/cli/finish_pipe.c \
	src/cli/values.c src/cli/values.h \
	src/cli/split.c src/cli/split.h \
	src/cli/config.c src/cli/config.h src/cli/shebang.c src/cli/shebang.h src/cli/record.c src/cli/record.h src/cli/set_env.c \
	src/cli/rows/environment.h \
	src/cli/parse.c \
	src/cli/finish.c src/cli/finish.h \
	src/cli/resolve.c \
	src/cli/print.c src/cli/generate.h src/cli/help.c src/cli/man.c src/cli/complete.c src/cli/complete_eval.c
