# SPDX-License-Identifier: MIT
# The functions that pack and unpack: @bzip2 @gzip @xz @zstd and back, beside the programs of these names.
load helpers/common

setup() {
	common_setup
	for tool in bzip2 gzip xz zstd; do command -v "$tool" >/dev/null || skip "no $tool"; done
	seq 20000 >text
	: >empty
}
teardown() { no_leftovers; }

formats='bzip2 gzip xz zstd'
# The function that unpacks what format $1 is.
un() {
	case $1 in bzip2) echo @bunzip2 ;; gzip) echo @gunzip ;; *) echo "@un$1" ;; esac
}

# From good: short, its first half, and damaged, with other bytes in the middle.
spoil() {
	local half=$(($(stat -c %s good) / 2))

	head -c "$half" good >short
	{ cat short; printf 'XXXXXXXXXXXX'; tail -c "+$((half + 13))" good; } >damaged
}

@test "what a function packs, the program unpacks, at each level" {
	for f in $formats; do
		for level in 1 5 9; do
			"$PMAP" "@$f" "-$level" ::: text | "$f" -dc | cmp - text
		done
		"$PMAP" "@$f" ::: empty | "$f" -dc | cmp - empty
	done
}

@test "what the program packs, the function unpacks" {
	for f in $formats; do
		"$f" -c text >packed
		"$PMAP" "$(un "$f")" ::: packed | cmp - text
		"$f" -c empty >packed
		"$PMAP" "$(un "$f")" ::: packed | cmp - empty
		"$PMAP" "@$f" -d ::: packed | cmp - empty
	done
}

@test "@bzip2 and @xz write the bytes that bzip2 and xz write" {
	for f in bzip2 xz; do
		for level in 1 9; do
			"$f" "-$level" -c text >packed
			"$PMAP" "@$f" "-$level" ::: text | cmp - packed
		done
	done
	xz -3e -c text >packed
	"$PMAP" @xz -3e ::: text | cmp - packed
}

@test "a level that is not there is refused with those that are" {
	run "$PMAP" @zstd -20 ::: text
	[ "$status" -eq 1 ]
	[[ $output == *"@zstd has levels from -1 to -19, not -20"* ]]
	"$PMAP" @zstd -19 ::: text | zstd -dc | cmp - text
	run "$PMAP" @gzip -0 ::: text
	[ "$status" -eq 1 ]
}

@test "members one after the other are one file" {
	for f in $formats; do
		{ "$f" -c text; "$f" -c empty; "$f" -1 -c text; } >packed
		"$PMAP" "$(un "$f")" ::: packed | cmp - <(cat text text)
	done
}

@test "several names after -c, or behind -o, are several inputs" {
	for f in $formats; do
		"$f" -c text >packed
		"$PMAP" -n3 "$(un "$f")" -c ::: packed packed packed | cmp - <(cat text text text)
		"$PMAP" -n2 "$(un "$f")" -o "both.$f" ::: packed packed
		cmp "both.$f" <(cat text text)
	done
	run "$PMAP" -n3 @bunzip2 ::: packed packed packed
	[ "$status" -eq 1 ]
	[[ $output == *"@bunzip2 takes one input and one output; -c takes all names as inputs"* ]]
}

@test "a block of --pipe is packed and unpacked" {
	for f in $formats; do
		"$PMAP" -k --pipe --block 30k "@$f" <text >packed
		"$f" -dc <packed | cmp - text
		"$PMAP" --pipe --block 100M --recend '' "$(un "$f")" <packed | cmp - text
	done
}

@test "both pools give the same bytes" {
	for f in $formats; do
		for pool in thread process; do
			"$PMAP" --pool "$pool" "@$f" ::: text >"$pool"
			"$PMAP" --pool "$pool" "$(un "$f")" ::: "$pool" | cmp - text
		done
		cmp thread process
	done
}

@test "-o, or a second name, writes a file, and the input stays" {
	for f in $formats; do
		run "$PMAP" "@$f" {} {}.packed ::: text
		[ "$status" -eq 0 ]
		same "$output" ""
		run "$PMAP" "$(un "$f")" -k text.packed -o {} ::: "back.$f"
		[ "$status" -eq 0 ]
		cmp "back.$f" text
		run "$PMAP" "$(un "$f")" --output=back2 --force {} ::: text.packed
		[ "$status" -eq 0 ]
		cmp back2 text
		[ -e text.packed ]
		rm text.packed
	done
}

