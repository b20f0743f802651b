#!/usr/bin/env bash
# without subordinate ids containers run with one, said once; another id is an error that says which there is, and how to have more
# runs-as: user
# subordinate-ids: none
. "$(dirname "$0")/../lib.sh"

# needs_id ARGS...: fails for want of an id, and says what to do.
needs_id() {
  expect_one_line_error 126 "$@"
  expect_stderr_like '^Error: .*(user|group) 1000 cannot be had: only id 0 exists here$'
  expect_stderr_like '^for more.* (--add-subuids 100000-165535 --add-subgids 100000-165535 \$USER|subordinate ids in /etc/subuid and /etc/subgid)$'
}

# It has a folder of user 1000, which belongs to the one there is.
make_rootfs_image box
expect "Warning: no subordinate ids for user $USER, so that all files in containers belong to one id. To have them: sudo usermod \
--add-subuids 100000-165535 --add-subgids 100000-165535 $USER" "$(cat "$T/.err")" "the first command's warning"
run_ok run --rm box id -u
expect_stdout 0
expect_stderr ''

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
