#!/usr/bin/env bash
# the size of a terminal is that of any of the caller's streams, for run, start and exec
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

in_terminal() { "$TESTS/cli/terminal" --size 33x77 -- bash -c "$1" | tr -d '\r'; }
# shellcheck disable=SC2016 # for the shell in the terminal
{
  run='skiff run --rm -it box stty size'
  expect '33 77' "$(in_terminal "x=\$($run); echo \"\$x\"")" "run, standard output is a pipe"
  expect '33 77' "$(in_terminal "x=\$(skiff run --rm -t box stty size </dev/null); echo \"\$x\"")" "run, standard error alone is a terminal"
  run_ok run -d --name long box sleep 1000
  expect '33 77' "$(in_terminal 'x=$(skiff exec -it long stty size); echo "$x"')" "exec, standard output is a pipe"
  expect '33 77' "$(in_terminal 'skiff exec -t long stty size </dev/null')" "exec, standard input is none"
  run_ok create -it --name again box stty size
  expect '33 77' "$(in_terminal 'x=$(skiff start -ai again); echo "$x"')" "start, standard output is a pipe"
}