@test "a file that is there is only replaced with -f" {
	echo old >out
	gzip -c text >text.gz
	run "$PMAP" @gunzip {} out ::: text.gz
	[ "$status" -eq 1 ]
	[[ $output == *"'out' exists already; -f replaces it"* ]]
	same "$(<out)" old
	run "$PMAP" @gunzip -f {} out ::: text.gz
	[ "$status" -eq 0 ]
	cmp out text
}

@test "with -f a link is replaced, not what it points to" {
	echo old >target
	ln -s target out
	gzip -c text >text.gz
	run "$PMAP" @gunzip {} out ::: text.gz
	[ "$status" -eq 1 ]
	run "$PMAP" @gunzip -f {} out ::: text.gz
	[ "$status" -eq 0 ]
	same "$(<target)" old
	[ ! -L out ]
	cmp out text
	ln -s nowhere dangling
	run "$PMAP" @gunzip {} dangling ::: text.gz
	[ "$status" -eq 1 ]
	[ ! -e nowhere ]
}

@test "a device or a pipe is written, never replaced" {
	gzip -c text >text.gz
	run "$PMAP" @gunzip {} /dev/null ::: text.gz
	[ "$status" -eq 0 ]
	[ -c /dev/null ]
	mkfifo pipe
	bg cp pipe got
	run "$PMAP" @gunzip -f {} pipe ::: text.gz
	[ "$status" -eq 0 ]
	wait_bg
	[ "$status" -eq 0 ]
	[ -p pipe ]
	cmp got text
}

@test "an output file has the permissions of its input, within the umask" {
	gzip -c text >text.gz
	chmod 600 text.gz
	"$PMAP" @gunzip {} a ::: text.gz
	same "$(stat -c %a a)" 600
	chmod 666 text.gz
	(umask 027 && "$PMAP" @gunzip {} b ::: text.gz)
	same "$(stat -c %a b)" 640
}

@test "a file that is damaged, cut or of another kind leaves nothing under the final name, nor beside it" {
	for f in $formats; do
		"$f" -c text >good
		spoil
		for bad in short damaged text empty; do
			mkdir out
			run "$PMAP" "$(un "$f")" {} out/file ::: "$bad"
			[ "$status" -eq 1 ]
			[[ $output == *"cannot decompress '$bad': "* ]]
			rmdir out
		done
	done
}

@test "every reason is a sentence that names the file" {
	mkdir directory
	for f in $formats; do
		"$f" -c text >good
		spoil
		{ cat good; echo other; } >longer
		run "$PMAP" -k -j1 "$(un "$f")" ::: text empty short damaged directory missing
		[ "$status" -eq 6 ]
		[[ $output == *"cannot decompress 'text': it is not a"*" $f file"* ]]
		[[ $output == *"cannot decompress 'empty': it is empty"* ]]
		[[ $output == *"cannot decompress 'short': it ends too early"* ]]
		[[ $output == *"cannot decompress 'damaged': its data is corrupt"* ]]
		[[ $output == *"cannot read 'directory': Is a directory"* ]]
		[[ $output == *"cannot open 'missing': No such file or directory"* ]]
		run "$PMAP" "$(un "$f")" -t ::: longer
		[ "$status" -eq 1 ]
		[[ $output == *"cannot decompress 'longer': "* ]]
	done
}

@test "a file that may not be read is named" {
	[ "$(id -u)" -ne 0 ] || skip "root may read everything"
	gzip -c text >secret
	chmod 0 secret
	run "$PMAP" @gunzip ::: secret
	[ "$status" -eq 1 ]
	[[ $output == *"cannot open 'secret': Permission denied"* ]]
}

@test "no beginning of a packed file passes for the whole" {
	echo hello | tee small >/dev/null
	for f in $formats; do
		"$f" -c small >good
		n=$(stat -c %s good)
		for ((i = 0; i < n; i++)); do head -c "$i" good >"cut.$i"; done
		run "$PMAP" "$(un "$f")" ::: cut.*
		[ "$status" -eq "$n" ]
		rm cut.*
	done
}

