# SPDX-License-Identifier: MIT
# For fish: env_parallel, which takes functions (aliases are functions here) and variables of this shell to the jobs, and parset and
# env_parset, which put the output of jobs into variables. Source it: source (which env_parallel.fish)
# $PMAP is the program, if it is another one. Names that begin with _pmap_ are never taken along.

function _pmap_program
	if set -q PMAP
		command $PMAP $argv
	else
		command pmap $argv
	end
end

# All names that could be taken along.
function _pmap_names
	for _pmap_n in (functions --all --names) (set --names)
		switch $_pmap_n
			case '_pmap_*' argv COLUMNS LINES FISH_VERSION HOME LOGNAME PARALLEL'*' PMAP PWD OLDPWD SHELL SHLVL TERM USER _ version history \
				status pipestatus status_generation hostname fish_pid fish_kill_signal fish_killring '__fish_*' umask euid dirprev dirnext
			case '*'
				echo $_pmap_n
		end
	end
end

function _pmap_home
	if set -q PARALLEL_HOME
		echo $PARALLEL_HOME
	else
		echo $HOME/.parallel
	end
end

# The names for these arguments of env_parallel: those of --env, or all that are not to be left out.
function _pmap_chosen
	set -l said
	set -l not $PARALLEL_IGNORED_NAMES

	if string match -q -- '--e*' $argv
		set said (_pmap_program --list-env $argv)
		or return
	end
	if set -q said[1]; and not contains -- _ $said
		printf '%s\n' $said
		return
	end
	if set -q said[1]
		set -l file (_pmap_home)/ignored_vars

		if not test -r $file
			echo "env_parallel: run 'env_parallel --record-env' in a clean environment first" >&2
			return 255
		end
		set -a not (cat $file)
	end
	for n in (_pmap_names)
		contains -- $n $not; or echo $n
	end
end

# Shell code that defines all that. What fish itself brings along is there anyway.
function _pmap_code
	set -l list (_pmap_chosen $argv)
	or return

	for _pmap_n in $list
		if string match -qr '^\w+$' -- $_pmap_n; and set -q $_pmap_n
			echo set -g $_pmap_n (string escape -- $$_pmap_n)
		end
		if functions -q $_pmap_n; and not string match -q -- "$__fish_data_dir/*" (functions --details $_pmap_n)
			functions --no-details $_pmap_n
		end
	end
end

function env_parallel
	switch "$argv[1]"
		case --session
			# One element for each session, names in it with colons between.
			set -ga _pmap_sessions (string join : -- . $PARALLEL_IGNORED_NAMES)
			set -g PARALLEL_IGNORED_NAMES (_pmap_names)
			return
		case --end-session
			if not set -q _pmap_sessions[1]
				echo "env_parallel: there is no --session to end" >&2
				return 255
			end
			set -g PARALLEL_IGNORED_NAMES (string split : -- $_pmap_sessions[-1])[2..-1]
			set -e _pmap_sessions[-1]
			return
		case --record-env
			_pmap_program --record-env
			and _pmap_names >>(_pmap_home)/ignored_vars
			return
	end
	set -l _pmap_text (_pmap_code $argv | string collect)
	set -l _pmap_status $pipestatus[1]
	test $_pmap_status -eq 0; or return $_pmap_status
	if test (string length -- "$_pmap_text") -lt 50000
		PARALLEL_ENV=$_pmap_text _pmap_program $argv
	else
		# Longer than a variable of the environment may be.
		PARALLEL_ENV=(echo $_pmap_text | psub) _pmap_program $argv
	end
end

# _pmap_parset RUN NAMES ARGUMENT...
function _pmap_parset
	set -l _pmap_run $argv[1]
	set -l _pmap_to (string split -n ' ' -- (string replace -a , ' ' -- "$argv[2]"))

	if not set -q _pmap_to[1]
		echo "parset: no variable was named; for example: parset results echo ::: a b" >&2
		return 255
	end
	for _pmap_n in $_pmap_to
		if not string match -qr '^[A-Za-z_][A-Za-z0-9_]*(\[.+\])?$' -- $_pmap_n
			echo "parset: '$_pmap_n' is no name of a variable" >&2
			return 255
		end
	end
	set -l _pmap_text ($_pmap_run --quote-for fish $argv[3..-1] | string collect)
	set -l _pmap_status $pipestatus[1]

	if not set -q _pmap_to[2]; and not string match -q '*]' -- $_pmap_to[1]
		eval "set -g $_pmap_to[1] $_pmap_text"
		return $_pmap_status
	end
	eval "set -l _pmap_values $_pmap_text"
	if test (count $_pmap_values) -gt (count $_pmap_to)
		set -l _pmap_rest (count $_pmap_values)
		for _pmap_n in (seq (count $_pmap_to))
			set -g $_pmap_to[$_pmap_n] $_pmap_values[$_pmap_n]
		end
		echo "parset: $_pmap_rest outputs for "(count $_pmap_to)" variables" >&2
		return 255
	end
	for _pmap_n in (seq (count $_pmap_values))
		set -g $_pmap_to[$_pmap_n] $_pmap_values[$_pmap_n]
	end
	return $_pmap_status
end

function parset
	_pmap_parset _pmap_program $argv
end

function env_parset
	_pmap_parset env_parallel $argv
end
