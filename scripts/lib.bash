# SPDX-License-Identifier: MIT
# What the scripts share: packages, building out of tree, counting results.
# shellcheck disable=SC2034 # used by those who read this file

BUILD_PACKAGES=(gcc libc6-dev make autoconf automake pkg-config libyaml-dev libzstd-dev libbz2-dev libjansson-dev zlib1g-dev liblzma-dev libssl-dev libxxhash-dev libcurl4-openssl-dev libpcre2-dev)
TEST_PACKAGES=(bats procps bzip2 gzip zstd xxhash xz-utils perl python3 libtext-csv-perl shellcheck mandoc groff parallel zsh fish tcsh dash tmux openssh-client openssh-server rsync sqlite3 libsqlite3-0 libdbi-perl libdbd-sqlite3-perl)
CI_PACKAGES=(clang libclang-rt-14-dev valgrind)

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cpus=$(nproc 2>/dev/null || echo 2)

step() { printf '\n==> %s\n' "$*"; }
die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	exit 1
}

# need PACKAGE...: install with apt-get what is missing, as root or through sudo. Without apt-get: name them and go on.
need() {
	local p missing=() as=() log

	if ! command -v apt-get >/dev/null; then
		echo "no apt-get here: these packages, by their Debian names, must be there: $*"
		return 0
	fi
	for p; do
		[ "$(dpkg-query -W -f='${db:Status-Abbrev}' "$p" 2>/dev/null)" = "ii " ] || missing+=("$p")
	done
	[ ${#missing[@]} -gt 0 ] || return 0
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null || die "these packages are missing: ${missing[*]}; install them, or run this as root"
		as=(sudo)
	fi
	step "installing ${missing[*]}"
	log=$(mktemp)
	if ! { "${as[@]}" apt-get update -qq &&
		"${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } \
		</dev/null >"$log" 2>&1; then
		cat "$log" >&2
		rm -f "$log"
		die "apt-get could not install them"
	fi
	rm -f "$log"
}

# Make configure when it is missing or older than what it is made from.
bootstrap() {
	local f

	if [ -x "$top/configure" ] && [ -f "$top/Makefile.in" ]; then
		while read -r f; do
			[ "$f" -nt "$top/Makefile.in" ] && break
			f=
		done < <(find "$top" -path "$top/build*" -prune -o \( -name configure.ac -o -name Makefile.am -o -name local.mk \) -print)
		[ -n "$f" ] || return 0
	fi
	step "making configure"
	(cd "$top" && autoreconf -fi 2>&1 | { grep -v ': installing ' || true; }) || die "autoreconf failed"
}

# build DIR [CONFIGURE ARGUMENT...]: an out-of-tree build. Lines show as they come; details are in DIR/config.log.
build() {
	local dir=$1 configured

	shift
	mkdir -p "$dir" || return 1
	printf -v configured '%q ' "$@"
	if [ ! -f "$dir/Makefile" ] || [ "$top/configure" -nt "$dir/Makefile" ] || [ "$configured" != "$(cat "$dir/.configured" 2>/dev/null)" ]; then
		step "configuring $dir $*"
		(cd "$dir" && "$top/configure" -q --enable-silent-rules "$@") || return 1
		printf '%s' "$configured" >"$dir/.configured"
	fi
	step "building $dir"
	make -C "$dir" -j"$cpus" --no-print-directory
}

# totals DIR...: adds the results of `make check` in those build directories to $passed, $failed and $skipped.
passed=0 failed=0 skipped=0
totals() {
	local dir key result

	for dir; do
		while read -r key result _; do
			[ "$key" = :test-result: ] || continue
			case $result in
			PASS | XFAIL) passed=$((passed + 1)) ;;
			SKIP) skipped=$((skipped + 1)) ;;
			*) failed=$((failed + 1)) ;;
			esac
		done < <(find "$dir" -name '*.trs' -exec cat {} +)
	done
}

# The failed tests of a build directory, each with what its log says about it.
show_failures() {
	local trs log

	find "$1" -name '*.trs' | LC_ALL=C sort | while read -r trs; do
		grep -qE '^:test-result: (FAIL|ERROR|XPASS)' "$trs" || continue
		log=${trs%.trs}.log
		printf '\n--- %s\n' "${log#"$1"/}"
		# TAP puts what happened before a unit's "not ok" and behind the one of a .bats file
		awk '/^ok |^1\.\./ { n = 0; show = 0; next }
			/^not ok / { for (i = 0; i < n; i++) print held[i]; n = 0; show = 1; print; next }
			show { print; next } { held[n++] = $0 }' "$log" | tail -n 60
	done
}

summary() {
	printf '%d passed, %d failed' "$passed" "$failed"
	[ "$skipped" -eq 0 ] || printf ', %d skipped' "$skipped"
	echo
}
