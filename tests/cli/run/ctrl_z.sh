#!/usr/bin/env bash
# Ctrl-Z at a terminal stops the command as any other program, and it goes on when continued
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

code=0
"$TESTS/cli/terminal" --expect '$' --send "skiff run --rm -i box sh -c 'echo rea\"\"dy; read line; echo g\"\"ot \$line; exit 3'\n" --expect ready \
  --send '\x1a' --expect Stopped --send 'fg\n' --expect skiff --send 'word\n' --expect 'got word' --expect '$' --send 'exit $?\n' -- \
  env PS1='$' bash --norc -i >seen || code=$?
expect 3 "$code" "the exit code"
