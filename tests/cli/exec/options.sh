#!/usr/bin/env bash
# exec -e, -u, -w, -i, and options end at the container's name
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name target box sleep 1000
run_ok exec -e A=b -u app -w /home target sh -c 'echo $A $(id -un) $PWD'
expect_stdout 'b app /home'
run_ok exec target echo x -e -i
expect_stdout 'x -e -i'
expect "typed" "$(echo typed | "$SKIFF" exec -i target cat)" "input"
expect "" "$(echo typed | "$SKIFF" exec target cat)" "input without -i"
head -c 3000000 /dev/urandom >input
expect "$(sha256sum <input)" "$("$SKIFF" exec -i target cat <input | sha256sum)" "bytes"
run_ok exec target sh -c 'echo out; echo err >&2'
expect_stdout out
expect_stderr err
expect $'40 99\r' "$("$TESTS/cli/terminal" --size 40x99 -- "$SKIFF" exec -it target stty size | tr -d '\n')" "the terminal's size"
