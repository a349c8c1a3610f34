# Made from pmap's table of options by "pmap --generate fish"; changes here are lost.

# True while no command was given yet.
function __pmap_before_command
	set -l skip no
	for word in (commandline -opc)[2..-1]
		if test $skip = yes
			set skip no
			continue
		end
		switch $word
			case --
				return 1
			case -a --arg-file -d --delimiter -C --colsep --header --arg-sep --arg-file-sep -n --max-args -N --max-replace-args -L -s --max-chars -I -j -P --jobs --max-procs --hint --pool --delay --tag-string --buffer --spill --tmpdir --tempdir --block --block-size --recend --recstart --halt --halt-on-error --retries --timeout --termseq --joblog --jl --runs --generate
				set skip yes
			case '-*'
			case '*'
				return 1
		end
	end
	return 0
end

complete -c pmap -n __pmap_before_command -s a -l arg-file -r -F -d 'read arguments from FILE, one a line; - is stdin'
complete -c pmap -n __pmap_before_command -s 0 -l null -d 'arguments end in a NUL byte, as from find -print0'
complete -c pmap -n __pmap_before_command -s d -l delimiter -x -d 'arguments end in TEXT instead of a newline'
complete -c pmap -n __pmap_before_command -s C -l colsep -x -d 'split each argument into columns {1} {2} ... at REGEX'
complete -c pmap -n __pmap_before_command -l header -x -d 'names from the first line: {name}; use : for one line'
complete -c pmap -n __pmap_before_command -s r -l no-run-if-empty -d 'drop arguments that are empty or blank'
complete -c pmap -n __pmap_before_command -l arg-sep -x -d 'use TEXT instead of :::'
complete -c pmap -n __pmap_before_command -l arg-file-sep -x -d 'use TEXT instead of ::::'
complete -c pmap -n __pmap_before_command -s n -l max-args -x -d 'at most N arguments for each task'
complete -c pmap -n __pmap_before_command -s N -l max-replace-args -x -d 'the same, named {1} to {N}; with --pipe: N records'
complete -c pmap -n __pmap_before_command -s L -x -d 'N lines for each task; with --pipe: for each record'
complete -c pmap -n __pmap_before_command -s l -l max-lines -d 'the same; N may be left out and is 1 then'
complete -c pmap -n __pmap_before_command -s X -d 'as many arguments as fit, repeating the word round {}'
complete -c pmap -n __pmap_before_command -s m -d 'as many arguments as fit, all in place of {}'
complete -c pmap -n __pmap_before_command -l xargs -d 'as many arguments as fit, not spread over the slots'
complete -c pmap -n __pmap_before_command -s s -l max-chars -x -d 'a command line is at most N bytes long'
complete -c pmap -n __pmap_before_command -s x -l exit -d 'an argument that does not fit is an error (always so)'
complete -c pmap -n __pmap_before_command -s I -x -d 'use TEXT instead of {}'
complete -c pmap -n __pmap_before_command -s i -l replace -d 'the same; prefer -I, which always takes a value'
complete -c pmap -n __pmap_before_command -s q -l quote -d 'quote the words of the command for the shell'
complete -c pmap -n __pmap_before_command -s j -s P -l jobs -l max-procs -r -F -a '1 2 4 8 16 50% 100% 200% +1 -1 0' -d 'run N tasks at once: N, N%, +N, -N, 0, FILE'
complete -c pmap -n __pmap_before_command -l hint -x -a 'cpu io' -d 'what tasks mostly do: cpu (compute) or io (wait)'
complete -c pmap -n __pmap_before_command -l pool -x -a 'thread process' -d 'run built-in functions in a thread or a process'
complete -c pmap -n __pmap_before_command -l delay -x -d 'wait TIME between two starts'
complete -c pmap -n __pmap_before_command -s k -l keep-order -d 'output in the order of the input'
complete -c pmap -n __pmap_before_command -l no-keep-order -l no-k -d 'undo an earlier --keep-order'
complete -c pmap -n __pmap_before_command -l group -d 'output of a task in one piece, when it ends (default)'
complete -c pmap -n __pmap_before_command -l line-buffer -l lb -l line-buffered -d 'whole lines, as they come'
complete -c pmap -n __pmap_before_command -s u -l ungroup -d 'tasks write directly to the output, unordered'
complete -c pmap -n __pmap_before_command -l tag -d 'begin each line of output with the arguments'
complete -c pmap -n __pmap_before_command -l tag-string -x -d 'the same with TEXT, in which {} and others work'
complete -c pmap -n __pmap_before_command -l dry-run -l dr -d 'print the commands, run nothing'
complete -c pmap -n __pmap_before_command -s v -d 'print each command before its output'
complete -c pmap -n __pmap_before_command -s t -l verbose -d 'print each command on stderr when it starts'
complete -c pmap -n __pmap_before_command -l silent -d 'undo an earlier -v'
complete -c pmap -n __pmap_before_command -l bar -d 'show a progress bar on stderr'
complete -c pmap -n __pmap_before_command -l eta -d 'show the estimated time that is left'
complete -c pmap -n __pmap_before_command -l progress -d 'show how many tasks run and are done'
complete -c pmap -n __pmap_before_command -l buffer -x -d 'keep at most SIZE of waiting output in memory (64M)'
complete -c pmap -n __pmap_before_command -l spill -x -d 'at most SIZE of waiting output in a temporary file'
complete -c pmap -n __pmap_before_command -l compress -d 'compress that temporary file'
complete -c pmap -n __pmap_before_command -l tmpdir -l tempdir -x -a '(__fish_complete_directories)' -d 'directory for temporary files ($TMPDIR, else /tmp)'
complete -c pmap -n __pmap_before_command -l pipe -l spreadstdin -d 'cut stdin into blocks; each is the stdin of a task'
complete -c pmap -n __pmap_before_command -l pipe-part -d 'the same for files of -a or ::::, faster'
complete -c pmap -n __pmap_before_command -l block -l block-size -x -d 'size of a block (1M)'
complete -c pmap -n __pmap_before_command -l recend -x -d 'a record ends in TEXT (newline)'
complete -c pmap -n __pmap_before_command -l recstart -x -d 'a record begins with TEXT'
complete -c pmap -n __pmap_before_command -l regexp -l regex -d '--recstart and --recend are regular expressions'
complete -c pmap -n __pmap_before_command -l remove-rec-sep -l rrs -d 'leave the record separators out'
complete -c pmap -n __pmap_before_command -l cat -d 'give the block as a temporary file named {}'
complete -c pmap -n __pmap_before_command -l halt -l halt-on-error -x -a 'never now,fail=1 soon,fail=1 now,success=1 soon,success=1 now,done=1 soon,fail=10%' -d 'when to stop early: never, now,fail=1, soon,fail=3%'
complete -c pmap -n __pmap_before_command -l retries -x -d 'try a failing task N times in all'
complete -c pmap -n __pmap_before_command -l timeout -x -d 'end a task after TIME, or after N% of the median'
complete -c pmap -n __pmap_before_command -l termseq -x -d 'how to end a task (TERM,200,TERM,100,TERM,50,KILL,25)'
complete -c pmap -n __pmap_before_command -l joblog -l jl -r -F -d 'log finished tasks in FILE; +FILE appends'
complete -c pmap -n __pmap_before_command -l resume -d 'skip what the --joblog says is done'
complete -c pmap -n __pmap_before_command -l resume-failed -d 'the same, but run failed ones again'
complete -c pmap -n __pmap_before_command -l stats -d 'say at the end what the parallelism was worth'
complete -c pmap -n __pmap_before_command -l compare -d 'run with 1 slot and with more, compare times'
complete -c pmap -n __pmap_before_command -l runs -x -d 'rounds of --compare (5)'
complete -c pmap -n __pmap_before_command -s h -l help -f -a 'examples strings input command pool output pipe failure figures other' -d 'this help; -h is short; a section has more on it'
complete -c pmap -n __pmap_before_command -s V -l version -d 'show the version'
complete -c pmap -n __pmap_before_command -l plain -d 'ignore $PARALLEL'
complete -c pmap -n __pmap_before_command -l number-of-threads -d 'print the number of usable CPUs'
complete -c pmap -n __pmap_before_command -l number-of-cores -d 'print the number of processor cores'
complete -c pmap -n __pmap_before_command -l number-of-cpus -d 'the same'
complete -c pmap -n __pmap_before_command -l max-line-length-allowed -d 'print the longest command line'
complete -c pmap -n __pmap_before_command -l generate -x -a 'bash zsh fish man help' -d 'print completion code: bash, zsh or fish'
complete -c pmap -n __pmap_before_command -l will-cite -l no-notice -l nn -d 'accepted, no effect; as is --gnu'
complete -c pmap -x -a '(__fish_complete_subcommand -- -a --arg-file -d --delimiter -C --colsep --header --arg-sep --arg-file-sep -n --max-args -N --max-replace-args -L -s --max-chars -I -j -P --jobs --max-procs --hint --pool --delay --tag-string --buffer --spill --tmpdir --tempdir --block --block-size --recend --recstart --halt --halt-on-error --retries --timeout --termseq --joblog --jl --runs --generate)'
