/* SPDX-License-Identifier: MIT */
/* How the options of the table are stored: one small function for each kind of value. */
#pragma once

#include "cli/table.h"

opt_set set_flag;      /* bool at = true */
opt_set set_no_flag;   /* bool at = false */
opt_set set_string;    /* const char * at */
opt_set set_mode;      /* mode = value, mode_arg = the argument */
opt_set set_help;
opt_set set_show;      /* MODE_SHOW, mode_arg = the long name */
opt_set set_nothing;   /* accepted, no effect */
opt_set set_retired;   /* long gone from GNU parallel too: an error that names the new one (in help) */

/* set_input.c */
opt_set set_trim, set_eof, set_total;
opt_set set_input_file, set_null, set_delimiter, set_arg_sep, set_file_sep;
opt_set set_count, set_fill, set_chars, set_replace, set_lines;
opt_set set_jobs, set_choice_pool, set_delay, set_timeout, set_retries, set_halt, set_joblog, set_resume;
opt_set set_order, set_tagstring, set_progress, set_bytes;
opt_set set_ctag, set_shellquote, set_compress_program;
opt_set set_block, set_recstart, set_recend, set_block_timeout, set_key;
opt_set set_tmux, set_hosts, set_travel, set_transfer, set_trc, set_ssh_delay;
opt_set set_semaphore_flag, set_semaphore_string, set_semaphore_timeout;
opt_set set_stats, set_plain;
/* set_compare.c */
opt_set set_compare, set_runs, set_warmup, set_max_runs, set_max_time, set_minima, set_baseline, set_export;
/* set_order.c */
opt_set set_longest, set_cost, set_calibrate;
/* set_sql.c */
opt_set set_sql;
/* set_env.c */
opt_set set_profile, set_env, set_template, set_shell_completion, set_quote_for, set_shebang, set_embed;
/* set_trace.c */
opt_set set_trace;
/* set_hint.c */
opt_set set_choice_hint, set_max_jobs;
/* set_running.c */
opt_set set_unit, set_load, set_limit, set_nice, set_workdir, set_slot_var, set_minversion;

/* set_worker.c */
opt_set set_cpu_limit, set_worker_tasks, set_frame;

opt_set set_rpl, set_parens, set_filter, set_other_string;

/* Memory that lives until options_release. */
void *set_alloc(struct options *o, size_t n);

/* Append an input source. */
void set_add_input(struct parse *p, struct input in);
