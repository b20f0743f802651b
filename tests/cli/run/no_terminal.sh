#!/usr/bin/env bash
# -it without a terminal is refused; called podman it is a warning, and the end of the input ends the program
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

refusal="Error: the input device is not a TTY
-it is for a person at a terminal: leave out -t, or -i too where nothing is read"
run_fails 125 run --rm -it box true </dev/null
expect_stderr "$refusal"
run_ok run -dit --name shell box sh </dev/null
run_fails 125 exec -it shell true </dev/null
expect_stderr "$refusal"
run_ok exec -t shell true </dev/null
run_ok exec -i shell true </dev/null
# The end of one client's input is not the end of a terminal that others use.
"$SKIFF" attach shell >out 2>&1 </dev/null &
pid=$!
seen() { "$SKIFF" exec shell sh -c 'echo seen >/dev/console' && grep -q seen out; }
wait_for seen
is_state shell running || fail "the shell has ended"
run_ok rm -f -t 0 shell
wait $pid || true

ln -s "$SKIFF" podman
skiff=$SKIFF
SKIFF=$T/podman
warning='Warning: the input device is not a TTY: the program gets a terminal, and Ctrl-D at the end of the input'
run_ok run --rm -it box sh </dev/null
expect_stderr "$warning"
printf 'exit 3' >script
run_fails 3 run --rm -it box sh <script
expect_stderr "$warning"
SKIFF=$skiff
