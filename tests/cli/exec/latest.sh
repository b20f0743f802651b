#!/usr/bin/env bash
# exec --latest and --cidfile take the container that they name, and all words are the program's
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_fails 125 exec -l true
[ -n "$stderr" ] || fail "no error without a container"
run_ok run -d --name one --cidfile id box sleep 1000
run_ok run -d --name two box sleep 1000
run_ok exec -l hostname
two=$stdout
run_ok exec two hostname
expect_stdout "$two"
run_ok exec --cidfile id sh -c 'hostname; echo "$1"' sh -l
expect_stdout "$(cut -c 1-12 id)"$'\n-l'
run_ok exec -il cat <<<text
expect_stdout text
expect_one_line_error 125 exec one
expect_stderr_like 'there is no program to run: name one behind the container'
