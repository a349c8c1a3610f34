# SPDX-License-Identifier: MIT
# What is quoted for a shell comes out of it as it went in, for all bytes and in every place.
# shellcheck disable=SC2016,SC1083 # expressions are for Perl, braces for pmap
load helpers/common

setup() { common_setup; }

# round_trip SHELL: random values, some with nothing but special characters, through a command line for it.
round_trip() {
	local shell print="/usr/bin/printf '%s\\0'"

	shell=$(command -v "$1") || skip "no $1"
	perl -e 'srand(7); my @s = split //, q{ "$&*()[]{}<>|;!#%^~=?,:@\\\`} . "\x27\n\t";
		for my $i (1 .. 300) { my $n = int rand 14;
			print join("", map { $i % 2 ? chr(1 + int rand 255) : $s[rand @s] } 1 .. $n), "\0" }' >values
	# The shell itself must read the line: a program alone would be started without it.
	PARALLEL_SHELL=$shell "$PMAP" -0 -k -N25 "$print {} ; true" <values >plain
	cmp values plain
	PARALLEL_SHELL=$shell "$PMAP" -0 -k -N25 "$print {= \$_ = \$_ =} ; true" <values >expression
	cmp values expression
	PARALLEL_SHELL=$shell "$PMAP" -0 -k -N25 "$print {= \$_ = Q(\$_); uq() =} ; true" <values >by_perl
	cmp values by_perl
	# -q: the value is a part of a word.
	PARALLEL_SHELL=$shell "$PMAP" -0 -k -q /usr/bin/printf '%s\0' 'a b{}c' <values | perl -0 -pe 's/^a b//; s/c\0\z/\0/' >part
	cmp values part
}

@test "sh reads every value as it was" {
	round_trip sh
}
@test "dash reads every value as it was" {
	round_trip dash
}
@test "bash reads every value as it was" {
	round_trip bash
}
@test "zsh reads every value as it was" {
	round_trip zsh
}
@test "tcsh reads every value as it was" {
	round_trip tcsh
}
@test "csh reads every value as it was" {
	round_trip csh
}
