# SPDX-License-Identifier: MIT
# The three jobs pmap is for: shell pipelines, a batch of files, serial against parallel.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

# Small .bz2 files doc-001 to doc-$1, with their texts in texts/ (doc-N holds text (N - 1) mod 6).
make_texts() {
	command -v bzip2 >/dev/null || skip "no bzip2"
	TEXT_BYTES=50000 "$SRCDIR/scripts/texts" . "$1"
}

# What all of the files hold, one after the other.
all_texts() {
	local i

	for ((i = 0; i < $1; i++)); do cat "texts/$((i % 6))"; done
}

@test "a shell pipeline for each file prints what a loop prints" {
	for f in a b c d; do seq 1 3 100 | sed "s/[02468]\$/$f/" >"$f.txt"; done
	want=$(for f in *.txt; do sort "$f" | uniq -c | sort -rn | head -3; done)
	run bash -c 'ls *.txt | "$PMAP" -k "sort {} | uniq -c | sort -rn | head -3"'
	[ "$status" -eq 0 ]
	same "$output" "$want"
}

@test "a pipeline without {} gets the value at its end" {
	printf '%s\n' one two >words
	run "$PMAP" -k 'printf "%s\n"' x :::: words
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'x\none\nx\ntwo')"
}

@test "redirections and names with blanks work in a command of the shell" {
	echo hello >'a file.txt'
	run "$PMAP" 'tr a-z A-Z < {} > {.}.up' ::: 'a file.txt'
	[ "$status" -eq 0 ]
	[ "$(<'a file.up')" = HELLO ]
}

@test "commands can come from the input" {
	run bash -c 'printf "%s\n" "echo a | tr a b" "echo c >&2; exit 3" "echo d" | "$PMAP" -k 2>err'
	[ "$status" -eq 1 ]
	same "$output" "$(printf 'b\nd')"
	[ "$(<err)" = c ]
}

@test "@bunzip2 on threads unpacks a batch in order, byte for byte" {
	make_texts 30
	run bash -c '"$PMAP" -k --pool thread @bunzip2 ::: doc-*.bz2 >got'
	[ "$status" -eq 0 ]
	same "$output" ""
	all_texts 30 | cmp - got
}

@test "@bunzip2 chosen by a hint gives the same bytes" {
	make_texts 12
	for hint in cpu io; do
		run bash -c '"$PMAP" -k --hint "$1" @bunzip2 ::: doc-*.bz2 >got' - "$hint"
		[ "$status" -eq 0 ]
		all_texts 12 | cmp - got
	done
}

@test "bunzip2 processes unpack a batch to files" {
	make_texts 30
	run "$PMAP" 'bunzip2 -c {} > {.}' ::: doc-*.bz2
	[ "$status" -eq 0 ]
	same "$output" ""
	cat doc-??? >got
	all_texts 30 | cmp - got
}

@test "one damaged bz2 file fails alone, by name" {
	make_texts 6
	printf 'x' | dd of=doc-003.bz2 bs=1 seek=2000 conv=notrunc 2>/dev/null
	run bash -c '"$PMAP" -k --joblog log --pool thread @bunzip2 ::: doc-*.bz2 >got 2>err'
	[ "$status" -eq 1 ]
	grep -q doc-003.bz2 err
	[ "$(grep -c doc-004.bz2 err)" -eq 0 ]
	[ "$(awk 'NR > 1 && $7 != 0' log | wc -l)" -eq 1 ]
	# what comes after it is whole
	tail -c 150000 got | cmp - <(cat texts/3 texts/4 texts/5)
}

@test "--compare runs the work with each number of slots and prints speed-up, efficiency and serial fraction" {
	run bash -c 'seq 6 | "$PMAP" --compare=1,2 "sleep 0.05; echo {}"'
	[ "$status" -eq 0 ]
	[[ $output = *[Ss]peed-up* ]]
	[[ $output = *[Ee]ffici* ]]
	[[ $output = *[Ss]erial* ]]
	[[ $output = *Amdahl* ]]
	# sleeping does overlap, whatever the machine
	speedup=$(awk '$1 == 2 { for (i = 2; i <= NF; i++) if ($i ~ /^[0-9.]+x?$/ && $(i - 1) ~ /\]$/) { print $i + 0; exit } }' <<<"$output")
	awk -v s="$speedup" 'BEGIN { exit !(s > 1.3 && s < 2.5) }'
}

@test "--stats sums up a run on stderr and leaves stdout alone" {
	run bash -c 'seq 8 | "$PMAP" -k -j2 --stats "sleep 0.02; echo {}" 2>err'
	[ "$status" -eq 0 ]
	same "$output" "$(seq 8)"
	grep -q '8 tasks' err
	grep -q '2 slots' err
}

@test "--stats=FILE.yaml writes YAML and prints nothing" {
	run bash -c 'seq 8 | "$PMAP" -j2 --stats=s.yaml true {} 2>&1'
	[ "$status" -eq 0 ]
	same "$output" ""
	[ -s s.yaml ]
	[ "$(grep -c "$(printf '\t')" s.yaml)" -eq 0 ]
	command -v python3 >/dev/null && python3 -c 'import yaml' 2>/dev/null || return 0
	python3 -c 'import yaml; d = yaml.safe_load(open("s.yaml")); assert "8" in str(d), d'
}
