#!/usr/bin/env bash
# without subordinate ids containers run with one, said once; another id is an error with the line to add to /etc/subuid
# runs-as: user
# subordinate-ids: none
. "$(dirname "$0")/../lib.sh"

# needs_id ARGS...: fails for want of an id, and says what to do.
needs_id() {
  expect_one_line_error 126 "$@"
  expect_stderr_like '^Error: .*1000'
  expect_stderr_like 'NAME:100000:65536 in /etc/subuid'
}

# It has a folder of user 1000, which belongs to the one there is.
make_rootfs_image box
expect 1 "$(grep -c '^Warning: no subordinate ids' "$T/.err")" "warnings of the import: $(cat "$T/.err")"
run_ok run --rm box id -u
expect_stdout 0
expect_stderr_like '^Warning: no subordinate ids for this user.*/etc/subuid'
expect 1 "$(grep -c '' <<<"$stderr")" "lines of warning"

run_ok run -d --name web box sleep 1000
run_ok run --rm box stat -c %u:%g /home/app
expect_stdout 0:0
expect_stderr ''
needs_id run --rm --user 1000 box true
needs_id run --rm --user 0:1000 box true
needs_id run --rm --user app box true
needs_id exec --user 1000 web true
make_rootfs_image app --change 'USER app'
needs_id run --rm app true
run_ok run --rm --user 0 app id -u
expect_stdout 0
run_ok exec web sh -c 'echo written >/file; stat -c %u /file'
expect_stdout 0
run_ok ps -a
expect_no_stdout_like 'Created|Exited'
