#!/usr/bin/env bash
# programs can tell that they are in a container, /etc/mtab is there, and nothing of it is written into the upper layer
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

look='test -f /.dockerenv && test -f /run/.containerenv && echo here; echo $container; readlink /etc/mtab; grep -q " / overlay " /etc/mtab && echo read'
for more in '' '--read-only' '--tmpfs /run'; do
  # shellcheck disable=SC2086
  run_ok run --name one $more box sh -c "$look"
  expect_stdout $'here\npodman\n/proc/mounts\nread'
  for name in .dockerenv etc run; do
    for file in "$SKIFF_ROOT"/containers/*/upper/$name; do [ ! -e "$file" ] || fail "$file was written"; done
  done
  run_ok rm one
done
