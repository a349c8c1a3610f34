# SPDX-License-Identifier: MIT
# --report: a page that says what happened, whatever the tasks are called and print, and that asks for nothing.
bats_require_minimum_version 1.5.0
load helpers/common

setup() { common_setup; }
teardown() { no_leftovers; }

# page FILE [FACT]: fail unless the file is a sound page; print the fact. text = what a reader sees, titles = what hovering shows,
# scripts = the types of scripts, count CLASS = elements of that class; a python expression of `stats` and `attempts`, the data in it.
page() {
	python3 - "$@" <<-'PYTHON'
		import html.parser, json, re, sys

		VOID = {"meta", "br", "link", "img", "input", "hr"}

		class Page(html.parser.HTMLParser):
		    def __init__(self):
		        super().__init__(convert_charrefs=True)
		        self.open, self.text, self.titles, self.scripts, self.classes, self.csp = [], [], [], [], [], None

		    def handle_starttag(self, tag, attrs):
		        a = dict(attrs)
		        self.handle_startendtag(tag, attrs)
		        if tag not in VOID:
		            self.open.append(tag)
		        if tag == "script":
		            self.scripts.append([a.get("type"), a.get("id"), ""])

		    def handle_startendtag(self, tag, attrs):
		        a = dict(attrs)
		        for name, value in attrs:
		            assert not name.startswith("on") and name not in ("src", "href", "xlink:href", "action"), (tag, name)
		        assert tag not in ("link", "img", "iframe", "object", "embed", "base", "form"), tag
		        self.classes += (a.get("class") or "").split()
		        if (a.get("http-equiv") or "").lower() == "content-security-policy":
		            assert "body" not in self.open and "style" not in self.classes
		            self.csp = a["content"]

		    def handle_endtag(self, tag):
		        assert self.open and self.open[-1] == tag, "%s closes %s" % (tag, self.open[-1:])
		        self.open.pop()

		    def handle_data(self, data):
		        if "script" in self.open:
		            self.scripts[-1][2] += data
		        elif "title" in self.open and "svg" in self.open:
		            self.titles.append(data)
		        elif "style" not in self.open:
		            self.text.append(data)

		raw = open(sys.argv[1], "rb").read()
		source = raw.decode("utf-8")            # sound UTF-8, whatever tasks print
		assert source.startswith("<!DOCTYPE html>\n") and source.endswith("</html>\n")
		assert not re.search(r"https?:|//[a-z]|@import|url\((?!#)", source), "asks for something"
		assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", source), "a control character"
		p = Page()
		p.feed(source)
		p.close()
		assert not p.open, p.open
		assert p.csp == "default-src 'none'; style-src 'unsafe-inline'", p.csp
		text = "".join(p.text)
		assert not re.search(r"\b-?(nan|inf|infinity)\b", text.lower()), "a number that is none"
		data = {i: json.loads(body, parse_constant=lambda c: 1 / 0) for kind, i, body in p.scripts}
		stats, attempts = data["stats"], data["attempts"]
		fact = sys.argv[2] if len(sys.argv) > 2 else None
		if fact == "text":
		    print(text)
		elif fact == "titles":
		    print("\n".join(p.titles))
		elif fact == "scripts":
		    print(" ".join(sorted(set(str(kind) for kind, i, body in p.scripts))))
		elif fact == "count":
		    print(p.classes.count(sys.argv[3]))
		elif fact:
		    print(eval(fact))
	PYTHON
}

@test "the page has every part and asks for nothing" {
	run "$PMAP" -j2 --report r.html 'echo {}' ::: 1 2 3 4
	[ "$status" -eq 0 ]
	run page r.html text
	[ "$status" -eq 0 ]
	for part in '4 tasks in ' 'of slot-time went' 'Tasks over time' 'How long tasks took' 'Speed-up by slots' 'Slowest tasks' Figures Environment measured predicted; do
		[[ $output = *"$part"* ]]
	done
	[[ $output != *'Failed tasks'* ]]
	run page r.html scripts
	same "$output" application/json
}

@test "the output of the tasks is what it is without a report" {
	run "$PMAP" -k -j3 --report r.html 'echo {}; exit {}' ::: 0 1 2
	same "$output" $'0\n1\n2'
	[ "$status" -eq 2 ]
}

@test "the figures in the page are those of --stats=FILE.json" {
	run "$PMAP" -j2 --stats=s.json --report r.html 'exit {}' ::: 0 1 0 3
	[ "$status" -eq 2 ]
	run page r.html 'stats == json.load(open("s.json"))'
	same "$output" True
	[ "$status" -eq 0 ]
	run page r.html 'stats["tasks"]["failed"], stats["run"]["exit"]'
	same "$output" '(2, 2)'
}

@test "a report needs no --stats to know where the time went" {
	run "$PMAP" -j2 --report r.html 'sleep 0.0{}' ::: 1 2 3 4
	[ "$status" -eq 0 ]
	run page r.html 'abs(sum(v for k, v in stats["ledger"].items() if k != "slot_seconds") / (stats["time"]["wall"] * stats["slots"]["mean"]) - 1) < 0.02'
	same "$output" True
}

