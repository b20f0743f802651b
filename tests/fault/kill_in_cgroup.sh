#!/usr/bin/env bash
# a kill at any system call of `run` and `rm` in a delegated cgroup is repaired
# runs-as: user
# started-as: root
# cgroup: delegated
# timeout: 1800
. "$(dirname "$0")/../cli/lib.sh"
. "$(dirname "$0")/kill_lib.sh"
kill_everywhere run run-remove rm
