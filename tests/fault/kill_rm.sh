#!/usr/bin/env bash
# a kill at any system call of `rm -f`, its worker, or the supervisor meanwhile is repaired
# runs-as: both
# started-as: root
# timeout: 1800
. "$(dirname "$0")/../cli/lib.sh"
. "$(dirname "$0")/kill_lib.sh"
kill_everywhere rm
