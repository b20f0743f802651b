#!/usr/bin/env bash
# import takes a tar from an http URL, and says in one line why it cannot
. "$(dirname "$0")/../lib.sh"
mkdir served
cp "$FIXTURES/busybox.tar" served/root.tar
xz -0 -k served/root.tar
echo 'no archive' >served/text
python3 "$TESTS/fixtures/file_server.py" port served &
started $!
wait_for test -f port
here=http://127.0.0.1:$(<port)

run_ok import -c 'CMD ["sh"]' -c 'ENV PATH=/bin' -m fetched "$here/root.tar" one
expect_stderr "Downloading from \"$here/root.tar\""
expect_stdout_like '^[0-9a-f]{64}$'
run_ok run --rm one echo works
expect_stdout works
run_ok import -q "$here/root.tar.xz"
expect_stderr ''
run_ok import -q "$here/moved/root.tar?token=hidden" two
run_ok images --format '{{.Repository}}'
expect_stdout_line localhost/two

before=$("$SKIFF" images -q --no-trunc)
expect_one_line_error 125 import -q "$here/missing?token=hidden" three
expect_stderr "Error: cannot import $here/missing: 127.0.0.1:$(<port) answers with status 404"
expect_one_line_error 125 import -q "http://user:hidden@127.0.0.1:$(<port)/root.tar"
expect_stderr_like 'a URL with a user in it'
expect_no_stderr_like hidden
expect_one_line_error 125 import -q "ftp://127.0.0.1/root.tar"
expect_stderr_like 'a URL of the scheme ftp'
run_fails 125 import -q "$here/text"
expect_stderr_like 'is no tar archive'
expect_one_line_error 125 import -q "$here/cut"
expect_stderr_like 'the connection ended after'
expect_one_line_error 125 import -q "$here/endless"
expect_stderr_like 'announces [0-9]+ bytes'
expect_one_line_error 125 import -q "$here/loop"
expect_stderr_like 'more than 5 redirects'
expect_one_line_error 125 import -q http://127.0.0.1:1/root.tar
expect_stderr 'Error: cannot import http://127.0.0.1:1/root.tar: 127.0.0.1:1: connection refused'
expect "$before" "$("$SKIFF" images -q --no-trunc)" 'the images'
