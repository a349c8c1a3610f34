# SPDX-License-Identifier: MIT
# For zsh: env_parallel, which takes aliases, functions, arrays and variables of this shell to the jobs, and parset and env_parset,
# which put the output of jobs into variables. Source it: . env_parallel.zsh
# $PMAP is the program, if it is another one. Names that begin with _pmap_ are never taken along.

zmodload zsh/parameter

_pmap_program() {
	command "${PMAP:-pmap}" "$@"
}

# Names of variables that belong to the shell itself, besides those that it calls special.
_pmap_own() {
	case $1 in
	(COLUMNS|HOME|HOSTNAME|LINES|LOGNAME|OLDPWD|PARALLEL*|PMAP|PWD|SHELL|SHLVL|TERM|USER|_|_pmap_*) return 0 ;;
	esac
	return 1
}

# All names that could be taken along.
_pmap_names() {
	emulate -L zsh
	local _pmap_n

	for _pmap_n in ${(k)aliases} ${(k)galiases} ${(k)functions}; do
		_pmap_own $_pmap_n || print -r -- $_pmap_n
	done
	for _pmap_n in ${(k)parameters}; do
		[[ ${parameters[$_pmap_n]} == *(special|local|hide)* ]] || _pmap_own $_pmap_n || print -r -- $_pmap_n
	done
}

_pmap_home() {
	print -rn -- "${PARALLEL_HOME:-$HOME/.parallel}"
}

# The names for these arguments of env_parallel: those of --env, or all that are not to be left out.
_pmap_chosen() {
	emulate -L zsh
	local _pmap_said='' _pmap_file
	local -a _pmap_not

	if [[ " $* " == *' --e'* ]]; then
		_pmap_said=$(_pmap_program --list-env "$@") || return
	fi
	if [[ -n $_pmap_said && $'\n'$_pmap_said$'\n' != *$'\n_\n'* ]]; then
		print -r -- $_pmap_said
		return
	fi
	if [[ -n $_pmap_said ]]; then
		_pmap_file=$(_pmap_home)/ignored_vars
		if [[ ! -r $_pmap_file ]]; then
			echo "env_parallel: run 'env_parallel --record-env' in a clean environment first" >&2
			return 255
		fi
		_pmap_not=(${(f)"$(<$_pmap_file)"})
	fi
	_pmap_not+=(${(f)PARALLEL_IGNORED_NAMES})
	local -a _pmap_all=(${(f)"$(_pmap_names)"})
	print -rl -- ${_pmap_all:|_pmap_not}
}

# Shell code that defines all that.
_pmap_code() {
	# What the caller's options are is part of it, so they stay as they are.
	local _pmap_n _pmap_list

	_pmap_list=$(_pmap_chosen "$@") || return
	for _pmap_n in ${(f)"$(setopt)"}; do
		case $_pmap_n in
		(*(errexit|exec|interactive|login|monitor|nounset|unset|rcs|shinstdin|singlecommand|verbose|xtrace|zle|privileged|restricted|errreturn|localoptions|localtraps)) ;;
		(*) print -r -- "setopt $_pmap_n" ;;
		esac
	done
	for _pmap_n in ${(f)_pmap_list}; do
		(( ! ${+parameters[$_pmap_n]} )) || typeset -p -- $_pmap_n
	done
	for _pmap_n in ${(f)_pmap_list}; do
		(( ! ${+functions[$_pmap_n]} )) || builtin functions -- $_pmap_n
	done
	# Last, or they would be expanded in the functions.
	for _pmap_n in ${(f)_pmap_list}; do
		(( ! ${+aliases[$_pmap_n]} && ! ${+galiases[$_pmap_n]} )) || alias -L -- $_pmap_n
	done
}

typeset -ga _pmap_sessions

env_parallel() {
	local _pmap_text

	case ${1-} in
	(--session)
		_pmap_sessions+=("${PARALLEL_IGNORED_NAMES-}")
		typeset -g PARALLEL_IGNORED_NAMES=$(_pmap_names)
		return
		;;
	(--end-session)
		if (( ! $#_pmap_sessions )); then
			echo "env_parallel: there is no --session to end" >&2
			return 255
		fi
		typeset -g PARALLEL_IGNORED_NAMES=$_pmap_sessions[-1]
		shift -p _pmap_sessions
		return
		;;
	(--record-env)
		_pmap_program --record-env && _pmap_names >>"$(_pmap_home)/ignored_vars"
		return
		;;
	esac
	_pmap_text=$(_pmap_code "$@") || return
	if (( $#_pmap_text < 50000 )); then
		PARALLEL_ENV=$_pmap_text _pmap_program "$@"
	else
		# Longer than a variable of the environment may be.
		PARALLEL_ENV=/dev/fd/9 _pmap_program "$@" 9<<<"$_pmap_text"
	fi
}

# _pmap_parset RUN NAMES ARGUMENT...
_pmap_parset() {
	emulate -L zsh
	local _pmap_run=$1 _pmap_n _pmap_text _pmap_status=0
	local -i _pmap_i
	local -a _pmap_to _pmap_values

	_pmap_to=(${(s: :)${2//,/ }})
	if (( ! $#_pmap_to )); then
		echo "parset: no variable was named; for example: parset results echo ::: a b" >&2
		return 255
	fi
	for _pmap_n in $_pmap_to; do
		if [[ ! $_pmap_n =~ '^[A-Za-z_][A-Za-z0-9_]*(\[.+\])?$' ]]; then
			echo "parset: '$_pmap_n' is no name of a variable" >&2
			return 255
		fi
	done
	shift 2
	if (( $#_pmap_to == 1 )) && [[ $_pmap_to[1] != *\]* ]]; then
		if [[ ${parameters[$_pmap_to[1]]-} == association* ]]; then
			_pmap_text=$($_pmap_run --quote-for pairs "$@") || _pmap_status=$?
		else
			_pmap_text=$($_pmap_run --quote-for words "$@") || _pmap_status=$?
			[[ ${parameters[$_pmap_to[1]]-} == array* ]] || typeset -ga $_pmap_to[1]
		fi
		eval "$_pmap_to[1]=($_pmap_text)"
		return $_pmap_status
	fi
	_pmap_text=$($_pmap_run --quote-for words "$@") || _pmap_status=$?
	eval "_pmap_values=($_pmap_text)"
	for (( _pmap_i = 1; _pmap_i <= $#_pmap_values; _pmap_i++ )); do
		if (( _pmap_i > $#_pmap_to )); then
			echo "parset: $#_pmap_values outputs for $#_pmap_to variables" >&2
			return 255
		fi
		eval "$_pmap_to[_pmap_i]=\$_pmap_values[_pmap_i]"
	done
	return $_pmap_status
}

parset() {
	_pmap_parset _pmap_program "${1-}" "${@[2,-1]}"
}

env_parset() {
	_pmap_parset env_parallel "${1-}" "${@[2,-1]}"
}