@test "a damaged file costs its own task and no other" {
	for f in $formats; do
		"$f" -c text >good
		spoil
		for pool in thread process; do
			run bash -c '"$PMAP" -k --pool "$1" "$2" ::: good good damaged good >out 2>err' - "$pool" "$(un "$f")"
			[ "$status" -eq 1 ]
			[ "$(grep -c damaged err)" -eq 1 ]
			head -c "$((2 * $(stat -c %s text)))" out | cmp - <(cat text text)
			tail -c "$(stat -c %s text)" out | cmp - text
		done
	done
}

@test "zero bytes behind gzip data are padding, anything else is not" {
	{ gzip -c text; head -c 3000 /dev/zero; } >padded.gz
	"$PMAP" @gunzip ::: padded.gz | cmp - text
	{ gzip -c text; head -c 3000 /dev/zero; echo x; } >other.gz
	run bash -c '"$PMAP" @gunzip ::: other.gz >out'
	[ "$status" -eq 1 ]
	same "$output" "pmap: cannot decompress 'other.gz': behind its end there are other data"
}

@test "-t reads all of a file and prints nothing" {
	for f in $formats; do
		"$f" -c text >good
		run "$PMAP" "@$f" -t ::: good
		[ "$status" -eq 0 ]
		same "$output" ""
	done
}

@test "--output-limit bounds what a packed file unpacks to, by name, in both pools" {
	head -c 20000000 /dev/zero >zeros
	for f in $formats; do
		"$f" -c zeros >bomb
		for pool in thread process; do
			run bash -c '"$PMAP" --pool "$1" --output-limit 1M "$2" ::: bomb 2>err | wc -c; s=${PIPESTATUS[0]}; cat err; exit "$s"' - "$pool" "$(un "$f")"
			[ "$status" -eq 1 ]
			[ "${lines[0]}" -le 1048576 ]
			[[ $output == *"$(un "$f") was stopped at 'bomb': more than 1048576 bytes of output (--output-limit)"* ]]
		done
		run "$PMAP" --output-limit 1M "$(un "$f")" {} out ::: bomb
		[ "$status" -eq 1 ]
		[ ! -e out ]
		"$PMAP" --output-limit 20000000 "$(un "$f")" ::: bomb | cmp - zeros
	done
}

@test "--output-limit ends an ordinary command that prints too much, and no other" {
	run bash -c '"$PMAP" -k --output-limit 1000 "yes | head -c {}" ::: 999 1000 1001 1000000 2>err >out; s=$?; wc -c <out; exit "$s"'
	[ "$status" -eq 2 ]
	same "$output" 3999
	grep -q 'task 3 wrote more than 1000 bytes (--output-limit) and was ended' err
	grep -q 'task 4 wrote more than 1000 bytes' err
}

@test "a name that begins with a dash is a name behind --" {
	gzip -c text >./-x.gz
	"$PMAP" @gunzip -- ::: -x.gz | cmp - text
	run "$PMAP" @gunzip ::: -x.gz
	[ "$status" -eq 1 ]
	[[ $output == *"@gunzip has no option '-x'"* ]]
	run "$PMAP" @gunzip --nonsense=1 ::: text
	[ "$status" -eq 1 ]
	[[ $output == *"@gunzip has no option '--nonsense'"* ]]
	run "$PMAP" @gunzip text -o ::: ''
	[ "$status" -eq 1 ]
}

@test "a run that is ended leaves no part of an output file, in either pool" {
	mkfifo feed
	gzip -c text >text.gz
	for pool in thread process; do
		bg "$PMAP" --pool "$pool" @gunzip feed {} ::: result
		exec 8>feed
		head -c 3000 text.gz >&8
		kill -TERM "$BG"
		wait_bg
		exec 8>&-
		[ "$status" -eq 143 ]
		[ ! -e result ]
		same "$(ls -A)" "$(printf '%s\n' empty feed text text.gz)"
	done
}

@test "one large bzip2 file is unpacked by idle slots, block by block" {
	export PMAP_CPUS=4
	seq 400000 >large
	for level in 1 9; do
		bzip2 "-$level" -c large >"$level.bz2"
		[ "$(stat -c %s "$level.bz2")" -gt 400000 ]
		for pool in thread process; do
			"$PMAP" -j4 --pool "$pool" @bunzip2 ::: "$level.bz2" | cmp - large
		done
	done
	cat 9.bz2 1.bz2 <(bzip2 -c empty) 9.bz2 >several.bz2
	"$PMAP" -j4 @bunzip2 ::: several.bz2 | cmp - <(cat large large large)
	"$PMAP" -k -j4 @bunzip2 ::: several.bz2 1.bz2 several.bz2 | cmp - <(cat large large large large large large large)
}

