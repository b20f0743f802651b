#!/usr/bin/env bash
# an empty value, as of a script's variable that is not set, is as if the option were not there
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
run_ok run --rm --name '' --hostname '' --workdir '' --user '' --network '' --pid '' --ipc '' --pull '' --log-driver '' \
  --stop-signal '' --platform '' --cidfile '' --entrypoint '' box sh -c 'pwd; id -u; hostname | grep -cE "^[0-9a-f]{12}$"'
expect_stdout $'/\n0\n1'
expect_stderr ''
# The last one said counts, also where it is empty.
run_ok run --rm -w /etc -w '' box pwd
expect_stdout /
run_fails 125 run --rm --network none --network host box true
expect_stderr_like 'a container has one network mode'
run_ok run -d --name web --stop-signal '' box sh -c 'trap "echo term; exit 3" TERM; echo ready; while :; do sleep 0.1; done'
wait_for log_has web ready
run_ok exec -w '' web pwd
expect_stdout /
run_ok logs --since '' --until '' --tail '' web
expect_stdout ready
run_ok stop -s '' web
run_ok logs web
expect_stdout $'ready\nterm'
# Where nothing is meant by it, it stays an error.
run_fails 125 run --rm --stop-timeout '' box true
expect_stderr_line 'Error: invalid argument "" for "--stop-timeout" flag: not a number of seconds (-1 is for ever)'
