#!/usr/bin/env bash
# a wrong command line is 125 and one line that names the flag; nothing is made
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

for arguments in '--no-such-flag box' '-v' '--rm=maybe box' '--stop-timeout soon box' '--network pasta box' '--ipc open box' '--mount type=bind box' \
  '--ulimit nofile=x box' '-w box' '--pull sometimes box' '--log-driver syslog box' '--name in/valid box' ''; do
  # shellcheck disable=SC2086
  run_fails 125 run $arguments
  expect "" "$stdout" "standard output of: run $arguments"
  expect_stderr_like '^Error: '
done
run_fails 125 run --no-such-flag box
expect_stderr_like 'no-such-flag'
run_fails 125 run --detatch box
expect_stderr_like 'detach'
run_ok ps -aq
expect_stdout ''
