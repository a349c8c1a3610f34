# SPDX-License-Identifier: MIT
# What is made from the option table: help, manual page, completions.
load helpers/common

setup() { common_setup; }

need() {
	command -v "$1" >/dev/null || skip "no $1"
}

# The page as `make regen` puts it together.
page() {
	"$PMAP" --generate man >options
	sed -e '/^@OPTIONS@$/{' -e 'r options' -e 'd' -e '}' "$SRCDIR/man/pmap.1.in"
}

# Fill in what bash would and complete the words given; the last one is being typed.
complete_bash() {
	need bash
	bash --norc -c '
		source "$1"
		shift
		COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1))
		compopt() { :; }
		_pmap
		printf "%s\n" "${COMPREPLY[@]}"' x "$SRCDIR/completions/pmap.bash" "$@"
}

@test "the committed manual page is what the option table makes" {
	run page
	[ "$status" -eq 0 ]
	same "$output" "$(cat "$SRCDIR/man/pmap.1")"
}

@test "the committed bash completion is what the option table makes" {
	run "$PMAP" --generate bash
	[ "$status" -eq 0 ]
	same "$output" "$(cat "$SRCDIR/completions/pmap.bash")"
}

@test "the committed zsh completion is what the option table makes" {
	run "$PMAP" --generate zsh
	[ "$status" -eq 0 ]
	same "$output" "$(cat "$SRCDIR/completions/_pmap")"
}

@test "the committed fish completion is what the option table makes" {
	run "$PMAP" --generate fish
	[ "$status" -eq 0 ]
	same "$output" "$(cat "$SRCDIR/completions/pmap.fish")"
}

@test "mandoc has no complaint about the manual page" {
	need mandoc
	run mandoc -T lint -W warning "$SRCDIR/man/pmap.1"
	same "$output" ""
	[ "$status" -eq 0 ]
}

@test "groff has no complaint about the manual page" {
	need groff
	run groff -ww -z -mandoc -Tutf8 "$SRCDIR/man/pmap.1"
	same "$output" ""
	[ "$status" -eq 0 ]
}

@test "the manual page names every long option of the help" {
	need mandoc
	mandoc "$SRCDIR/man/pmap.1" | sed 's/.\x08//g' >page
	run "$PMAP" --help
	[ "$status" -eq 0 ]
	for name in $(grep -o -- '--[a-z][a-z-]*' <<<"$output" | sort -u); do
		grep -q -e "$name" page || { echo "$name is not in the page"; return 1; }
	done
}

@test "the manual page has every spelling of an option that GNU parallel has" {
	need mandoc
	mandoc "$SRCDIR/man/pmap.1" | sed 's/.\x08//g' >page
	while read -r _ name; do
		case $name in
		debug | sql | ctrl-c | ctrlc | no-ctrl-c | no-ctrlc | noctrlc | tollef) continue ;; # gone, here or there
		linkinputsource | xapplyinputsource | shell_quote) continue ;; # in no manual
		esac
		grep -q -e "--$name\b" page || { echo "--$name is not in the page"; return 1; }
	done < <(grep '^name ' "$SRCDIR/tests/compat/abbreviations")
}

