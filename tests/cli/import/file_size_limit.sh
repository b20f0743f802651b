#!/usr/bin/env bash
# where files may not grow (ulimit -f) an import fails with a line that says so, and leaves nothing
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
run_ok image inspect box
capture images -q
before=$stdout
code=0
(ulimit -f 1 && "$SKIFF" import "$FIXTURES/busybox.tar" small) >out 2>err || code=$?
expect 125 "$code" "the exit code"
expect 1 "$(grep -c '' err)" "lines of error: $(cat err)"
grep -q '^Error: .*file too large' err || fail "$(cat err)"
run_ok images -q
expect_stdout "$before"
expect '' "$(find "$SKIFF_ROOT"/layers/*/.aside "$SKIFF_ROOT/images/.aside" -mindepth 1)" "what lies aside"
