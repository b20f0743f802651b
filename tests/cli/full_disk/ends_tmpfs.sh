#!/usr/bin/env bash
# stop, kill, rm and prune work on a full disk in memory, and exit codes are kept
# disk: tmpfs 96M
. "$(dirname "$0")/lib.sh"
# Not an inode is left for the file that is this fact.
keeps_ends expect_stderr_like '^Warning: container [0-9a-f]{12}: cannot record that a stop was asked: no space left on device$'
