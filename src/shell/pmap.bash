# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# For bash: env_parallel, which takes aliases, functions, arrays and variables of this shell to the jobs, and parset and env_parset,
# which put the output of jobs into variables. Source it: . env_parallel.bash
# $PMAP is the program, if it is another one. Names that begin with _pmap_ are never taken along.

_pmap_program() {
	command "${PMAP:-pmap}" "$@"
}

# Names of variables that belong to the shell itself.
_pmap_own() {
	case $1 in
	BASH | BASH[A-Z]* | BASH_* | COMP_* | COPROC | COLUMNS | DIRSTACK | EPOCH* | EUID | FUNCNAME | GROUPS | HIST* | HOME | HOSTNAME | \
		HOSTTYPE | LINENO | LINES | LOGNAME | MACHTYPE | MAILCHECK | MAPFILE | OLDPWD | OPTARG | OPTERR | OPTIND | OSTYPE | PARALLEL* | \
		PIPESTATUS | PMAP | PPID | PROMPT_COMMAND | PS[0-4] | PWD | RANDOM | READLINE_* | REPLY | SECONDS | SHELL | SHELLOPTS | SHLVL | \
		SRANDOM | TERM | UID | USER | _ | _pmap_*) ;;
	*) return 1 ;;
	esac
}

# All names that could be taken along.
_pmap_names() {
	local _pmap_n

	compgen -A alias
	while read -r _pmap_n; do
		_pmap_own "$_pmap_n" || printf '%s\n' "$_pmap_n"
	done < <(compgen -A function; compgen -A variable)
}

_pmap_home() {
	printf '%s' "${PARALLEL_HOME:-$HOME/.parallel}"
}

# The names for these arguments of env_parallel: those of --env, or all that are not to be left out.
_pmap_chosen() {
	local _pmap_said='' _pmap_n _pmap_file
	local -A _pmap_not=()

	if [[ " $* " == *' --e'* ]]; then
		_pmap_said=$(_pmap_program --list-env "$@") || return
	fi
	if [[ -n $_pmap_said && $'\n'$_pmap_said$'\n' != *$'\n_\n'* ]]; then
		printf '%s\n' "$_pmap_said"
		return
	fi
	if [[ -n $_pmap_said ]]; then
		_pmap_file=$(_pmap_home)/ignored_vars
		if [[ ! -r $_pmap_file ]]; then
			echo "env_parallel: run 'env_parallel --record-env' in a clean environment first" >&2
			return 255
		fi
		while read -r _pmap_n; do
			_pmap_not[_$_pmap_n]=1
		done <"$_pmap_file"
	fi
	while read -r _pmap_n; do
		_pmap_not[_$_pmap_n]=1
	done <<<"${PARALLEL_IGNORED_NAMES-}"
	while read -r _pmap_n; do
		[[ -n ${_pmap_not[_$_pmap_n]-} ]] || printf '%s\n' "$_pmap_n"
	done < <(_pmap_names)
}

