# SPDX-License-Identifier: MIT
# A private sshd for a file of tests: sshd_start in setup_file, sshd_stop in teardown_file. Then $PARALLEL_SSH reaches the hosts a, b and c
# (names of this machine, at port $SSHD_PORT) and dead (nobody listens); $SSHD is the directory of it all. Nothing is read from or
# written to ~/.ssh.
# An account that has no usable shell, or a system that lets no sshd run, skips the file.

sshd_start() {
	local program=/usr/sbin/sshd pam=no try

	export SSHD_PORT SSHD=$BATS_FILE_TMPDIR/sshd PARALLEL_SSH="ssh -F $BATS_FILE_TMPDIR/sshd/config"
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
			"MaxStartups 200" "SetEnv SHLVL=2" >"$SSHD/sshd_config"
		printf '%s\n' "Host a b c" "HostName 127.0.0.1" "Port $SSHD_PORT" "Host dead" "HostName 127.0.0.1" "Port 1" "Host *" \
			"User $(id -un)" "IdentityFile $SSHD/key" "IdentitiesOnly yes" "IdentityAgent none" "BatchMode yes" \
			"UserKnownHostsFile /dev/null" "StrictHostKeyChecking no" "LogLevel ERROR" >"$SSHD/config"
		# Newer ones would not let us in for a while after a login that was refused.
		! "$program" -T -f "$SSHD/sshd_config" 2>/dev/null | grep -qi '^persourcepenalties' || echo "PerSourcePenalties no" >>"$SSHD/sshd_config"
		"$program" -f "$SSHD/sshd_config" -E "$SSHD/log" 3>&- || continue
		[ "$(ssh -F "$SSHD/config" a 'echo up' 2>"$SSHD/error" </dev/null)" = up ] && return
		sshd_stop
	done
	skip "no sshd can run here: $(tail -n 1 "$SSHD/log" "$SSHD/error" 2>/dev/null | tr '\n' ' ')"
}

sshd_stop() {
	[ ! -s "$SSHD/pid" ] || kill "$(<"$SSHD/pid")" || true
}
