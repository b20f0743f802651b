#!/usr/bin/env bash
# what tells of or changes the host cannot be read or written from inside
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run --rm box sh -c 'for f in /proc/kcore /proc/keys /proc/timer_list; do [ ! -e $f ] || wc -c <$f; done'
expect_no_stdout_like '[1-9]'
for file in /proc/sys/kernel/hostname /proc/sysrq-trigger /proc/irq/default_smp_affinity /sys/kernel/uevent_seqnum; do
  run_ok run --rm box sh -c "echo 1 2>/dev/null >$file && echo written; exit 0"
  expect_no_stdout_like written
done
run_ok run --rm box sh -c 'ls /sys/firmware /proc/acpi /proc/scsi 2>/dev/null | grep -v ":$" | grep .; exit 0'
expect_stdout ''

# A hidden directory is one like any other: it has ".", a link count, and a name as working directory.
run_ok run --rm box sh -c 'for d in /proc/acpi /proc/scsi /sys/firmware; do
  [ ! -d $d ] || { ls -a $d | tr "\n" " "; stat -c %h $d; cd $d && /bin/pwd; }
done'
expect_no_stdout_like '^0$|deleted'
expect_stdout_line '. .. 2'
expect_stdout_like '^/sys/firmware$'
