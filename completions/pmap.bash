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
		-a | --arg-file | -d | --delimiter | -C | --colsep | --col-sep | --trim | --header | --filter | --arg-sep | --arg-file-sep | -E | --order | --cost | --total-jobs | --total | -n | --max-args | -N | --max-replace-args | -L | -s | --max-chars | -I | --rpl | --parens | --extensionreplace | --er | --basenamereplace | --bnr | --dirnamereplace | --dnr | --basenameextensionreplace | --bner | --seqreplace | --slotreplace | --work-dir | --wd | --process-slot-var | -j | -P | --jobs | --max-procs | --hint | --max-jobs | --pool | --delay | --load | --memfree | --memsuspend | --limit | --nice | --mem-limit | --cpu-limit | --max-tasks-per-worker | --frame | --tag-string | --ctag-string | --results | --result | --res | --output-limit | --buffer | --spill | --compress-program | --use-compress-program | --decompress-program | --use-decompress-program | --tmpdir | --tempdir | --block | --block-size | --recend | --recstart | --block-timeout | --bt | --group-by | --shard | --bin | --halt | --halt-on-error | --retries | --timeout | --termseq | --term-seq | --joblog | --jl | --semaphore-name | --id | --semaphore-timeout | --st | -S | --sshlogin | --sshloginfile | --slf | --transfer-file | --transfer-files | --tf | --return | --trc | --basefile | --bf | --ssh | --ssh-delay | --rsync-opts | --sql-master | --sql-worker | --sql-and-worker | --report | --trace | --warmup | --max-runs | --max-time | --baseline | --export | --runs | --calibrate | --amdahl | -J | --profile | --env | --template | --tmpl | --shell-completion | --min-version | --generate)
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
		--trim)
			_pmap_reply -W 'n l r lr rl'
			return
			;;
		--work-dir | --wd)
			_pmap_reply -d
			compopt -o filenames
			return
			;;
		-j | -P | --jobs | --max-procs)
			_pmap_reply -f -W '1 2 4 8 16 50% 100% 200% +1 -1 0 auto'
			return
			;;
		--hint)
			_pmap_reply -W 'cpu io auto'
			return
			;;
		--pool)
			_pmap_reply -W 'thread process'
			return
			;;
		--load)
			_pmap_reply -f -W '1 2 4 8 50% 100% 200% +1 -1'
			return
			;;
		--frame)
			_pmap_reply -W 'line nul json'
			return
			;;
		--results | --result | --res)
			_pmap_reply -f
			compopt -o filenames
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
		--sshloginfile | --slf)
			_pmap_reply -f
			compopt -o filenames
			return
			;;
		--report)
			_pmap_reply -f
			compopt -o filenames
			return
			;;
		--trace)
			_pmap_reply -f
			compopt -o filenames
			return
			;;
		--export)
			_pmap_reply -f
			compopt -o filenames
			return
			;;
		-J | --profile)
			_pmap_reply -f
			compopt -o filenames
			return
			;;
		--template | --tmpl)
			_pmap_reply -f
			compopt -o filenames
			return
			;;
		--shell-completion)
			_pmap_reply -W 'auto bash zsh fish'
			return
			;;
		--generate)
			_pmap_reply -W 'bash zsh fish man help'
			return
			;;
		-d | --delimiter | -C | --colsep | --col-sep | --header | --filter | --arg-sep | --arg-file-sep | -E | --order | --cost | --total-jobs | --total | -n | --max-args | -N | --max-replace-args | -L | -s | --max-chars | -I | --rpl | --parens | --extensionreplace | --er | --basenamereplace | --bnr | --dirnamereplace | --dnr | --basenameextensionreplace | --bner | --seqreplace | --slotreplace | --process-slot-var | --max-jobs | --delay | --memfree | --memsuspend | --limit | --nice | --mem-limit | --cpu-limit | --max-tasks-per-worker | --tag-string | --ctag-string | --output-limit | --buffer | --spill | --compress-program | --use-compress-program | --decompress-program | --use-decompress-program | --block | --block-size | --recend | --recstart | --block-timeout | --bt | --group-by | --shard | --bin | --retries | --timeout | --termseq | --term-seq | --semaphore-name | --id | --semaphore-timeout | --st | -S | --sshlogin | --transfer-file | --transfer-files | --tf | --return | --trc | --basefile | --bf | --ssh | --ssh-delay | --rsync-opts | --sql-master | --sql-worker | --sql-and-worker | --warmup | --max-runs | --max-time | --baseline | --runs | --calibrate | --amdahl | --env | --min-version)
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
			_pmap_reply -W 'examples strings input command pool output pipe failure semaphore hosts figures other'
			return
			;;
		-e | --eof | -l | --max-lines | -i | --replace | --compare)
			return
			;;
		esac
		return
	fi
	if [[ $cur == -* ]]; then
		_pmap_reply -W '-a --arg-file -0 --null -d --delimiter -C --colsep --col-sep --csv --trim --header -r --no-run-if-empty --filter --arg-sep --arg-file-sep -E -e --eof --link --xapply --shuf --order --cost --skip-first-line --total-jobs --total --hostgroups --hgrp --hostgroup --hostgrp -n --max-args -N --max-replace-args -L -l --max-lines -X -m --xargs -s --max-chars -x --exit -I -i --replace --plus --rpl --parens --extensionreplace --er --basenamereplace --bnr --dirnamereplace --dnr --basenameextensionreplace --bner --seqreplace --slotreplace -q --quote --work-dir --wd --tty -o --open-tty --process-slot-var -p --interactive --shell-quote -j -P --jobs --max-procs --hint --max-jobs --pool --use-cores-instead-of-threads --use-sockets-instead-of-threads --use-cpus-instead-of-cores --delay --load --memfree --memsuspend --noswap --limit --nice --mem-limit --cpu-limit --max-tasks-per-worker --persist --frame -k --keep-order --no-keep-order --no-k --group --line-buffer --lb --line-buffered -u --ungroup --tag --tag-string --color --colour --color-failed --colour-failed --color-fail --colour-fail --cf --ctag --ctag-string --latest-line --ll --results --result --res --files --output-as-files --dry-run --dr -v -t --verbose --silent --bar --eta --progress --output-limit --buffer --spill --compress --compress-program --use-compress-program --decompress-program --use-decompress-program --tmpdir --tempdir --pipe --spreadstdin --pipe-part --block --block-size --recend --recstart --regexp --regex --remove-rec-sep --rrs --cat --fifo --block-timeout --bt --group-by --round-robin --round --tee --shard --bin --halt --halt-on-error --retries --timeout --termseq --term-seq --joblog --jl --resume --resume-failed --retry-failed --semaphore --semaphore-name --id --fg --bg --wait --semaphore-timeout --st --tmux --tmux-pane -S --sshlogin --sshloginfile --slf --onall --nonall --filter-hosts --filter-host --transfer-file --transfer-files --tf --transfer --return --cleanup --trc --basefile --bf -M --controlmaster --ssh --ssh-delay --rsync-opts --sql-master --sql-worker --sql-and-worker --stats --report --trace --compare --warmup --max-runs --max-time --min --baseline --export --probe --runs --calibrate --amdahl -J --profile --plain --env --record-env --session --template --tmpl --shebang --hashbang --shebang-wrap --shell-completion -h --help -V --version --number-of-threads --number-of-cores --number-of-cpus --number-of-sockets --min-version --show-limits --max-line-length-allowed --generate --will-cite --no-notice --nn'
	else
		_pmap_reply -c
	fi
}

complete -F _pmap pmap