@test "every attempt is listed and drawn, and those that failed are hatched" {
	run "$PMAP" -j1 --retries 3 --report r.html '[ {} -ne 2 ] || { echo x >>n; [ "$(wc -l <n)" -ge 3 ]; }' ::: 1 2 3
	[ "$status" -eq 0 ]
	run page r.html '[(r[0], r[1], r[2], r[7]) for r in attempts["rows"]]'
	same "$output" "[(1, 1, 1, 'ok'), (2, 1, 1, 'exit 1'), (2, 2, 1, 'exit 1'), (2, 3, 1, 'ok'), (3, 1, 1, 'ok')]"
	run page r.html titles
	[ "$(grep -c '^#' <<<"$output")" -eq 5 ]
	grep -q '^#2: .*; exit 1; attempt 1$' <<<"$output"
	grep -q '^#2: .*; attempt 3$' <<<"$output"
	run page r.html count failed
	[ "$output" -ge 2 ]
}

@test "a failed task comes with its command, how it ended and what it said" {
	run "$PMAP" -j1 --report r.html 'echo "cannot find {}" >&2; kill -9 $$' ::: it
	[ "$status" -ne 0 ]
	run page r.html text
	[[ $output = *'Failed tasks'*'Task 1 signal 9 after '* ]]
	[[ $output = *'cannot find it'* ]]
	[[ $output = *'echo "cannot find it" >&2; kill -9 $$'* ]]
}

@test "what a failed task said is kept also by line, in order, and when it comes in pieces" {
	for how in --line-buffer --keep-order --group; do
		run --separate-stderr "$PMAP" -j2 "$how" --report r.html 'for i in 1 2 3; do echo "{} says $i" >&2; done; exit 1' ::: a b
		[ "$status" -eq 2 ]
		run page r.html text
		[[ $output = *$'a says 1\na says 2\na says 3\n'* ]]
		[[ $output = *$'b says 1\nb says 2\nb says 3\n'* ]]
	done
}

@test "of much standard error the end is shown" {
	run --separate-stderr "$PMAP" --report r.html 'seq 20000 >&2; echo the very end >&2; exit 1' ::: 1
	[ "$status" -eq 1 ]
	run page r.html text
	[[ $output = *'the last 2048 of 108'*' bytes of its standard error'* ]]
	[[ $output = *$'\n20000\nthe very end\n'* ]]
	[[ $output != *$'\n1000\n'* ]]
}

@test "a task that passed has nothing of its standard error in the page" {
	run --separate-stderr "$PMAP" --report r.html 'echo whis"pered" >&2' ::: 1
	[ "$status" -eq 0 ]
	run page r.html text
	[ "$status" -eq 0 ]
	[[ $output != *whispered* ]]
}

@test "standard error that went past pmap is said to be missing" {
	run "$PMAP" -u --report r.html 'exit 1' ::: 1
	[ "$status" -eq 1 ]
	run page r.html text
	[[ $output = *'What tasks print on standard error is not shown: it went past pmap (--ungroup)'* ]]
	run "$PMAP" --results out --report r.html 'exit 1' ::: 1
	[ "$status" -eq 1 ]
	run page r.html text
	[[ $output = *'is not shown: it went into the result files'* ]]
}

@test "no task can put markup, control characters or broken text into the page" {
	cat >say <<-'EOF'
		#!/bin/sh
		printf '</pre></script><!--<script>alert(1)</script>&lt; \033[31m\001\177 \377\376 \342\200\256\302\233\n' >&2
		exit 1
	EOF
	chmod +x say
	run --separate-stderr "$PMAP" -j1 --report r.html ./say {} ::: '</title></script><b onclick="x()">' $'\xff\xfe\xc3(' $'\e]0;title\a' "it's & \"that\""
	[ "$status" -eq 4 ]
	run page r.html text
	[ "$status" -eq 0 ]
	[[ $output = *'</pre></script><!--<script>alert(1)</script>&lt; \x1b[31m\x01\x7f \xff\xfe \u{202e}\u{009b}'* ]]
	[[ $output = *'</title></script><b onclick="x()">'* ]]
	[[ $output = *'\xff\xfe\xc3('* ]]
	[[ $output = *'\x1b]0;title\x07'* ]]
	run page r.html scripts
	same "$output" application/json
	run page r.html 'stats["run"]["argv"][-3], stats["run"]["argv"][-1]'
	same "$output" "({'b64': '//7DKA=='}, 'it\\'s & \"that\"')"
}

@test "of many failed tasks the first fifty are told of, and the others counted" {
	run --separate-stderr "$PMAP" -j4 --report r.html 'head -c 5000 /dev/zero | tr "\0" "<" >&2; exit 1' ::: {1..60}
	[ "$status" -eq 60 ]
	run page r.html text
	[[ $output = *'10 more failed.'* ]]
	[ "$(wc -c <r.html)" -lt 200000 ]
	run page r.html count task
	[ "$output" -eq 50 ]
}

