# SPDX-License-Identifier: MIT
# The command line: what is accepted, what is refused and in which words. tests/unit/test_options.c has the details.
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

# refuses MESSAGE ARGUMENT...: status 255, nothing on stdout, MESSAGE behind the program's name on stderr.
refuses() {
	local message=$1

	shift
	run --separate-stderr "$PMAP" "$@" </dev/null
	[ "$status" -eq 255 ] || { echo "status $status, output $output $stderr"; return 1; }
	same "$output" ""
	same "$stderr" "$(basename "$PMAP"): $message"
}

bats_require_minimum_version 1.5.0

@test "an unknown option is refused with the nearest one" {
	refuses "unknown option '--joobs'; did you mean '--jobs'?" --joobs 3 echo
	refuses "unknown option '--keep-ordre'; did you mean '--keep-order'?" --keep-ordre echo
}

@test "an option that is like no other is refused without a guess" {
	refuses "unknown option '--wibble'; --help lists all options" --wibble echo
	refuses "unknown option '-Q'; --help lists all options" -Q echo
}

@test "an ambiguous abbreviation is refused with the candidates" {
	run "$PMAP" --resu echo
	[ "$status" -eq 255 ]
	[[ $output == *"option '--resu' is ambiguous: --re"*", --re"*", --re"* ]]
}

@test "a wrong value is refused with the option, the value and what was expected" {
	refuses "option '--jobs': '2x' is not N, N%, +N, -N, 0, auto or a readable file" --jobs 2x echo
	refuses "option '-j': 'many' is not N, N%, +N, -N, 0, auto or a readable file" -jmany echo
	refuses "option '--hint': 'gpu' is not cpu, io or auto" --hint=gpu echo
	refuses "option '--block': '1x' is not a size (512k, 1M, 2k*3; -N with --pipepart)" --pipe --block 1x cat
}

@test "a missing or superfluous value is refused" {
	refuses "option '--jobs' needs a value (N)" --jobs
	refuses "option '-j' needs a value (N)" -kj
	refuses "option '--tag' takes no value" --tag=x echo
}

@test "retired options are refused with the new name" {
	refuses "option '-g' is gone; use --group" -g echo
	refuses "option '-W' is gone; use --workdir" -W x echo
}

@test "options that cannot go together are refused" {
	refuses "--ungroup and --group exclude each other" -u --group echo
	refuses "--ungroup and --line-buffer exclude each other" -u --lb echo
	refuses "--pipe needs a command to pipe into, for example: cat" --pipe
	refuses "--pipepart needs a file: -a FILE or :::: FILE" --pipepart cat
	refuses "--resume needs --joblog FILE or --results NAME" --resume echo
	refuses "option '--block': a negative size needs --pipepart" --pipe --block -1 cat
}

@test "less than one slot is refused" {
	run --separate-stderr env PMAP_CPUS=1 "$PMAP" -j -1 echo ::: a
	[ "$status" -eq 255 ]
	same "$output" ""
	same "$stderr" "$(basename "$PMAP"): --jobs -1 leaves no slot to run anything in: 1 usable CPU"
}

@test "a mistake in \$PARALLEL says where it is" {
	export PARALLEL='--joobs 3'
	refuses "in \$PARALLEL: unknown option '--joobs'; did you mean '--jobs'?" echo
}

@test "--version is one line" {
	run "$PMAP" --version
	[ "$status" -eq 0 ]
	[[ $output =~ ^pmap\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}

@test "help goes to stdout, fits a terminal and names the program as it was called" {
	for option in -h --help --help=pool --help=examples --help=strings; do
		run --separate-stderr "$PMAP" "$option"
		[ "$status" -eq 0 ]
		same "$stderr" ""
		run awk 'length > 79' <<<"$output"
		[ "$status" -eq 0 ]
		same "$output" ""
	done
	ln -s "$PMAP" other
	run ./other -h
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == "Usage: other "* ]]
}

