# SPDX-License-Identifier: MIT
# Called by another name, and the links that an installation may have.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

@test "called as parallel, messages carry that name" {
	ln -s "$PMAP" parallel
	run ./parallel --no-such-option
	[ "$status" -eq 255 ]
	[[ $output = "parallel: "* ]]
	run ./parallel --timeout 0.1 sleep ::: 100
	[ "$status" -eq 1 ]
	[[ $output = "parallel: "* ]]
	run ./parallel -k echo ::: a b
	[ "$status" -eq 0 ]
	same "$output" $'a\nb'
}

@test "a built-in function says the name, too, on a thread and in a process" {
	ln -s "$PMAP" parallel
	for pool in thread process; do
		run ./parallel --pool "$pool" @bunzip2 ::: no-such-file
		[ "$status" -eq 1 ]
		[[ $output != *pmap* ]]
		[[ $output != *exe:* ]]
	done
}

@test "make install makes the links only when it was configured to, make uninstall removes them" {
	[ -f "$BUILDDIR/Makefile" ] || skip "no build tree"
	make=(make -s -C "$BUILDDIR" DESTDIR="$PWD/dest" prefix=/usr bindir=/usr/bin)
	run "${make[@]}" install-links LINKS="parallel sem"
	[ "$status" -eq 0 ]
	[ "$(readlink dest/usr/bin/parallel)" = pmap ]
	[ "$(readlink dest/usr/bin/sem)" = pmap ]
	run "${make[@]}" uninstall-links LINKS="parallel sem"
	[ "$status" -eq 0 ]
	same "$(ls -A dest/usr/bin)" ""
	: >dest/usr/bin/parallel
	run "${make[@]}" install-links LINKS="parallel sem"
	[ "$status" -ne 0 ]
	[[ $output = *"usr/bin/parallel is another program: it is left alone"* ]]
	[ ! -L dest/usr/bin/parallel ]
	rm dest/usr/bin/parallel
	run "${make[@]}" install-links LINKS=
	[ "$status" -eq 0 ]
	same "$(ls -A dest/usr/bin)" ""
}