@test "a thousand tasks make a page below 300 kB" {
	run "$PMAP" -j4 --report r.html 'exit $(({} % 100 == 0))' ::: {1..1000}
	[ "$status" -eq 10 ]
	[ "$(wc -c <r.html)" -lt 300000 ]
	run page r.html 'len(attempts["rows"]), attempts["left_out"]'
	same "$output" '(1000, 0)'
	run page r.html titles
	[ "$(grep -c '^#' <<<"$output")" -eq 1000 ]
}

@test "above 5000 attempts neighbours are drawn as one, but for those that failed" {
	run bash -c 'yes 0 | head -n 6000 | sed 3000s/0/x/ | "$PMAP" -j2 --report r.html @sleep'
	[ "$status" -eq 1 ]
	run page r.html text
	[[ $output = *'neighbours less than 1 pixel apart are drawn as one'* ]]
	run page r.html titles
	[ "$(grep -c '^[0-9]* tasks, ' <<<"$output")" -gt 0 ]
	[ "$(wc -l <<<"$output")" -lt 5000 ]
	grep -q '^#3000: ' <<<"$output"
}

@test "a run without tasks, with one and with one slot has a page" {
	run "$PMAP" -r --report r.html true </dev/null
	[ "$status" -eq 0 ]
	run page r.html text
	[ "$status" -eq 0 ]
	[[ $output = *'0 tasks in '*'no task ran'* ]]
	run "$PMAP" -j4 --report r.html true ::: 1
	[ "$status" -eq 0 ]
	run page r.html text
	[ "$status" -eq 0 ]
	[[ $output = *'1 task in '*'not enough data: one task cannot be shared'* ]]
	run "$PMAP" -j1 --report r.html true ::: 1 2
	[ "$status" -eq 0 ]
	run page r.html text
	[ "$status" -eq 0 ]
	[[ $output = *'not enough data: one slot has nothing to be compared with'* ]]
	run "$PMAP" -j2 --report r.html ./no-such-program ::: 1 2
	[ "$status" -eq 2 ]
	run page r.html text
	[ "$status" -eq 0 ]
	[[ $output = *'Failed tasks'* ]]
}

@test "a run that was stopped has its page" {
	bg "$PMAP" -j1 --report r.html 'meet say started hold; : {}' ::: 1 2 3
	meet wait started
	kill -INT "$BG"
	wait_bg
	[ "$status" -eq 130 ]
	run page r.html 'stats["tasks"]["ok"], stats["tasks"]["cancelled"], [r[7] for r in attempts["rows"]]'
	same "$output" "(0, 1, ['cancelled'])"
	run page r.html titles
	[[ $output = *'; cancelled'* ]]
}

@test "a report that is there is replaced, and by nothing else than a whole one" {
	echo old >r.html
	run "$PMAP" --report r.html 'cat r.html; : {}' ::: 1
	same "$output" old
	[ "$status" -eq 0 ]
	run page r.html
	[ "$status" -eq 0 ]
	run bash -c 'ls -A | grep -v -x r.html'
	same "$output" ""
}

@test "a report that cannot be written in the end makes the run fail" {
	mkdir d
	run --separate-stderr "$PMAP" --report d/r.html 'rmdir d; echo {}' ::: 1
	same "$output" 1
	[ "$status" -eq 255 ]
	[[ $stderr = *"cannot write 'd/r.html': No such file or directory"* ]]
}

@test "a name that cannot be written is refused before anything runs" {
	mkdir dir.html
	refused() {
		run "$PMAP" --report "$1" 'touch ran' ::: 1
		[ "$status" -eq 255 ]
		[[ $output = *"$2"* ]] || { printf '%s\n' "$output" >&2; return 1; }
		[ ! -e ran ]
	}
	refused r.txt "cannot write the report to 'r.txt': the name must end in .html or .htm"
	refused .html "the name must end in .html or .htm"
	refused '' "the name must end in .html or .htm"
	refused - "cannot write the report to standard output, which has the output of the tasks: name a file that ends in .html"
	refused nowhere/r.html "cannot write the report 'nowhere/r.html': No such file or directory"
	refused dir.html "cannot write the report 'dir.html': Is a directory"
	for mode in --compare --probe; do
		run "$PMAP" "$mode" --report r.html true
		[ "$status" -eq 255 ]
		[[ $output = *"--report tells of one run of the tasks: it cannot be used with $mode" ]]
	done
}

@test "a dry run leaves no report" {
	run "$PMAP" --dry-run --report r.html echo ::: 1
	same "$output" 'echo 1'
	[ "$status" -eq 0 ]
	[ ! -e r.html ]
}

@test "any case of the suffix will do, and .htm" {
	run "$PMAP" --report R.HTM true ::: 1
	[ "$status" -eq 0 ]
	run page R.HTM
	[ "$status" -eq 0 ]
}
