#!/usr/bin/env bash
# a kill at any system call of `run -d`, of its supervisor, its launcher and its init is repaired
# runs-as: both
# started-as: root
# timeout: 1800
. "$(dirname "$0")/../cli/lib.sh"
. "$(dirname "$0")/kill_lib.sh"
kill_everywhere run run-long run-remove
