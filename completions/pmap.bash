# Made from pmap's table of options by "pmap --generate bash"; changes here are lost.
# shellcheck shell=bash

_pmap_reply() {
	mapfile -t COMPREPLY < <(compgen "$@" -- "$cur")
}

_pmap() {
	local cur=${COMP_WORDS[COMP_CWORD]} at=1 attached=no opt

	COMPREPLY=()
	# Options end at the first word that is none. The = in --name=value is a word of its own.
	while ((at < COMP_CWORD)); do
		case ${COMP_WORDS[at]} in
		--)
			((at++))
			break
			;;
		=) ((at++)) ;;
		-a | --arg-file | -d | --delimiter | -C | --colsep | --header | --arg-sep | --arg-file-sep | -n | --max-args | -N | --max-replace-args | -L | -s | --max-chars | -I | -j | -P | --jobs | --max-procs | --hint | --pool | --delay | --tag-string | --buffer | --spill | --tmpdir | --tempdir | --block | --block-size | --recend | --recstart | --halt | --halt-on-error | --retries | --timeout | --termseq | --joblog | --jl | --runs | --generate)
			[[ ${COMP_WORDS[at + 1]} == '=' ]] || ((at++))
			;;
		-?*) ;;
		*) break ;;
		esac
		((at++))
	done
	if ((at < COMP_CWORD)); then
		local i
		for ((i = at; i < COMP_CWORD; i++)); do
			if [[ ${COMP_WORDS[i]} == ::* ]]; then
				_pmap_reply -f
				compopt -o filenames
				return
			fi
		done
		if declare -F _command_offset >/dev/null; then
			_command_offset "$at"
		else
			_pmap_reply -f
			compopt -o filenames
		fi
		return
	fi

	opt=${COMP_WORDS[COMP_CWORD - 1]}
	if [[ $cur == '=' ]]; then
		cur=
		attached=yes
	elif [[ $opt == '=' ]]; then
		opt=${COMP_WORDS[COMP_CWORD - 2]}
		attached=yes
	fi
	case $opt in
		-a | --arg-file)
			_pmap_reply -f
			compopt -o filenames
			return
			;;
		-j | -P | --jobs | --max-procs)
			_pmap_reply -f -W '1 2 4 8 16 50% 100% 200% +1 -1 0'
			return
			;;
		--hint)
			_pmap_reply -W 'cpu io'
			return
			;;
		--pool)
			_pmap_reply -W 'thread process'
			return
			;;
		--tmpdir | --tempdir)
			_pmap_reply -d
			compopt -o filenames
			return
			;;
		--halt | --halt-on-error)
			_pmap_reply -W 'never now,fail=1 soon,fail=1 now,success=1 soon,success=1 now,done=1 soon,fail=10%'
			return
			;;
		--joblog | --jl)
			_pmap_reply -f
			compopt -o filenames
			return
			;;
		--generate)
			_pmap_reply -W 'bash zsh fish man help'
			return
			;;
		-d | --delimiter | -C | --colsep | --header | --arg-sep | --arg-file-sep | -n | --max-args | -N | --max-replace-args | -L | -s | --max-chars | -I | --delay | --tag-string | --buffer | --spill | --block | --block-size | --recend | --recstart | --retries | --timeout | --termseq | --runs)
			return
			;;
	esac
	if [[ $attached == yes ]]; then
		case $opt in
		--stats)
			_pmap_reply -f
			compopt -o filenames
			return
			;;
		-h | --help)
			_pmap_reply -W 'examples strings input command pool output pipe failure figures other'
			return
			;;
		-l | --max-lines | -i | --replace | --compare)
			return
			;;
		esac
		return
	fi
	if [[ $cur == -* ]]; then
		_pmap_reply -W '-a --arg-file -0 --null -d --delimiter -C --colsep --header -r --no-run-if-empty --arg-sep --arg-file-sep -n --max-args -N --max-replace-args -L -l --max-lines -X -m --xargs -s --max-chars -x --exit -I -i --replace -q --quote -j -P --jobs --max-procs --hint --pool --delay -k --keep-order --no-keep-order --no-k --group --line-buffer --lb --line-buffered -u --ungroup --tag --tag-string --dry-run --dr -v -t --verbose --silent --bar --eta --progress --buffer --spill --compress --tmpdir --tempdir --pipe --spreadstdin --pipe-part --block --block-size --recend --recstart --regexp --regex --remove-rec-sep --rrs --cat --halt --halt-on-error --retries --timeout --termseq --joblog --jl --resume --resume-failed --stats --compare --runs -h --help -V --version --plain --number-of-threads --number-of-cores --number-of-cpus --max-line-length-allowed --generate --will-cite --no-notice --nn'
	else
		_pmap_reply -c
	fi
}

complete -F _pmap pmap
