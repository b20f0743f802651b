#!/usr/bin/env bash
# root in a container cannot change the host's /dev/null through a masked path
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
before=$(stat -c '%a %u %g' /dev/null)

# shellcheck disable=SC2016 # for the shell inside
run_ok run --rm box sh -c '
  for path in /proc/keys /proc/timer_list /proc/interrupts /proc/kcore; do
    [ -e $path ] || continue
    { chmod 640 $path; chown 1:1 $path; } 2>/dev/null && echo "$path was changed"
    echo swallowed >$path
  done
  exit 0'
after=$(stat -c '%a %u %g' /dev/null)
[ "$after" = "$before" ] || { chmod 666 /dev/null && chown 0:0 /dev/null; }
expect "$before" "$after" "mode and owner of the host's /dev/null"
expect_stdout ''
