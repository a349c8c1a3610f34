# SPDX-License-Identifier: MIT
# Tables of jobs: --sqlmaster, --sqlworker, --sqlandworker. What is as in GNU parallel is in compat_sql.bats.
load helpers/common
bats_require_minimum_version 1.5.0

setup() {
	common_setup
	command -v sqlite3 >/dev/null || skip "no sqlite3"
	U=sqlite3:///db/t
	export U
}
teardown() { no_leftovers; }

# What the database says to $1.
ask() { sqlite3 db "$1"; }
refuses() {
	local want=$1

	shift
	run --separate-stderr "$PMAP" "$@"
	[ "$status" -eq 255 ]
	same "$stderr" "pmap: $want"
	same "$output" ""
	[ ! -e ran ]
}

@test "--sqlandworker runs what it puts into the table, and its status is about the tasks" {
	run --separate-stderr "$PMAP" -k -j2 --sqlandworker "$U" 'echo {} {#}; echo e >&2; exit {}' ::: 1 0 3
	[ "$status" -eq 2 ]
	same "$output" $'1 1\n0 2\n3 3'
	same "$(ask "select Seq, Exitval, V1, replace(Stdout, char(10), '.'), replace(Stderr, char(10), '.') from t order by Seq")" \
		$'1|1|1|1 1.|e.\n2|0|0|0 2.|e.\n3|3|3|3 3.|e.'
	same "$(ask 'select count(*) from t where Starttime > 1e9 and JobRuntime >= 0')" 3
}

@test "master and worker with one address are --sqlandworker" {
	run "$PMAP" --sqlmaster "$U" --sqlworker "$U" echo ::: a
	[ "$status" -eq 0 ]
	same "$output" a
	refuses "option '--sql-worker': there can only be one table of jobs" --sqlmaster "$U" --sqlworker "${U}2" touch ran :::
}

@test "the master runs nothing and ends without waiting" {
	run "$PMAP" --sqlmaster "$U" touch ::: ran
	[ "$status" -eq 0 ]
	same "$output" ""
	[ ! -e ran ]
	same "$(ask 'select Seq, Exitval from t')" '1|-1000'
}

@test "the master with --wait ends when all tasks have" {
	bg "$PMAP" --sqlmaster "$U" --wait 'meet wait go; echo {}' ::: a b
	master=$BG
	until [ -e db ] && [ "$(ask 'select count(*) from t' 2>/dev/null)" = 2 ]; do read -r -t 0.05 <> <(:) || true; done
	bg "$PMAP" -j2 --sqlworker "$U"
	worker=$BG
	kill -0 "$master"
	meet say go
	wait_bg "$master"
	[ "$status" -eq 0 ]
	same "$(ask 'select Exitval from t')" $'0\n0'
	wait_bg "$worker"
	[ "$status" -eq 0 ]
}

@test "several workers run each task once" {
	"$PMAP" --sqlmaster "$U" 'echo {} >>ran' ::: $(seq 60)
	pids=
	for _ in 1 2 3 4; do
		bg "$PMAP" -j2 --sqlworker "$U"
		pids+=" $BG"
	done
	for pid in $pids; do
		wait_bg "$pid"
		[ "$status" -eq 0 ]
	done
	same "$(sort -n ran)" "$(seq 60)"
	same "$(ask 'select count(*) from t where Exitval = 0')" 60
}

@test "the task of a worker that was killed runs again" {
	"$PMAP" --sqlmaster "$U" 'echo {} >>ran; [ -e again ] || { meet say up; exec sleep 1000; }' ::: a
	bg "$PMAP" --sqlworker "$U"
	meet wait up
	same "$(ask 'select Exitval from t')" -1220
	kill -KILL "$BG"
	wait_bg
	touch again
	run "$PMAP" --sqlworker "$U"
	[ "$status" -eq 0 ]
	same "$(<ran)" $'a\na'
	same "$(ask 'select Exitval from t')" 0
}

