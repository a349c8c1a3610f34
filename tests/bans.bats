# SPDX-License-Identifier: MIT
# What the sources do without, and why: CONTRIBUTING.md.
load helpers/common

setup() { common_setup; }

# The files of the source tree, without what git or a build put there. $1 = a grep option list, the rest: its pattern.
grep_tree() {
	(cd "$SRCDIR" && grep -rIn --exclude-dir=.git --exclude-dir=autom4te.cache --exclude-dir=build-aux --exclude-dir='build*' \
		--exclude='configure*' --exclude='Makefile*' --exclude=aclocal.m4 --exclude='config.*' --exclude='*.log' --exclude='*.trs' \
		--exclude-dir=.deps "$@" .)
}

@test "src and cmd call nothing that is banned" {
	command -v perl >/dev/null || skip "no perl"
	run find "$SRCDIR/src" "$SRCDIR/cmd" -name '*.[ch]'
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -gt 0 ]
	run "$HELPERS_SRC/bans" "${lines[@]}"
	same "$output" ""
	[ "$status" -eq 0 ]
}

@test "a banned call is found, in code only" {
	command -v perl >/dev/null || skip "no perl"
	cat >x.c <<-'EOF'
		/* fork( in a comment, sleep(1) too */
		int x = strlen("system(1)") + '"' + my_fork() + o->signal(2); // popen(
		int y = sprintf (buf, "%d", 1);
		int z = waitpid(-1, NULL, 0);
	EOF
	run "$HELPERS_SRC/bans" x.c
	[ "$status" -ne 0 ]
	[ "${#lines[@]}" -eq 2 ]
	[[ ${lines[0]} = "x.c:3: sprintf(): "* ]]
	[[ ${lines[1]} = "x.c:4: a wait for any child"* ]]
}

@test "every source file says its licence in the first line" {
	run bash -c 'cd "$SRCDIR" && find src cmd tests -name "*.[ch]" | while read -r f; do
		head -n 1 "$f" | grep -q "^/\* SPDX-License-Identifier: MIT \*/$" || echo "$f"; done'
	same "$output" ""
	[ "$status" -eq 0 ]
}

@test "every source file and every test is known to the build" {
	run bash -c 'cd "$SRCDIR" && find src cmd tests \( -name "*.[ch]" -o -name "*.bats" \) | LC_ALL=C sort | while read -r f; do
		grep -rqwF --include=local.mk -e "$f" src cmd tests || echo "$f is in no local.mk"; done'
	same "$output" ""
	[ "$status" -eq 0 ]
}

@test "no file carries a path of the machine it was written on" {
	above=$(dirname "$SRCDIR")/
	case $above in / | /tmp/ | /home/ | /usr/src/ | /root/) skip "the source tree is in a place with a common name" ;; esac
	run grep_tree -F -e "$above"
	same "$output" ""
	[ "$status" -eq 1 ]
}

@test "no file carries a mark of unfinished work" {
	run grep_tree -w -e "TO""DO" -e "FIX""ME" -e "X""XX" --exclude-dir=.library
	same "$output" ""
	[ "$status" -eq 1 ]
}

@test "the library keeps no variables of its own" {
	command -v objdump >/dev/null || skip "no objdump"
	[ -f "$BUILDDIR/libpmap.a" ] || skip "no build tree"
	run "$HELPERS_SRC/statics" "$BUILDDIR/libpmap.a"
	same "$output" ""
	[ "$status" -eq 0 ]
}

@test "a variable in a library is found, a constant is none" {
	command -v objdump >/dev/null || skip "no objdump"
	cat >x.c <<-'EOF'
		int set_one = 1, unset;
		static const char *words[] = {"a"};
		const char *const constants[] = {"b"};
		static __thread int own;
		int f(int i) { static int calls; words[0] = constants[i]; return calls++ + own++; }
		const char *g(int i) { return words[i]; }
	EOF
	"${CC:-cc}" -O1 -fPIE -c x.c -o x.o && ar cr x.a x.o || skip "no compiler"
	run "$HELPERS_SRC/statics" x.a
	[ "$status" -eq 1 ]
	same "$(printf '%s\n' "${lines[@]}" | sed 's/calls.*/calls/' | LC_ALL=C sort | tr '\n' ' ')" \
		"x.o: calls x.o: own x.o: set_one x.o: unset x.o: words "
}
