#!/usr/bin/env bash
# where the system executes nothing from memory, what needs libraries says so in one line, and all else works
# runs-as: root
# sanitized: no, that program has one form
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
! readelf -d "$SKIFF" | grep -q NEEDED || skip "this skiff has one form, and executes nothing from memory"
# Of this test's pid namespace.
echo 2 2>/dev/null >/proc/sys/vm/memfd_noexec || skip "vm.memfd_noexec cannot be set here"

expect_one_line_error 125 pull "localhost:1/none"
expect_stderr_like 'cannot load libraries: .*: permission denied'
expect_stderr_like 'vm\.memfd_noexec'
run_ok run --rm box true
