#!/usr/bin/env bash
# a kill at any system call of `pull` or its workers is repaired
# runs-as: both
# started-as: root
# timeout: 1800
. "$(dirname "$0")/../cli/lib.sh"
. "$(dirname "$0")/kill_lib.sh"
registry_start
kill_everywhere pull