# Shell code that defines all that.
_pmap_code() {
	local _pmap_n _pmap_list
	local -a _pmap_variables=() _pmap_functions=() _pmap_aliases=()

	_pmap_list=$(_pmap_chosen "$@") || return
	while read -r _pmap_n; do
		[[ -n $_pmap_n ]] || continue
		! alias -- "$_pmap_n" >/dev/null 2>&1 || _pmap_aliases+=("$_pmap_n")
		! declare -F -- "$_pmap_n" >/dev/null || _pmap_functions+=("$_pmap_n")
		if [[ $_pmap_n == [A-Za-z_]* && $_pmap_n != *[!A-Za-z0-9_]* ]] && declare -p -- "$_pmap_n" >/dev/null 2>&1; then
			_pmap_variables+=("$_pmap_n")
		fi
	done < <(LC_ALL=C sort -u <<<"$_pmap_list")
	# How patterns and names are read has to be known before a function is read. expand_aliases is off in a shell that runs a command.
	shopt -p | while read -r _pmap_n; do
		[[ $_pmap_n == *login_shell || $_pmap_n == *restricted_shell || $_pmap_n == *expand_aliases ]] || printf '%s\n' "$_pmap_n"
	done
	echo 'shopt -s expand_aliases'
	((${#_pmap_variables[@]} == 0)) || declare -p -- "${_pmap_variables[@]}"
	((${#_pmap_functions[@]} == 0)) || declare -f -- "${_pmap_functions[@]}"
	# Last, or they would be expanded in the functions.
	((${#_pmap_aliases[@]} == 0)) || alias -- "${_pmap_aliases[@]}"
}

env_parallel() {
	local _pmap_text

	case ${1-} in
	--session)
		_pmap_sessions+=("${PARALLEL_IGNORED_NAMES-}")
		PARALLEL_IGNORED_NAMES=$(_pmap_names)
		return
		;;
	--end-session)
		if ((${#_pmap_sessions[@]} == 0)); then
			echo "env_parallel: there is no --session to end" >&2
			return 255
		fi
		PARALLEL_IGNORED_NAMES=${_pmap_sessions[-1]}
		unset '_pmap_sessions[-1]'
		return
		;;
	--record-env)
		_pmap_program --record-env && _pmap_names >>"$(_pmap_home)/ignored_vars"
		return
		;;
	esac
	_pmap_text=$(_pmap_code "$@") || return
	if ((${#_pmap_text} < 50000)); then
		PARALLEL_ENV=$_pmap_text _pmap_program "$@"
	else
		# Longer than a variable of the environment may be.
		PARALLEL_ENV=/dev/fd/9 _pmap_program "$@" 9<<<"$_pmap_text"
	fi
}
declare -ga _pmap_sessions

# _pmap_parset RUN NAMES ARGUMENT...
_pmap_parset() {
	local _pmap_run=$1 _pmap_kind=words _pmap_n _pmap_text _pmap_status=0
	local -a _pmap_to=() _pmap_values=()

	read -r -d '' -a _pmap_to <<<"${2//,/ }" || true
	if ((${#_pmap_to[@]} == 0)); then
		echo "parset: no variable was named; for example: parset results echo ::: a b" >&2
		return 255
	fi
	for _pmap_n in "${_pmap_to[@]}"; do
		if [[ ! $_pmap_n =~ ^[A-Za-z_][A-Za-z0-9_]*(\[.+\])?$ ]]; then
			echo "parset: '$_pmap_n' is no name of a variable" >&2
			return 255
		fi
	done
	shift 2
	if ((${#_pmap_to[@]} == 1)) && [[ $_pmap_to != *]* ]]; then
		[[ $(declare -p -- "$_pmap_to" 2>/dev/null) != 'declare -'*([a-zA-Z])A* ]] || _pmap_kind=keyed
		_pmap_text=$("$_pmap_run" --quote-for "$_pmap_kind" "$@") || _pmap_status=$?
		eval "$_pmap_to=($_pmap_text)"
		return "$_pmap_status"
	fi
	_pmap_text=$("$_pmap_run" --quote-for words "$@") || _pmap_status=$?
	eval "_pmap_values=($_pmap_text)"
	for _pmap_n in "${!_pmap_values[@]}"; do
		if ((_pmap_n >= ${#_pmap_to[@]})); then
			echo "parset: ${#_pmap_values[@]} outputs for ${#_pmap_to[@]} variables" >&2
			return 255
		fi
		printf -v "${_pmap_to[_pmap_n]}" %s "${_pmap_values[_pmap_n]}"
	done
	return "$_pmap_status"
}

parset() {
	_pmap_parset _pmap_program "${1-}" "${@:2}"
}

env_parset() {
	_pmap_parset env_parallel "${1-}" "${@:2}"
}
