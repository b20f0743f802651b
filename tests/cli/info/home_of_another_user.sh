#!/usr/bin/env bash
# with a HOME that is another user's (sudo and su can leave it so) the error says how to put the store elsewhere
# runs-as: user
. "$(dirname "$0")/../lib.sh"
mkdir closed
chmod 555 closed
code=0
env -u SKIFF_ROOT -u XDG_DATA_HOME HOME="$T/closed" "$SKIFF" images >shown 2>said || code=$?
expect 125 "$code" "the exit code"
expect '' "$(cat shown)" "standard output"
expect "Error: the store: cannot make directory $T/closed/.local: permission denied
--root DIR or SKIFF_ROOT=DIR puts it elsewhere" "$(cat said)" "standard error"