@test "every section of the help exists" {
	run "$PMAP" --help
	[ "$status" -eq 0 ]
	for section in examples strings input command pool output pipe failure figures other; do
		[[ $output == *"$section"* ]]
		run "$PMAP" --help="$section"
		[ "$status" -eq 0 ]
		[ "${#lines[@]}" -ge 3 ]
		run "$PMAP" --help
	done
	refuses "option '--help': 'wibble' is not an option or a section: examples strings input command pool output pipe failure semaphore hosts figures other" --help=wibble
}

@test "help explains an option by any of its names" {
	run "$PMAP" --help=dryrun
	[ "$status" -eq 0 ]
	[[ $output == *"--dry-run, --dr"* ]]
	for name in --dry-run dr DryRun; do
		same "$("$PMAP" --help="$name")" "$output"
	done
	run "$PMAP" --help=P
	[[ $output == *"-j, -P, --jobs, --max-procs=N"* ]]
	refuses "option '--help': 'wi-bble' is not an option or a section: examples strings input command pool output pipe failure semaphore hosts figures other" --help=wi-bble
}

@test "help that cannot be written is an error" {
	[ -c /dev/full ] || skip "no /dev/full"
	run bash -c '"$PMAP" --help >/dev/full'
	[ "$status" -eq 255 ]
	[[ $output == *"No space left on device" ]]
}

@test "--number-of-threads respects PMAP_CPUS" {
	run env PMAP_CPUS=1 "$PMAP" --number-of-threads
	[ "$status" -eq 0 ]
	same "$output" 1
}

@test "--citation prints nothing and reads nothing" {
	run within 100 "$PMAP" --citation < <(yes 'will cite')
	[ "$status" -eq 0 ]
	same "$output" ""
}

@test "notices are silenced by options that do nothing" {
	run "$PMAP" --will-cite --no-notice --nn --gnu echo ::: a
	[ "$status" -eq 0 ]
	same "$output" a
}

@test "short options are bundled, with attached values" {
	run "$PMAP" -kj2 -n1 echo ::: a b
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a\nb')"
	run bash -c 'printf "a\0b\0" | "$PMAP" -0k echo'
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a\nb')"
}

@test "long options may be shortened, and do without dashes and case" {
	run "$PMAP" --keep-o --max-pr=2 --maxargs 2 --DryRun echo ::: a b c
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'echo a b\necho c')"
}

@test "options end at the command and at --" {
	run "$PMAP" -k echo -n ::: a b
	[ "$status" -eq 0 ]
	same "$output" ab
	run "$PMAP" -k -- echo -k ::: a b
	[ "$status" -eq 0 ]
	same "$output" "$(printf -- '-k a\n-k b')"
}

@test "-a files come before the sources of the command line" {
	printf '1\n2\n' >f
	run "$PMAP" -k -a f echo ::: a b
	[ "$status" -eq 0 ]
	same "$output" "$(printf '1 a\n1 b\n2 a\n2 b')"
}

@test "--arg-sep and --arg-file-sep stand for ::: and ::::" {
	printf '1\n2\n' >f
	run "$PMAP" -k --arg-sep ,, --arg-file-sep ,,, echo ,, a b ,,,+ f ,, :::
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a 1 :::\nb 2 :::')"
}

@test "-i takes the next word as GNU parallel does, -I any" {
	run "$PMAP" -i X -k echo X ::: a b
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a\nb')"
	run "$PMAP" -I -k -k echo -k ::: a
	[ "$status" -eq 0 ]
	same "$output" a
}

@test "\$PARALLEL comes before the command line, its words before the command" {
	run env PARALLEL="-k --tagstring 'a b' echo" "$PMAP" --tagstring c pre ::: 1 2
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'c\tpre 1\nc\tpre 2')"
	run env PARALLEL="-k --tagstring a\\ b" "$PMAP" echo ::: 1 2
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'a b\t1\na b\t2')"
	run env PARALLEL="--tag" "$PMAP" --plain echo ::: 1
	[ "$status" -eq 0 ]
	same "$output" 1
}
