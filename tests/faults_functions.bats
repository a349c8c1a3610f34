# SPDX-License-Identifier: MIT
# The n-th call fails, for every n (see faults.bats): the functions inside pmap. Only in a build with --enable-faults.
load helpers/common
load helpers/faults

setup() {
	common_setup
	printf 'x\n' | PMAP_FAIL=malloc:1 "$PMAP" echo >/dev/null 2>&1 && skip "needs a build with --enable-faults"
	for i in 1 2 3; do seq "$i" 400 >"$i"; done
}
teardown() { no_leftovers; }

@test "no failing call goes unnoticed: @cat and @sha256" {
	cat 1 2 3 >all
	run sweep_all -e all -- "$PMAP" -k -j2 --pool thread @cat ::: 1 2 3
	all_well
	sha256sum 1 2 3 >all
	run sweep_all -e all -- "$PMAP" -k -j2 --pool thread @sha256 ::: 1 2 3
	all_well
}

@test "no failing call goes unnoticed: packing and unpacking" {
	for f in gzip xz zstd; do
		command -v "$f" >/dev/null || continue
		for i in 1 2 3; do "$f" -c "$i" >"$i.$f"; done
		cat 1 2 3 >all
		un=un$f
		run sweep_all -e all -- "$PMAP" -k -j2 --pool thread "@${un/ungzip/gunzip}" ::: "1.$f" "2.$f" "3.$f"
		all_well
	done
}

@test "no failing call goes unnoticed: one large bzip2 file and helpers" {
	command -v bzip2 >/dev/null || skip "no bzip2"
	export PMAP_CPUS=3
	head -c 450000 /dev/urandom >all
	bzip2 -1 -c all >all.bz2
	run sweep_all -e all -- "$PMAP" -k -j3 --pool thread @bunzip2 ::: all.bz2
	all_well
}

# A script that fails, or that leaves a whole file and prints it; and never a part of one.
@test "no failing call leaves a part of an output file" {
	gzip -c 1 >1.gz
	cat >unpack <<-'EOF'
		rm -f out
		"$PMAP" --pool thread @gunzip 1.gz {} ::: out || s=$?
		[ ! -e out ] || cmp out 1 || exit 99
		if [ -n "${s-}" ]; then [ -z "$(find . -name '.pmap-*')" ] || exit 98; exit "$s"; fi
		cat out
	EOF
	run sweep_all -s -e 1 -- bash unpack
	all_well
}
