# SPDX-License-Identifier: MIT
# A file includes its own room or lower floors (ARCHITECTURE.md).
load helpers/common

setup() { common_setup; }

# A tree with one file for each room, which includes $2 from $1.
plant() {
	local room

	mkdir -p planted/src planted/cmd
	cp "$SRCDIR/ARCHITECTURE.md" planted
	for room in base task cli input builtin output stats exec engine; do
		mkdir -p "planted/src/$room"
		printf '#include "base/err.h"\n' >"planted/src/$room/x.c"
	done
	printf '#include <stdio.h>\n#include "config.h"\n#include "engine/run.h"\n' >planted/cmd/main.c
	printf '#include "%s"\n' "$2" >>"planted/$1"
}

@test "no file includes an upper floor or a sibling room" {
	run "$HELPERS_SRC/floors" "$SRCDIR"
	same "$output" ""
	[ "$status" -eq 0 ]
}

@test "an include of a lower floor or of the own room is no finding" {
	plant src/exec/x.c output/sink.h
	printf '#include "exec/child.h"\n#include "child.h"\n' >>planted/src/exec/x.c
	run "$HELPERS_SRC/floors" planted
	same "$output" ""
	[ "$status" -eq 0 ]
}

@test "an include of an upper floor is found" {
	plant src/input/x.c engine/feed.h
	run "$HELPERS_SRC/floors" planted
	[ "$status" -ne 0 ]
	same "$output" "src/input/x.c:2: input (floor 3) includes engine/feed.h (floor 6)"
}

@test "an include of a sibling room is found" {
	plant src/input/x.c builtin/builtin.h
	run "$HELPERS_SRC/floors" planted
	[ "$status" -ne 0 ]
	same "$output" "src/input/x.c:2: input (floor 3) includes builtin/builtin.h (floor 3)"
}

@test "an include past the rooms is found" {
	plant src/exec/x.c ../engine/feed.h
	run "$HELPERS_SRC/floors" planted
	[ "$status" -ne 0 ]
	same "$output" "src/exec/x.c:2: ../engine/feed.h is in no room"
}

@test "a room without a floor is found" {
	plant src/exec/x.c base/err.h
	mkdir planted/src/attic
	printf '#include "base/err.h"\n' >planted/src/attic/x.c
	run "$HELPERS_SRC/floors" planted
	[ "$status" -ne 0 ]
	same "${lines[0]}" "src/attic/x.c: no floor for this room"
}
