# SPDX-License-Identifier: MIT
# The functions that read: @cat @wc @sha256 @xxh3 @crc32 @stat, and @sleep and @help, beside the programs of these names.
load helpers/common

setup() {
	common_setup
	seq 60000 >text
	: >empty
	printf 'no end of line' >'tail'
	head -c 300000 /dev/urandom >noise
}
teardown() { no_leftovers; }

@test "@cat prints files one after the other, as they are" {
	"$PMAP" -k @cat ::: text empty tail noise | cmp - <(cat text empty tail noise)
	"$PMAP" -n4 @cat ::: text empty tail noise | cmp - <(cat text empty tail noise)
	"$PMAP" -n2 @cat -o both ::: text noise
	cmp both <(cat text noise)
}

@test "@cat of blocks gives the input back" {
	for pool in thread process; do
		"$PMAP" --pool "$pool" -k --pipe --block 10k @cat <text | cmp - text
		"$PMAP" --pool "$pool" -k --pipepart --block 10k -a text @cat | cmp - text
	done
	run "$PMAP" -k --pipe -N1 @cat <empty
	[ "$status" -eq 0 ]
	same "$output" ""
}

@test "@wc prints what wc prints" {
	for options in '' -l -w -c -lw -lc '-c -l -w'; do
		# shellcheck disable=SC2086 # words
		same "$("$PMAP" -k @wc $options ::: text empty tail)" "$(for f in text empty tail; do wc $options "$f"; done)"
		# shellcheck disable=SC2086
		same "$("$PMAP" -n3 @wc $options ::: text empty tail)" "$(wc $options text empty tail)"
	done
	same "$("$PMAP" @wc --lines --bytes ::: noise)" "$(wc -l -c noise)"
	same "$("$PMAP" --pipe @wc <text)" "$(cat text | wc)"
	same "$("$PMAP" --pipe @wc -l <text)" 60000
}

@test "@sha256 prints what sha256sum prints" {
	printf x >$'a\nb\\c'
	same "$("$PMAP" -k @sha256 ::: text empty tail noise)" "$(sha256sum text empty tail noise)"
	same "$("$PMAP" -n4 @sha256 ::: text empty tail noise)" "$(sha256sum text empty tail noise)"
	same "$("$PMAP" -0 @sha256 :::: <(printf 'a\nb\\c'))" "$(sha256sum $'a\nb\\c')"
	same "$("$PMAP" --pipe --block 10M @sha256 <text)" "$(sha256sum <text)"
	"$PMAP" @sha256 ::: text noise >sums
	run sha256sum -c sums
	[ "$status" -eq 0 ]
}

@test "@xxh3 prints the checksum of xxhsum -H3" {
	command -v xxhsum >/dev/null || skip "no xxhsum"
	for f in text empty tail noise; do
		want=$(xxhsum -H3 "$f")
		same "$("$PMAP" @xxh3 ::: "$f")" "${want##* }  $f"
	done
}

@test "@crc32 prints the checksum that gzip stores" {
	for f in text empty tail noise; do
		want=$(gzip -c "$f" | tail -c 8 | od -An -tx1 -N4 | awk '{ print $4 $3 $2 $1 }')
		same "$("$PMAP" @crc32 ::: "$f")" "$want  $f"
	done
}

@test "a function gives the same bytes in both pools" {
	for function in @cat @wc @sha256 @xxh3 @crc32 @stat; do
		for pool in thread process; do
			"$PMAP" --pool "$pool" -k "$function" ::: text empty tail noise >"$pool"
			"$PMAP" --pool "$pool" -k -n2 "$function" ::: text empty tail noise >>"$pool"
			[ "$function" = @stat ] || "$PMAP" --pool "$pool" -k --pipe --block 20k "$function" <text >>"$pool"
		done
		cmp thread process
	done
}

@test "a thousand random blocks give the same bytes in both pools" {
	head -c 250000 /dev/urandom >random
	for function in @cat @wc @sha256 @xxh3 @crc32 @bzip2 @gzip @xz @zstd; do
		for pool in thread process; do
			"$PMAP" --pool "$pool" -k -j3 --pipe --block 250 --recend '' "$function" <random >"$pool"
		done
		cmp thread process
		case $function in
		@cat) cmp thread random ;;
		@wc) same "$(wc -l <thread)" 1000 ;;
		@bzip2) "$PMAP" @bunzip2 ::: thread | cmp - random ;;
		@gzip) "$PMAP" @gunzip ::: thread | cmp - random ;;
		@xz | @zstd) "$PMAP" "@un${function#@}" ::: thread | cmp - random ;;
		esac
	done
}