@test "another worker sees before its end that one was killed" {
	"$PMAP" --sqlmaster "$U" 'echo {} >>ran; [ -e again ] || { meet say up; exec sleep 1000; }' ::: a
	bg "$PMAP" --sqlworker "$U"
	first=$BG
	meet wait up
	"$PMAP" --sqlmaster "+$U" 'meet say second; meet wait go; echo {} >>ran' ::: b
	bg "$PMAP" -j1 --sqlworker "$U"
	meet wait second
	kill -KILL "$first"
	wait_bg "$first"
	touch again
	meet say go
	wait_bg "$BG"
	[ "$status" -eq 0 ]
	same "$(<ran)" $'a\nb\na'
}

@test "what a stopped worker has taken waits again" {
	"$PMAP" --sqlmaster "$U" ': {}; meet say up; exec sleep 1000' ::: a b
	bg "$PMAP" -j1 --sqlworker "$U"
	meet wait up
	kill -TERM "$BG"
	wait_bg
	[ "$status" -eq 143 ]
	same "$(ask "select Exitval, quote(Stdout), quote(Host), quote(Starttime) from t")" $'-1000|NULL|NULL|NULL\n-1000|NULL|NULL|NULL'
}

@test "--halt leaves what did not run or was ended waiting" {
	run "$PMAP" -j1 --halt now,fail=1 --sqlandworker "$U" 'exit {}' ::: 0 1 2
	[ "$status" -eq 1 ]
	same "$(ask 'select Exitval from t order by Seq')" $'0\n1\n-1000'
}

@test "tasks of another boot of this machine wait again, those of other machines are left alone" {
	"$PMAP" --sqlmaster "$U" echo ::: a b c
	ask "update t set Exitval = -1220, Host = '$(uname -n)', Stdout = 'Reserved-pmap/00000000-0000-0000-0000-000000000000/1/1/1/1' where V1 = 'a';
		update t set Exitval = -1220, Host = 'elsewhere', Stdout = 'Reserved-pmap/00000000-0000-0000-0000-000000000000/1/1/1/2' where V1 = 'b'"
	run "$PMAP" -j1 --sqlworker "$U"
	[ "$status" -eq 0 ]
	same "$output" $'a\nc'
	same "$(ask 'select Exitval from t order by Seq')" $'0\n-1220\n0'
}

@test "a result is not written into a table that was made anew" {
	"$PMAP" --sqlmaster "$U" 'meet say up; meet wait go; echo {}' ::: a
	bg "$PMAP" -j1 --sqlworker "$U" 2>err
	meet wait up
	"$PMAP" --sqlmaster "$U" true ::: b
	meet say go
	wait_bg
	[ "$status" -eq 0 ]
	same "$(<err)" "pmap: warning: the result of job 1 is not kept: table 't' was made anew or changed in the meantime"
	same "$(ask 'select V1, Exitval, Command from t')" 'b|0|true b'
}

@test "tasks run before the input is at its end" {
	mkfifo in
	bg_from in "$PMAP" -j1 --sqlandworker "$U" 'meet say {}'
	exec 5>in
	echo one >&5
	meet wait one
	echo two >&5
	meet wait two
	exec 5>&-
	wait_bg
	[ "$status" -eq 0 ]
	same "$(ask 'select V1, Exitval from t order by Seq')" $'one|0\ntwo|0'
}

@test "tasks may have different numbers of values" {
	run "$PMAP" -k --colsep , --sqlandworker "$U" echo '{1}-{3}' ::: a b,c d,e,f
	[ "$status" -eq 0 ]
	same "$output" $'a-\nb-\nd-f'
	same "$(ask "select V1, quote(V2), quote(V3) from t order by Seq")" $'a|NULL|NULL\nb|\'c\'|NULL\nd|\'e\'|\'f\''
}

@test "no task at all makes an empty table" {
	run "$PMAP" --sqlandworker "$U" echo </dev/null
	[ "$status" -eq 0 ]
	same "$(ask 'select count(*) from t')" 0
	run "$PMAP" --sqlworker "$U"
	[ "$status" -eq 0 ]
	same "$output" ""
}

@test "data is never code: not in values, commands or output" {
	run "$PMAP" --sqlandworker "$U" echo ::: "'); drop table t; --" '";x' '?1'
	[ "$status" -eq 0 ]
	same "$(ask 'select count(*) from t where Exitval = 0')" 3
}

