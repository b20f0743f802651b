#!/usr/bin/env bash
# volume ls has driver and name; -q names alone
. "$(dirname "$0")/../lib.sh"

run_ok volume create b
run_ok volume create a
run_ok volume ls
expect 'DRIVER  VOLUME NAME' "$(head -n 1 <<<"$stdout" | sed -E 's/  +/  /g; s/ +$//')" "the heading"
run_ok volume ls -q
expect $'a\nb' "$(sort <<<"$stdout")" "names"