@test "a file that is missing or a directory fails its own task, by name" {
	mkdir directory
	for function in @cat @wc @sha256 @xxh3 @crc32; do
		run bash -c '"$PMAP" -k "$1" ::: text missing directory tail 2>err' - "$function"
		[ "$status" -eq 2 ]
		same "$output" "$("$PMAP" -k "$function" ::: text tail)"
		grep -q "cannot open 'missing': No such file or directory" err
		grep -q "cannot read 'directory': Is a directory" err
	done
	run "$PMAP" @stat ::: missing
	[ "$status" -eq 1 ]
	[[ $output == *"cannot stat 'missing': No such file or directory"* ]]
}

@test "a function without a file says what it needs" {
	for function in @cat @wc @sha256 @gunzip @stat @sleep @fetch; do
		for pool in thread process; do
			run bash -c '"$PMAP" --pool "$1" -N0 "$2" ::: a 2>&1' - "$pool" "$function"
			[ "$status" -eq 1 ]
			[[ $output == *"$function needs a "* ]]
		done
	done
}

@test "@stat prints size, time, permissions, kind and name, and what -c asks for" {
	mkdir directory
	ln -s text link
	format=$(printf '%%s\t%%Y\t%%a\t%%F\t%%n')
	same "$("$PMAP" -k @stat ::: text empty directory link)" "$(stat -c "$format" text empty directory link)"
	same "$("$PMAP" -k @stat -L ::: link)" "$(stat -L -c "$format" link)"
	for letter in n s b B o a A f F u g h i d X Y Z x y z %; do
		same "$(TZ=UTC "$PMAP" -q -k @stat -c "<%$letter>" ::: text directory link)" "$(TZ=UTC stat -c "<%$letter>" text directory link)"
	done
	same "$("$PMAP" -q @stat '--printf=%s\t%n\n' ::: text)" "$(stat --printf='%s\t%n\n' text)"
	run "$PMAP" -q @stat -c %Q ::: text
	[ "$status" -eq 1 ]
	[[ $output == *"@stat knows no %Q"* ]]
}

@test "@sleep waits, on as many slots as are asked for" {
	run bash -c 'yes 0.01 | head -n 100 | timeout 60 "$PMAP" --pool thread -j100 @sleep'
	[ "$status" -eq 0 ]
	run "$PMAP" @sleep ::: never
	[ "$status" -eq 1 ]
	[[ $output == *"@sleep: 'never' is not a time"* ]]
}

@test "@sleep ends when the run does" {
	for pool in thread process; do
		run within 60 "$PMAP" --pool "$pool" -j2 --halt now,fail=1 @sleep ::: 1000 never
		[ "$status" -eq 1 ]
	done
}

@test "a function that waits for a named pipe ends when the run does, and reads it when a writer comes" {
	mkfifo pipe
	for pool in thread process; do
		run within 60 "$PMAP" --pool "$pool" -j2 --halt now,fail=1 @cat ::: pipe missing
		[ "$status" -eq 1 ]
		bg cp text pipe
		run within 60 "$PMAP" --pool "$pool" @cat -o "$pool" ::: pipe
		[ "$status" -eq 0 ]
		wait_bg
		[ "$status" -eq 0 ]
		cmp "$pool" text
	done
}

@test "@help lists every function with its usage and reads no input" {
	run within 60 "$PMAP" @help
	[ "$status" -eq 0 ]
	for name in bunzip2 bzip2 gunzip gzip unxz xz unzstd zstd cat wc sha256 xxh3 crc32 stat sleep fetch help; do
		[[ $output == *"  @$name "* ]]
	done
	awk 'length > 100 { exit 1 }' <<<"$output"
	run bash -c '"$PMAP" @help >/dev/full'
	[ "$status" -eq 255 ]
}

@test "every function of @help is in the manual" {
	for name in $("$PMAP" @help | sed -n 's/^  @\([a-z0-9]*\) .*/\1/p'); do
		grep -qE "^\.It Li (.* )?@$name( |\$)" "$SRCDIR/man/pmap.1.in"
	done
}

@test "libraries are loaded when they are used, not before" {
	command -v strace >/dev/null || skip "no strace"
	strace -f -e trace=openat -o log "$PMAP" echo ::: a || skip "strace does not work here"
	run grep -E 'libcurl|libcrypto|libssl|liblzma|libz\.|libbz2|libzstd' log
	[ "$status" -eq 1 ]
}

@test "functions that only wait get what --hint io gives, others and other hints do not" {
	echo text >some
	run "$PMAP" --stats=wait.yaml @sleep ::: 0
	[ "$status" -eq 0 ]
	grep -q 'hint: io' wait.yaml
	run "$PMAP" --stats=said.yaml --hint cpu @sleep ::: 0
	[ "$status" -eq 0 ]
	[ "$(grep -c 'hint: io' said.yaml)" -eq 0 ]
	run "$PMAP" --stats=compute.yaml @wc ::: some
	[ "$status" -eq 0 ]
	[ "$(grep -c 'hint: io' compute.yaml)" -eq 0 ]
}