@test "bytes that mark replacement strings in a table may be in the command" {
	run "$PMAP" --sqlandworker "$U" echo $'na\303\257ve \303\257 "\257<\257> \257>"' {} ::: $'\303\257 x'
	[ "$status" -eq 0 ]
	same "$output" $'na\303\257ve \303\257 \257<\257> \257> \303\257 x'
	run "$PMAP" -q --sqlandworker "$U" echo $'na\303\257ve  \303\257 ' {} ::: b
	[ "$status" -eq 0 ]
	same "$output" $'na\303\257ve  \303\257  b'
	refuses "an expression with the byte 0xAF in front of a blank, '<' or '>' cannot be put into a table of jobs" \
		--sqlmaster "$U" touch ran $'{= $_ .= "\303\257 " =}' ::: a
}

@test "{##} is the number of tasks in the table" {
	"$PMAP" --plus --sqlmaster "$U" echo '{#}/{##}' ::: a b c
	run "$PMAP" --plus -k -j2 --sqlworker "$U"
	[ "$status" -eq 0 ]
	same "$output" $'1/3\n2/3\n3/3'
}

@test "a private directory has the task's number in the table, not that of the run" {
	"$PMAP" --sqlmaster "$U" ::: 'basename "$PWD"' 'basename "$PWD"'
	ask "update t set Exitval = 0 where Seq = 1"
	run "$PMAP" --wd ... --sqlworker "$U"
	[ "$status" -eq 0 ]
	[[ $output = *-*-2 ]]
}

@test "GNU parallel works on a table of ours" {
	[ "$(parallel --version 2>/dev/null | head -n 1)" = "GNU parallel 20221122" ] || skip "no GNU parallel 20221122"
	perl -MDBD::SQLite -e 1 2>/dev/null || skip "no DBD::SQLite"
	mkdir -p .parallel && touch .parallel/will-cite
	"$PMAP" --sqlmaster "$U" echo $'na\303\257ve' '{.} {2/} {#} {= s/x/z/ =}' ::: x.y ::: a/b
	run --separate-stderr parallel -j1 --sqlworker "$U" echo </dev/null
	[ "$status" -eq 0 ]
	same "$output" $'na\303\257ve '"$(parallel echo '{.} {2/} {#} {= s/x/z/ =}' ::: x.y ::: a/b </dev/null)"
	parallel --sqlmaster "$U" echo '{.} {2/} {#} {= s/x/z/ =}' ::: x.y ::: a/b </dev/null
	want=$(parallel echo '{.} {2/} {#} {= s/x/z/ =}' ::: x.y ::: a/b </dev/null)
	run "$PMAP" --sqlworker "$U"
	[ "$status" -eq 0 ]
	same "$output" "$want"
}

@test "--dry-run leaves the table alone" {
	run "$PMAP" --dry-run --sqlandworker "$U" touch ::: ran
	[ "$status" -eq 0 ]
	same "$output" 'touch ran'
	[ ! -e db ]
	[ ! -e ran ]
	refuses '--sqlworker cannot be used with --dry-run: the commands are in the table' --dry-run --sqlworker "$U"
}

@test "a bad address is refused with the right form" {
	form='sqlite3:///FILE/TABLE, where a slash in FILE is written %2F'
	refuses "'nonsense' is not the address of a table: $form" --sqlmaster nonsense touch ::: ran
	refuses "a table of 'mysql' is not supported; only those of SQLite are: $form" --sqlmaster mysql://u:secret@h/d/t touch ::: ran
	refuses "a table of 'csv' is not supported; only those of SQLite are: $form" --sqlandworker csv:///d/t touch ::: ran
	refuses "the address of the table names a host, and SQLite has none: $form" --sqlmaster sqlite3://h/d/t touch ::: ran
	refuses "'db' does not name a file and a table: $form" --sqlmaster sqlite3:///db touch ::: ran
	refuses "'/tmp/x/t': a slash in the name of the file is written %2F" --sqlmaster sqlite3:////tmp/x/t touch ::: ran
	refuses "there is a NUL (%00) in the address of the table" --sqlmaster sqlite3:///a%00b/t touch ::: ran
	refuses "'a-b' cannot be the name of a table: letters, digits and _ make one, with no digit in front" --sqlmaster sqlite3:///db/a-b touch ::: ran
	refuses "'t;' cannot be the name of a table: letters, digits and _ make one, with no digit in front" --sqlmaster 'sqlite3:///db/t;' touch ::: ran
	refuses "':none' is neither in ~/.sql/aliases nor in /etc/sql/aliases" --sqlmaster :none/t touch ::: ran
	refuses "'?x=1': behind a ? there can only be timeout=SECONDS" --sqlmaster "$U?x=1" touch ::: ran
	mkdir .sql
	echo ':a :a' >.sql/aliases
	refuses "':a' is an alias of itself in ~/.sql/aliases" --sqlmaster :a touch ::: ran
}