@test "every example of the manual page is accepted" {
	n=0
	while read -r line; do
		[[ $line = *"pmap "* ]] || continue
		words=${line##*pmap }
		words=${words%% >*}
		eval "set -- ${words%% < *}"
		run "$PMAP" --version "$@"
		[ "$status" -eq 0 ] || { echo "$line: $output"; return 1; }
		n=$((n + 1))
	done < <(sed -n '/^\.Bd -literal/,/^\.Ed/{/^\.[BE]d/d;s/\\-/-/g;s/\\e$/\\/;p}' "$SRCDIR/man/pmap.1" |
		sed -e :a -e '/\\$/N; s/\\\n//; ta')
	[ "$n" -ge 10 ]
}

@test "every example of the help is accepted" {
	run "$PMAP" --help=examples
	[ "$status" -eq 0 ]
	n=0
	while read -r line; do
		words=${line##*pmap }
		eval "set -- ${words%%  *}" </dev/null
		run "$PMAP" --version "$@"
		[ "$status" -eq 0 ] || { echo "$line: $output"; return 1; }
		n=$((n + 1))
	done < <(sed -n 's/ < big.*//; /pmap/p' <<<"$output")
	[ "$n" -ge 8 ]
}

@test "the bash completion is a valid script" {
	need bash
	run bash -n "$SRCDIR/completions/pmap.bash"
	same "$output" ""
	[ "$status" -eq 0 ]
}

@test "shellcheck has no complaint about the bash completion" {
	need shellcheck
	run shellcheck "$SRCDIR/completions/pmap.bash"
	same "$output" ""
	[ "$status" -eq 0 ]
}

@test "the zsh completion is a valid script" {
	need zsh
	run zsh -n "$SRCDIR/completions/_pmap"
	same "$output" ""
	[ "$status" -eq 0 ]
}

@test "the fish completion is a valid script" {
	need fish
	run fish -n "$SRCDIR/completions/pmap.fish"
	same "$output" ""
	[ "$status" -eq 0 ]
}

@test "bash completes the names of options" {
	run complete_bash pmap --keep
	[ "$status" -eq 0 ]
	same "$output" --keep-order
	run complete_bash pmap -j 4 --dry
	[ "$status" -eq 0 ]
	same "$output" --dry-run
}

@test "bash completes the values of options, as the next word or attached" {
	run complete_bash pmap --hint ''
	[ "$status" -eq 0 ]
	same "$output" "$(printf 'cpu\nio\nauto')"
	run complete_bash pmap --pool = th
	[ "$status" -eq 0 ]
	same "$output" thread
	run complete_bash pmap --help = fi
	[ "$status" -eq 0 ]
	same "$output" figures
}

@test "bash completes commands behind the options" {
	run complete_bash pmap -k --jobs = 3 -n 1 basenam
	[ "$status" -eq 0 ]
	[[ $'\n'$output$'\n' == *$'\n'basename$'\n'* ]]
}

@test "bash completes files behind :::" {
	touch some-file
	run complete_bash pmap -k cat ::: some
	[ "$status" -eq 0 ]
	same "$output" some-file
}

@test "fish completes options, values and the command's arguments" {
	need fish
	touch some-file
	run fish --no-config -c 'source $argv[1]; complete -C "pmap --keep"' "$SRCDIR/completions/pmap.fish"
	[ "$status" -eq 0 ]
	[[ $output == *--keep-order* ]]
	run fish --no-config -c 'source $argv[1]; complete -C "pmap -k --hint "' "$SRCDIR/completions/pmap.fish"
	[ "$status" -eq 0 ]
	same "$(cut -f 1 <<<"$output")" "$(printf 'auto\ncpu\nio')"
	run fish --no-config -c 'source $argv[1]; complete -C "pmap -j 4 cat ::: some"' "$SRCDIR/completions/pmap.fish"
	[ "$status" -eq 0 ]
	[[ $output == *some-file* ]]
	[[ $output != *--jobs* ]]
}

@test "zsh completes options" {
	need zsh
	cat >complete.zsh <<-'EOF'
		zmodload zsh/zpty || exit 77
		zpty z zsh -f -i
		zpty -w z 'PS1=; fpath=($SRCDIR/completions $fpath); autoload -Uz compinit; compinit -u -D; bindkey "^I" complete-word; print rea\dy'
		zpty -r z line '*ready*' || exit
		zpty -w -n z $'pmap --keep-or\t'
		zpty -r z line '*--keep-order*'
	EOF
	TERM=dumb run within 100 zsh -f complete.zsh
	[ "$status" -ne 77 ] || skip "no zsh/zpty"
	[ "$status" -eq 0 ]
}

@test "a name given at configure time is in the installed completions" {
	[ -f "$BUILDDIR/Makefile" ] || skip "no build tree"
	run make -s -C "$BUILDDIR" install-data-local DESTDIR="$PWD/root" transform='s/^pmap$$/parmap/' prefix=/usr
	[ "$status" -eq 0 ]
	run find root -type f
	[ "$status" -eq 0 ]
	[[ $output == */parmap* && $output == */_parmap* && $output == */parmap.fish* ]]
	run grep -r -e '^complete -F _pmap parmap$' -e '^#compdef parmap$' -e '^complete -c parmap .*keep-order' root
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -ge 3 ]
	run make -s -C "$BUILDDIR" uninstall-local DESTDIR="$PWD/root" transform='s/^pmap$$/parmap/' prefix=/usr
	[ "$status" -eq 0 ]
	run find root -type f
	same "$output" ""
	[ "$status" -eq 0 ]
}
