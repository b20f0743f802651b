#!/usr/bin/env bash
# under no_new_privs the error names the set-user-id bit that the kernel ignores
# runs-as: user
. "$(dirname "$0")/../lib.sh"
needs setpriv
real=$SKIFF
printf '#!/bin/sh\nexec setpriv --no-new-privs -- %s "$@"\n' "$real" >"$T/skiff"
chmod 755 "$T/skiff"
SKIFF=$T/skiff
run_fails 125 import "$FIXTURES/busybox.tar" box
expect_stderr_like '^Error: .*/new[ug]idmap failed: '
expect_stderr_like '^this process has no_new_privs, under which the kernel ignores the set-user-id bit of .*/new[ug]idmap: start skiff without it'
SKIFF=$real
make_rootfs_image box
run_ok run -d --name web box sleep 1000
# Where the user namespace is there already, nothing needs the bit.
SKIFF=$T/skiff
run_ok exec web echo in
expect_stdout in
