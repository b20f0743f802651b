#!/usr/bin/env bash
# exec works in a container that shares the host's network, ipc or pid namespace, or those of such a container
# runs-as: both
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
for kind in network ipc pid; do
  alone=(--network none)
  [ "$kind" != network ] || alone=()
  "$SKIFF" run -d --name "with-$kind" "${alone[@]}" "--$kind" host box sleep 1000 >/dev/null
  run_ok exec "with-$kind" readlink "/proc/self/ns/${kind/network/net}"
  expect_stdout "$(readlink "/proc/self/ns/${kind/network/net}")"
  run_ok run --rm "${alone[@]}" "--$kind" "container:with-$kind" box readlink "/proc/self/ns/${kind/network/net}"
  expect_stdout "$(readlink "/proc/self/ns/${kind/network/net}")"
done
