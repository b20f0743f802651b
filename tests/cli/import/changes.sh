#!/usr/bin/env bash
# import makes an image of one layer from a file or standard input, with --change and -m
. "$(dirname "$0")/../lib.sh"

run_ok import -c 'CMD ["echo", "changed"]' -c 'ENV PATH=/bin' --change 'USER app' -m 'by a test' "$FIXTURES/busybox.tar" mine:1
[[ $stdout =~ ^(sha256:)?[0-9a-f]{64}$ ]] || fail "not an id: $stdout"
run_ok run --rm mine:1
expect_stdout changed
run_ok run --rm mine:1 id -un
expect_stdout app
run_ok history --no-trunc mine:1
expect_stdout_like 'by a test'
"$SKIFF" import - piped <"$FIXTURES/busybox.tar" >/dev/null
gzip -c "$FIXTURES/busybox.tar" >root.tar.gz
run_ok import root.tar.gz zipped
run_ok run --rm zipped /bin/true
expect_one_line_error 125 import missing.tar
echo nonsense >nonsense.tar
expect_one_line_error 125 import nonsense.tar
