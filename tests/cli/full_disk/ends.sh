#!/usr/bin/env bash
# stop, kill, rm and prune work on a full disk, and exit codes are kept
# disk: ext4 96M
. "$(dirname "$0")/lib.sh"
keeps_ends expect_stderr ''
