#!/usr/bin/env bash
# logs of several containers are joined by their times, each line with its id, or with --names its name
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run --name one box sh -c 'echo first; sleep 0.2; printf "third, "; sleep 0.2; echo and its end'
id=$("$SKIFF" create --name two box sh -c 'echo second; echo problem >&2')
run_ok start -a two
run_ok run --name three box echo last
run_ok logs --names one two three
expect_stdout $'one first\none third, and its end\ntwo second\nthree last'
expect_stderr 'two problem'
run_ok logs two one
expect_stdout_line "${id:0:12} second"
run_ok logs one
expect_stdout $'first\nthird, and its end'
run_ok logs --latest
expect_stdout last
run_ok logs --names --color two three
expect_stdout $'\e[37mtwo second\e[0m\n\e[31mthree last\e[0m'
expect_stderr $'\e[37mtwo problem\e[0m'
run_ok logs --color three
expect_stdout $'\e[37mlast\e[0m'
run_ok run --name unended box printf 'no end'
run_ok logs --color unended
expect_stdout $'\e[37mno end\e[0m'
run_ok logs -t --names three
expect_stdout_like '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{9}Z last$'
run_fails 125 logs one nobody
expect_stdout ''
expect_stderr 'Error: no container with name or ID "nobody" found: no such container'
# Following goes on with each until the last has ended.
run_ok run -d --name slow box sh -c 'echo begins; while [ ! -e /go ]; do sleep 0.05; done; echo ends'
"$SKIFF" logs -f --names slow one >followed &
started $!
following=$!
wait_for grep -q 'slow begins' followed
run_ok exec slow touch /go
wait "$following"
expect 'slow ends' "$(tail -1 followed)" "the last line"
