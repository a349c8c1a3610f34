# SPDX-License-Identifier: MIT
# @fetch, against a small server on this machine.
load helpers/common

setup() {
	common_setup
	command -v python3 >/dev/null || skip "no python3"
	"$PMAP" -N0 @fetch http://127.0.0.1:1/ ::: a 2>&1 | grep -q 'without libcurl\|needs libcurl' && skip "no libcurl"
	unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
	export no_proxy='*'
}
teardown() {
	[ -z "${SERVER-}" ] || kill "$SERVER" 2>/dev/null || true
	[ -z "${SERVER-}" ] || wait "$SERVER" 2>/dev/null || true
	no_leftovers
}

# Start it: $URL is where it is, $SERVER its process. It keeps connections open and counts them.
serve() {
	cat >server.py <<-'EOF'
		import http.server, os, socketserver, sys, threading, time
		lock, connections, together, most = threading.Lock(), 0, 0, 0
		class Handler(http.server.BaseHTTPRequestHandler):
		    protocol_version = "HTTP/1.1"
		    def setup(self):
		        global connections
		        super().setup()
		        with lock: connections += 1
		    def log_message(self, *a): pass
		    def answer(self, status, body, **headers):
		        self.send_response(status)
		        for k, v in headers.items(): self.send_header(k.replace("_", "-"), v)
		        self.send_header("Content-Length", str(len(body)))
		        self.end_headers()
		        self.wfile.write(body)
		    def do_GET(self):
		        global together, most
		        path, _, query = self.path.partition("?")
		        if path == "/connections": self.answer(200, b"%d\n" % connections)
		        elif path == "/echo": self.answer(200, query.encode() + b"\n")
		        elif path == "/header": self.answer(200, (self.headers.get("X-Test", "") + "\n").encode())
		        elif path == "/agent": self.answer(200, (self.headers.get("User-Agent", "") + "\n").encode())
		        elif path == "/user": self.answer(200, (self.headers.get("Authorization", "") + "\n").encode())
		        elif path == "/moved": self.answer(302, b"moved\n", Location="/echo?there")
		        elif path == "/file": self.answer(302, b"moved\n", Location="file:///etc/passwd")
		        elif path == "/round": self.answer(302, b"moved\n", Location="/round")
		        elif path == "/status": self.answer(int(query), b"sorry\n")
		        elif path == "/large": self.answer(200, b"x" * int(query))
		        elif path == "/short":
		            self.send_response(200); self.send_header("Content-Length", "1000"); self.end_headers()
		            self.wfile.write(b"x" * 10); self.wfile.flush(); self.close_connection = True
		        elif path == "/meet": # answered when that many are here
		            with lock:
		                together += 1
		                if together == int(query): gate.set()
		            gate.wait()
		            self.answer(200, b"met\n")
		        elif path == "/never": time.sleep(1000)
		        else: self.answer(404, b"no such thing\n")
		    def do_POST(self):
		        self.answer(200, self.command.encode() + b" " + self.rfile.read(int(self.headers["Content-Length"])) + b"\n")
		    do_PUT = do_POST
		class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
		    daemon_threads, request_queue_size, block_on_close = True, 2000, False
		    def handle_error(self, *a): pass
		gate = threading.Event()
		threading.stack_size(128 * 1024)
		s = Server(("127.0.0.1", 0), Handler)
		with open("port.tmp", "w") as f: f.write(str(s.server_address[1]))
		os.rename("port.tmp", "port")
		s.serve_forever()
	EOF
	bg python3 server.py
	SERVER=$BG
	until_has port '[0-9]'
	URL=http://127.0.0.1:$(<port)
}

@test "@fetch prints what is at a URL, in order with -k, in both pools" {
	serve
	for pool in thread process; do
		run "$PMAP" --pool "$pool" -k -j4 -q @fetch "$URL/echo?{}" ::: ada bob cyd dan
		[ "$status" -eq 0 ]
		same "$output" "$(printf '%s\n' ada bob cyd dan)"
	done
	run "$PMAP" @fetch ::: "$URL/moved"
	[ "$status" -eq 0 ]
	same "$output" there
}

@test "an answer that is an error fails that task, with URL and status, and no other" {
	serve
	for pool in thread process; do
		run bash -c '"$PMAP" --pool "$1" -k -j3 @fetch ::: "$2/echo?a" "$2/nobody" "$2/status?503" "$2/echo?b" 2>err' - "$pool" "$URL"
		[ "$status" -eq 2 ]
		same "$output" "$(printf 'a\nb')"
		same "$(LC_ALL=C sort err)" "$(printf "pmap: cannot fetch '%s': the server answered %d\n" "$URL/nobody" 404 "$URL/status?503" 503)"
	done
}

@test "a connection is kept for the next URL of the slot" {
	serve
	for pool in thread process; do
		before=$("$PMAP" -j1 @fetch ::: "$URL/connections")
		run "$PMAP" --pool "$pool" -k -j1 @fetch ::: "$URL/echo?1" "$URL/echo?2" "$URL/nobody" "$URL/connections"
		[ "$status" -eq 1 ]
		same "${lines[-1]}" "$((before + 1))"
	done
}

