# SPDX-License-Identifier: MIT
# A private sshd for a file of tests: `load helpers/sshd` behind helpers/common is enough; what is different in a file it defines behind that.
#
#	$PARALLEL_SSH  reaches the hosts a, b and c (names of this machine, at port $SSHD_PORT) and dead (nobody listens)
#	$SSHD          the directory of it all; nothing is read from or written to ~/.ssh
#	$FAR_HOME      where a login to a, b or c begins
#
# With sshd_share all that goes to a, b and c uses one connection for each, which makes it several times quicker; files of tests that are about
# connections leave it out.
# An account that has no usable shell, or a system that lets no sshd run, skips the file.

setup_file() {
	sshd_start
	sshd_share
}
teardown_file() { sshd_stop; }
setup() { common_setup; }
# What runs on a host has the mark only when it is told: --env PMAP_TEST_MARK.
teardown() { no_leftovers; }

sshd_start() {
	local program=/usr/sbin/sshd pam=no try

	export FAR_HOME SSHD_PORT SSHD=$BATS_FILE_TMPDIR/sshd PARALLEL_SSH="ssh -F $BATS_FILE_TMPDIR/sshd/config"
	[ -x "$(command -v ssh)" ] || skip "no ssh"
	[ -x "$program" ] || skip "no sshd"
	mkdir -p "$SSHD"
	[ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
	ssh-keygen -q -t ed25519 -N '' -f "$SSHD/key"
	ssh-keygen -q -t ed25519 -N '' -f "$SSHD/hostkey"
	cp "$SSHD/key.pub" "$SSHD/authorized"
	for try in 1 2 3 4 5 6 7 8; do
		SSHD_PORT=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
		[ "$try" -lt 5 ] || pam=yes # an account without a password is none to sshd alone
		printf '%s\n' "ListenAddress 127.0.0.1" "Port $SSHD_PORT" "HostKey $SSHD/hostkey" "PidFile $SSHD/pid" \
			"AuthorizedKeysFile $SSHD/authorized" "PasswordAuthentication no" "KbdInteractiveAuthentication no" \
			"PermitRootLogin yes" "UsePAM $pam" "StrictModes no" "UseDNS no" "PrintMotd no" "PrintLastLog no" \
			"MaxStartups 200" "MaxSessions 200" "SetEnv SHLVL=2" >"$SSHD/sshd_config"
		printf '%s\n' "Host a b c" "HostName 127.0.0.1" "Port $SSHD_PORT" "Host dead" "HostName 127.0.0.1" "Port 1" "Host *" \
			"User $(id -un)" "IdentityFile $SSHD/key" "IdentitiesOnly yes" "IdentityAgent none" "BatchMode yes" \
			"UserKnownHostsFile /dev/null" "StrictHostKeyChecking no" "LogLevel ERROR" >"$SSHD/config"
		# Newer ones would not let us in for a while after a login that was refused.
		! "$program" -T -f "$SSHD/sshd_config" 2>/dev/null | grep -qi '^persourcepenalties' || echo "PerSourcePenalties no" >>"$SSHD/sshd_config"
		"$program" -f "$SSHD/sshd_config" -E "$SSHD/log" 3>&- || continue
		FAR_HOME=$(ssh -F "$SSHD/config" a pwd 2>"$SSHD/error" </dev/null) && [[ $FAR_HOME = /* ]] && return
		sshd_stop
	done
	skip "no sshd can run here: $(tail -n 1 "$SSHD/log" "$SSHD/error" 2>/dev/null | tr '\n' ' ')"
}

sshd_share() {
	local host

	[ "${#SSHD}" -lt 80 ] || return 0 # the names of sockets are short
	{ echo "Host a b c"; echo "ControlPath $SSHD/to-%n"; cat "$SSHD/config"; } >"$SSHD/shared"
	for host in a b c; do
		ssh -F "$SSHD/shared" -M -N -f "$host" </dev/null >/dev/null 2>&1 3>&- || return 0
	done
	export PARALLEL_SSH="ssh -F $SSHD/shared"
}

sshd_stop() {
	local host

	for host in a b c; do
		[ ! -S "$SSHD/to-$host" ] || ssh -F "$SSHD/shared" -O exit "$host" 2>/dev/null || true
	done
	[ ! -s "$SSHD/pid" ] || kill "$(<"$SSHD/pid")" || true
}
