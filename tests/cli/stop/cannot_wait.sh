#!/usr/bin/env bash
# stop that cannot wait for an end is an error, and no loop without one
# runs-as: root
. "$(dirname "$0")/../lib.sh"
needs strace

run_ok run -d --name steady hello --ignore TERM --print ready --sleep inf
wait_for log_has steady ready
unable="$T/unable"
printf '#!/bin/sh\nexec timeout 20 strace -qq -o /dev/null -e inject=?poll,?ppoll:error=ENOMEM %s "$@"\n' "$SKIFF" >"$unable"
chmod +x "$unable"
SKIFF=$unable expect_one_line_error 125 stop -t 60 steady
expect_stderr_like 'steady: cannot wait for it: cannot allocate memory$'
