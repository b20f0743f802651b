#!/usr/bin/env bash
# with the host's network or processes, /proc and /sys have the options that a container's own have, and the cgroup tree is read-only
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

# Every mount at or below /proc and /sys whose options lack one of those that it must have.
cat >look.sh <<'S'
while read -r _ _ _ _ place options _; do
  wanted=
  case $place in
    /proc | /proc/*) wanted='nosuid nodev noexec' ;;
    /sys | /sys/*) wanted='ro nosuid nodev noexec' ;;
  esac
  # Files hidden under the container's own /dev/null.
  [ -d "$place" ] || continue
  for word in $wanted; do
    case ,$options, in *,$word,*) ;; *) echo "$place: $options" ;; esac
  done
done </proc/self/mountinfo
find /sys/fs/cgroup -name 'cgroup.kill' | while read -r file; do
  { echo 0 >"$file"; } 2>/dev/null && echo "$file can be written"
done
echo looked
S
chmod 755 look.sh
for own in '--network none' '--network host' '--pid host' '--network host --pid host --ipc host'; do
  # shellcheck disable=SC2086
  run_ok run --rm $own -v "$T/look.sh:/look.sh" box sh /look.sh
  expect_stdout looked
done
run_ok run -d --name first --network host --pid host box sleep 1000
run_ok run --rm --network container:first --pid container:first -v "$T/look.sh:/look.sh" box sh /look.sh
expect_stdout looked
run_ok run --rm --ipc host box sh -c 'grep " /dev/shm " /proc/self/mountinfo | cut -d " " -f 6'
expect_stdout_like 'nosuid,nodev,noexec'
