# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# For sh, dash, ash and ksh: env_parallel, which takes aliases and variables of this shell to the jobs (these shells cannot list their
# functions), and parset and env_parset, which put the output of jobs into variables. Source it: . env_parallel.sh
# $PMAP is the program, if it is another one. Names that begin with _pmap_ are never taken along.

_pmap_program() {
	command "${PMAP:-pmap}" "$@"
}

# The value of $1 as a word of the shell, in _pmap_word.
_pmap_quote() {
	_pmap_rest=$1
	_pmap_word=
	while :; do
		case $_pmap_rest in
		*\'*)
			_pmap_word="$_pmap_word${_pmap_rest%%\'*}'\\''"
			_pmap_rest=${_pmap_rest#*\'}
			;;
		*) break ;;
		esac
	done
	_pmap_word="'$_pmap_word$_pmap_rest'"
}

# All names that could be taken along. A line inside a value may look like one; it is the name of no variable then, or of one more.
_pmap_names() {
	{
		alias | sed -n 's/^alias //; s/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p'
		set | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p'
	} | LC_ALL=C sort -u | while read -r _pmap_n; do
		case $_pmap_n in
		COLUMNS | EUID | HOME | HOSTNAME | IFS | LINENO | LINES | LOGNAME | MAILCHECK | OLDPWD | OPTARG | OPTIND | PARALLEL* | PMAP | PPID | \
			PS[0-4] | PWD | RANDOM | SECONDS | SHELL | SHLVL | TERM | UID | USER | _ | _pmap_* | KSH* | ERRNO | BASH* | SHELLOPTS | DIRSTACK) ;;
		*) printf '%s\n' "$_pmap_n" ;;
		esac
	done
}

_pmap_home() {
	printf '%s' "${PARALLEL_HOME:-$HOME/.parallel}"
}

# The names for these arguments of env_parallel: those of --env, or all that are not to be left out.
_pmap_chosen() {
	_pmap_said="" _pmap_not=$PARALLEL_IGNORED_NAMES
	case " $* " in
	*' --e'*) _pmap_said=$(_pmap_program --list-env "$@") || return ;;
	esac
	case "
$_pmap_said
" in
	*"
_
"*)
		if [ ! -r "$(_pmap_home)/ignored_vars" ]; then
			echo "env_parallel: run 'env_parallel --record-env' in a clean environment first" >&2
			return 255
		fi
		_pmap_not="$_pmap_not
$(cat "$(_pmap_home)/ignored_vars")"
		;;
	*)
		if [ -n "$_pmap_said" ]; then
			printf '%s\n' "$_pmap_said"
			return
		fi
		;;
	esac
	_pmap_names | while read -r _pmap_n; do
		case "
$_pmap_not
" in
		*"
$_pmap_n
"*) ;;
		*) printf '%s\n' "$_pmap_n" ;;
		esac
	done
}

# Shell code that defines all that.
_pmap_code() {
	_pmap_list=$(_pmap_chosen "$@") || return
	for _pmap_n in $_pmap_list; do
		case $_pmap_n in
		*[!A-Za-z0-9_]* | [0-9]*) continue ;;
		esac
		if eval "[ -n \"\${$_pmap_n+set}\" ]"; then
			eval "_pmap_quote \"\$$_pmap_n\""
			printf '%s=%s\n' "$_pmap_n" "$_pmap_word"
		fi
	done
	for _pmap_n in $_pmap_list; do
		_pmap_word=$(alias "$_pmap_n" 2>/dev/null) || continue
		printf 'alias %s\n' "${_pmap_word#alias }"
	done
}

env_parallel() {
	case ${1-} in
	--session)
		# The sessions before this one are kept behind a line with a colon.
		_pmap_sessions="$PARALLEL_IGNORED_NAMES
:
$_pmap_sessions"
		PARALLEL_IGNORED_NAMES=$(_pmap_names)
		return
		;;
	--end-session)
		if [ -z "$_pmap_sessions" ]; then
			echo "env_parallel: there is no --session to end" >&2
			return 255
		fi
		PARALLEL_IGNORED_NAMES=${_pmap_sessions%%"
:
"*}
		_pmap_sessions=${_pmap_sessions#*"
:
"}
		return
		;;
	--record-env)
		_pmap_program --record-env && _pmap_names >>"$(_pmap_home)/ignored_vars"
		return
		;;
	esac
	_pmap_text=$(_pmap_code "$@") || return
	PARALLEL_ENV=$_pmap_text _pmap_program "$@"
}

# _pmap_parset RUN NAMES ARGUMENT...
_pmap_parset() {
	_pmap_run=$1
	_pmap_to=$(printf '%s' "$2" | tr ',' ' ')
	if [ -z "$_pmap_to" ]; then
		echo "parset: no variable was named; for example: parset a,b echo ::: 1 2" >&2
		return 255
	fi
	for _pmap_n in $_pmap_to; do
		case $_pmap_n in
		[0-9]* | *[!A-Za-z0-9_]*)
			echo "parset: '$_pmap_n' is no name of a variable" >&2
			return 255
			;;
		esac
	done
	shift 2
	_pmap_status=0
	_pmap_text=$("$_pmap_run" --quote-for words "$@") || _pmap_status=$?
	eval "set -- $_pmap_text"
	for _pmap_n in $_pmap_to; do
		[ $# -gt 0 ] || break
		eval "$_pmap_n=\$1"
		shift
	done
	if [ $# -gt 0 ]; then
		echo "parset: there are more outputs than variables" >&2
		return 255
	fi
	return "$_pmap_status"
}

parset() {
	[ $# -gt 0 ] || set -- ''
	_pmap_parset _pmap_program "$@"
}

env_parset() {
	[ $# -gt 0 ] || set -- ''
	_pmap_parset env_parallel "$@"
}
_pmap_sessions=
