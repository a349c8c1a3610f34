# SPDX-License-Identifier: MIT
# The examples of the installed parallel_tutorial(7) print the same lines with pmap under the name parallel.
load helpers/common
load helpers/compat

setup() { common_setup; }

# run_examples PROGRAM DIRECTORY: each example in turn, in one directory of its own; what it printed is in DIRECTORY/NNN.out.
run_examples() {
	local here=$2 f

	mkdir -p "$here/bin" "$here/files" "$here/home/.parallel" "$here/tmp"
	: >"$here/home/.parallel/will-cite"
	ln -s "$1" "$here/bin/parallel"
	ln -s "$1" "$here/bin/sem"
	cd "$here/files" || return 1
	export HOME=$here/home TMPDIR=$here/tmp PATH=$here/bin:$PATH SHELL=/bin/bash
	unset PARALLEL_HOME
	bash ../../examples/setup.sh </dev/null || true
	for f in ../../examples/[0-9]*.sh; do
		{
			# parset is a shell function that has to be read first.
			[ -f "$3" ] && echo ". '$3'" || true
			sed "s,/tmp/,$here/tmp/,g" "$f"
		} >../example.sh
		name=${f##*/}
		status=0
		timeout -k 2 60 bash ../example.sh </dev/null >../out 2>../err || status=$?
		# Times and process ids are those of this run.
		{
			sed -E -e 's/[0-9]+\.[0-9]{3}/TIME/g' -e "s,$here,HERE,g" -e 's/ +TIME/ TIME/g' ../out | LC_ALL=C sort
			echo "status $status"
		} >"../${name%.sh}.out"
	done
}

@test "the examples of the tutorial print the same lines" {
	need_parallel
	command -v python3 >/dev/null || skip "no python3"
	page=/usr/share/man/man7/parallel_tutorial.7.gz
	[ -f "$page" ] || skip "the page is not installed"
	mkdir examples theirs ours
	"$COMPAT_DIR/tutorial" "$page" examples
	[ "$(ls examples | wc -l)" -ge 90 ]
	export BATS_TEST_TIMEOUT=300
	(run_examples "$(command -v parallel)" "$PWD/theirs" "$(command -v env_parallel.bash)") 3>&- &
	(run_examples "$PMAP" "$PWD/ours" "$SRCDIR/src/shell/pmap.bash") 3>&- || true
	wait $! || true
	bad=0
	for f in theirs/*.out; do
		name=${f#theirs/}
		diff -q "$f" "ours/$name" >/dev/null && continue
		bad=$((bad + 1))
		cat "examples/${name%.out}.sh"
		diff "$f" "ours/$name" || true
	done >&2
	[ "$bad" -eq 0 ]
}
