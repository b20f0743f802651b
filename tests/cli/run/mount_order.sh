#!/usr/bin/env bash
# mounts come in one order by depth, after links are followed: the files of /etc are there whatever is mounted around them
. "$(dirname "$0")/../lib.sh"
mkdir -p root host
tar -xf "$FIXTURES/busybox.tar" -C root
ln -sf ../run/systemd/resolve/stub-resolv.conf root/etc/resolv.conf
ln -s /run root/linked
tar -cf linked.tar -C root .
run_ok import --change 'ENV PATH=/bin' linked.tar box

chmod 755 host
look='grep -c " /etc/hostname \| /etc/hosts \| /run/systemd/resolve/stub-resolv.conf " /proc/self/mountinfo; cat /etc/hostname; test -f /etc/resolv.conf && echo there'
for more in '--tmpfs /run' "-v $T/host:/run" '-v data:/run' '--read-only' '--tmpfs /linked' "-v $T/host:/run --tmpfs /run/systemd"; do
  # shellcheck disable=SC2086
  run_ok run --rm --hostname own $more box sh -c "$look"
  expect_stdout $'3\nown\nthere'
done
mkdir etc
echo of-the-host >etc/hostname
# A mount on /etc: the container's own files are in it all the same, and what was there before is not changed.
run_ok run --rm --hostname own -v "$T/etc:/etc" box cat /etc/hostname
expect_stdout own
expect of-the-host "$(cat etc/hostname)"
rm etc/hosts etc/resolv.conf
run_ok run --rm --hostname own -v "$T/etc:/etc:ro" box sh -c 'cat /etc/hostname; test ! -e /etc/hosts && echo none'
expect_stdout $'own\nnone'

# What the user mounts at exactly that file wins, by its own name or by the name that a link leads to.
echo mine >mine
for place in /etc/resolv.conf /run/systemd/resolve/stub-resolv.conf; do
  run_ok run --rm --tmpfs /run -v "$T/mine:$place" box cat /etc/resolv.conf
  expect_stdout mine
done
mkdir -p outer/inner below
echo below >below/file
# Given in the wrong order, and one through a link.
run_ok run --rm -v "$T/below:/linked/inner" -v "$T/outer:/run" box cat /run/inner/file
expect_stdout below
