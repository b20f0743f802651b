#!/usr/bin/env bash
# a start after a supervisor was killed joins the user namespace in which its container goes on
# runs-as: user
. "$(dirname "$0")/lib.sh"
orphan web

run_ok run -d --name second box sleep 1000
expect "$(readlink "/proc/$process/ns/user")" "$(readlink "/proc/$(pid_of second)/ns/user")" "the user namespaces"
# What only a shared one allows.
run_ok run --rm --pid container:web box true