@test "with --hint io a hundred URLs are fetched at the same time, however few CPUs there are" {
	serve
	# The server answers nobody before all of them have asked.
	run within 100 bash -c 'yes "$1/meet?100" | head -n 100 | PMAP_CPUS=1 "$PMAP" --hint io -j100 @fetch | sort | uniq -c' - "$URL"
	[ "$status" -eq 0 ]
	same "$output" "    100 met"
}

@test "a thousand at once need no more than a thread and a connection each" {
	[ "$(ulimit -Hn)" = unlimited ] || [ "$(ulimit -Hn)" -ge 8000 ] || skip "too few open files are allowed"
	ulimit -n "$(ulimit -Hn)"
	serve
	run within 100 bash -c 'yes "$1/meet?1000" | head -n 1000 | "$PMAP" --pool thread -j1000 @fetch | sort | uniq -c' - "$URL"
	[ "$status" -eq 0 ]
	same "$output" "   1000 met"
}

@test "-o writes a file, which is not there when the transfer fails" {
	serve
	run "$PMAP" -q @fetch "$URL/echo?{}" -o {} ::: a b
	[ "$status" -eq 0 ]
	same "$(cat a b)" "$(printf 'a\nb')"
	for bad in nobody short "status?500"; do
		run "$PMAP" -q @fetch "$URL/{}" -o out ::: "$bad"
		[ "$status" -eq 1 ]
		[[ $output == *"cannot fetch '$URL/$bad': "* ]]
		[ ! -e out ]
	done
	run "$PMAP" -q @fetch "$URL/echo?{}" -o a ::: c
	[ "$status" -eq 1 ]
	[[ $output == *"'a' exists already"* ]]
	run "$PMAP" -q @fetch --force "$URL/echo?{}" -o a ::: c
	[ "$status" -eq 0 ]
	same "$(<a)" c
}

@test "headers, agent, user, method and data are sent as curl sends them" {
	serve
	same "$("$PMAP" -q @fetch -H 'X-Test: a b' ::: "$URL/header")" "a b"
	same "$("$PMAP" @fetch -A me ::: "$URL/agent")" me
	same "$("$PMAP" @fetch ::: "$URL/agent")" "pmap/$("$PMAP" --version | sed -n '1s/.* //p')"
	same "$("$PMAP" @fetch -u me:secret ::: "$URL/user")" "Basic $(printf me:secret | base64)"
	same "$("$PMAP" @fetch -d {} "$URL/post" ::: data)" "POST data"
	same "$("$PMAP" @fetch -X PUT -d {} "$URL/post" ::: data)" "PUT data"
	same "$(printf 'a\nb\n' | "$PMAP" -k --pipe -N1 @fetch "$URL/post")" "$(printf 'POST a\n\nPOST b\n')"
}

@test "a password in a URL is not in the message" {
	serve
	run "$PMAP" @fetch ::: "http://me:secret@${URL#http://}/nobody"
	[ "$status" -eq 1 ]
	[[ $output == *"cannot fetch '$URL/nobody': the server answered 404"* ]]
	[[ $output != *secret@* ]]
}

@test "nothing but HTTP is spoken: a URL reads no files" {
	serve
	echo private >file
	for url in "file://$PWD/file" "$URL/file" "gopher://127.0.0.1/" "$URL/round"; do
		run "$PMAP" @fetch ::: "$url"
		[ "$status" -eq 1 ]
		[[ $output == *"cannot fetch '$url': "* ]]
		[[ $output != *private* && $output != *root:* ]]
	done
}

@test "a server that is not there fails the task by name" {
	serve
	kill "$SERVER"
	wait "$SERVER" || true
	run "$PMAP" @fetch ::: "$URL/echo"
	[ "$status" -eq 1 ]
	[[ $output == *"cannot fetch '$URL/echo': "* ]]
}

@test "-m and --timeout end a transfer that takes too long" {
	serve
	run within 60 "$PMAP" @fetch -m 0.3 ::: "$URL/never"
	[ "$status" -eq 1 ]
	[[ $output == *"cannot fetch '$URL/never': "*"timed out"* ]]
	run within 60 "$PMAP" --pool process --timeout 0.5 @fetch ::: "$URL/never"
	[ "$status" -eq 1 ]
	[[ $output == *"timed out"* ]]
}

@test "a transfer ends when the run does" {
	serve
	for pool in thread process; do
		run within 60 "$PMAP" --pool "$pool" -j2 --halt now,fail=1 @fetch ::: "$URL/never" "$URL/nobody"
		[ "$status" -eq 1 ]
	done
}

@test "--output-limit bounds a transfer, by name" {
	serve
	run bash -c '"$PMAP" --output-limit 100k @fetch ::: "$1/large?1000000" 2>&1 >/dev/null' - "$URL"
	[ "$status" -eq 1 ]
	[[ $output == *"@fetch was stopped at '$URL/large?1000000': more than 100"*"bytes of output"* ]]
}