@test "a file that is no database, a place that is none and a missing table are refused" {
	echo 'this is not a database, but it is long enough to have been one' >file
	refuses "'file' is not an SQLite database" --sqlmaster sqlite3:///file/t touch ::: ran
	refuses "cannot open the database 'no/db': No such file or directory" --sqlmaster sqlite3:///no%2Fdb/t touch ::: ran
	mkdir dir
	refuses "cannot open the database 'dir': Is a directory" --sqlmaster sqlite3:///dir/t touch ::: ran
	refuses "cannot open the database 'db': No such file or directory" --sqlworker "$U"
	ask 'create table x (a)'
	refuses "there is no table 't' in the database 'db'; --sqlmaster makes one (without a + in front of its address)" --sqlworker "$U"
	refuses "there is no table 't' in the database 'db'; --sqlmaster makes one (without a + in front of its address)" --sqlmaster "+$U" touch ::: ran
}

@test "a file that cannot be written is refused" {
	[ "$(id -u)" -ne 0 ] || skip "root may write everything"
	"$PMAP" --sqlmaster "$U" echo ::: a
	chmod 400 db
	refuses "the database 'db' cannot be written: permission denied" --sqlworker "$U"
}

@test "a table that is not one of jobs is neither dropped nor used" {
	ask "create table t (name); insert into t values ('precious'); create view v as select 1"
	refuses "'t' in the database 'db' is not a table of jobs: it has no column Seq" --sqlmaster "$U" touch ::: ran
	refuses "'t' in the database 'db' is not a table of jobs: it has no column Seq" --sqlworker "$U"
	refuses "'v' in the database 'db' is a view, not a table" --sqlmaster sqlite3:///db/v touch ::: ran
	same "$(ask 'select * from t')" precious
}

@test "a database that somebody holds is waited for as long as the address says" {
	ask 'create table x (a)'
	mkfifo hold
	sqlite3 db <hold >held 3>&- &
	holder=$!
	exec 5>hold
	printf '%s\n' 'begin exclusive;' '.print held' '.output' >&5
	until [ -s held ]; do read -r -t 0.05 <> <(:) || true; done
	run --separate-stderr "$PMAP" --sqlmaster "$U?timeout=0.1" touch ::: ran 5>&-
	exec 5>&-
	wait "$holder"
	[ "$status" -eq 255 ]
	same "$stderr" "pmap: the database 'db' is locked by another program: waited 0.1 seconds (?timeout=SECONDS behind the table's name)"
	[ ! -e ran ]
}

@test "without its library a table is refused, and nothing else is" {
	mkdir lib
	echo nothing >lib/libsqlite3.so.0
	LD_LIBRARY_PATH=$PWD/lib run "$PMAP" echo ::: a
	[ "$status" -eq 0 ]
	same "$output" a
	LD_LIBRARY_PATH=$PWD/lib run "$PMAP" --sqlmaster "$U" touch ::: ran
	[ "$status" -eq 255 ]
	[[ $output = "pmap: tables of jobs need SQLite's library, which cannot be loaded ("*"); on Debian and Ubuntu: apt-get install libsqlite3-0" ]]
	[ ! -e ran ]
}

@test "what does not go with a table is refused by name" {
	refuses '--sqlmaster keeps values in its table, not blocks of input: --pipe and --pipepart are not for it' --sqlmaster "$U" --pipe cat
	refuses '--sqlmaster needs to know how many values a job has: use -N instead of -X, -m and --xargs' --sqlmaster "$U" -X touch ::: ran
	refuses '--sqlandworker cannot be used with --resume and --retry-failed: its table says which jobs are done' \
		--sqlandworker "$U" --joblog log --resume touch ::: ran
	refuses "--sqlandworker runs commands, not functions inside pmap ('@bunzip2')" --sqlandworker "$U" @bunzip2 ::: ran
	[ ! -e db ]
}
