#!/usr/bin/env bash
# root in a container cannot change the host's /dev/null, neither through its standard input nor through a masked file
# runs-as: both
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
before=$(stat -c '%a %u:%g %d:%i' /dev/null)
# shellcheck disable=SC2016 # for the shell inside
run_ok run --rm --network none box sh -c 'for file in /proc/self/fd/0 /proc/keys /proc/timer_list /proc/interrupts; do
  chmod 640 $file; chown 12:34 $file; done 2>/dev/null; cat; echo x >/dev/null; echo ended'
after=$(stat -c '%a %u:%g %d:%i' /dev/null)
if is_root; then chown "$(cut -d " " -f 2 <<<"$before")" /dev/null && chmod 666 /dev/null; fi
expect "$before" "$after" "the host's /dev/null"
expect_stdout ended

# What a container put at /dev/null in place of its own keeps no exec waiting.
"$SKIFF" run -d --name running --network none box sleep 1000 >/dev/null
run_ok exec running sh -c 'test -c /dev/null && cat </dev/null && cat'
if is_root; then
  run_ok exec running sh -c 'rm /dev/null && mkfifo /dev/null'
  run_ok exec running cat
  expect_stdout ''
  run_ok exec running sh -c 'rm /dev/null && ln -s /bin/busybox /dev/null'
  run_ok exec running cat
  expect_stdout ''
fi