@test "damage in a large bzip2 file is seen, wherever it is" {
	export PMAP_CPUS=4
	seq 400000 >large
	bzip2 -1 -c large >good
	size=$(stat -c %s good)
	for at in 0 3 5 12 300000 $((size - 12)) $((size - 1)); do
		{ head -c "$at" good; printf '\252'; tail -c "+$((at + 2))" good; } >damaged
		! cmp -s good damaged
		run bash -c '"$PMAP" -j4 @bunzip2 {} out ::: damaged 2>&1'
		[ "$status" -eq 1 ]
		[[ $output == *"cannot decompress 'damaged': "* ]]
		[ ! -e out ]
	done
	for n in $((size - 1)) $((size - 11)) 400000; do
		head -c "$n" good >short
		run bash -c '"$PMAP" -j4 @bunzip2 {} out ::: short 2>&1'
		[ "$status" -eq 1 ]
		[[ $output == *"cannot decompress 'short': "* ]]
		[ ! -e out ]
	done
	{ cat good; echo other; } >longer
	run bash -c '"$PMAP" -j4 @bunzip2 {} out ::: longer 2>&1'
	[ "$status" -eq 1 ]
	[[ $output == *"cannot decompress 'longer': behind its end there are other data"* ]]
}

# The bytes from 64 on whose bits in three numbers of 16 bits are set, as octal escapes for tr.
bytes_of() {
	local at=64 bit word

	for word; do
		for bit in {15..0}; do
			((word >> bit & 1)) && printf '\\%03o' "$at"
			at=$((at + 1))
		done
	done
	return 0
}

@test "the numbers that mark blocks may also stand inside blocks" {
	export PMAP_CPUS=4
	# A block begins with a map of the bytes it holds: with the right bytes the map holds the number 0x314159265359.
	for words in "0x3141 0x5926 0x5359" "0x1772 0x4538 0x5090"; do
		# shellcheck disable=SC2086 # words
		head -c 12000000 /dev/urandom | tr -dc "$(bytes_of $words)" >text
		bzip2 -1 -c text >text.bz2
		[ "$(stat -c %s text.bz2)" -gt 400000 ]
		for pool in thread process; do
			"$PMAP" -j4 --pool "$pool" @bunzip2 ::: text.bz2 | cmp - text
		done
		head -c 420000 text.bz2 >short
		run bash -c '"$PMAP" -j4 @bunzip2 {} out ::: short 2>&1'
		[ "$status" -eq 1 ]
		[[ $output == *"cannot decompress 'short': "* ]]
	done
}

@test "large files of independent parts are unpacked by idle slots, in the other formats" {
	export PMAP_CPUS=4
	command -v python3 >/dev/null || skip "no python3"
	head -c 2000000 /dev/urandom | od -An -tx1 >text
	split -b 200000 text part.
	for p in part.*; do zstd -q -c "$p"; done >good.zstd
	xz -0 -T2 --block-size=256KiB -c text >good.xz
	python3 - <<-'EOF'
		import struct, zlib
		text = open("text", "rb").read()
		with open("good.gzip", "wb") as out:  # as bgzip does
		    for i in range(0, len(text), 60000):
		        part = text[i:i + 60000]
		        c = zlib.compressobj(1, zlib.DEFLATED, -15)
		        packed = c.compress(part) + c.flush()
		        out.write(struct.pack("<BBBBIBBHBBHH", 31, 139, 8, 4, 0, 0, 255, 6, 66, 67, 2, len(packed) + 25) + packed)
		        out.write(struct.pack("<II", zlib.crc32(part), len(part)))
	EOF
	for f in gzip xz zstd; do
		[ "$(stat -c %s "good.$f")" -gt 1000000 ]
		for pool in thread process; do
			"$PMAP" -j4 --pool "$pool" "$(un "$f")" ::: "good.$f" | cmp - text
		done
		"$PMAP" -n2 -j4 "$(un "$f")" -c ::: "good.$f" "good.$f" | cmp - <(cat text text)
		mv "good.$f" good
		spoil
		for bad in short damaged; do
			run "$PMAP" -j4 "$(un "$f")" {} out ::: "$bad"
			[ "$status" -eq 1 ]
			[[ $output == *"cannot decompress '$bad': "* ]]
			[ ! -e out ]
		done
	done
}
