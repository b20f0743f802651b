#!/usr/bin/env bash
# --network, --pid and --ipc container:NAME join another container's namespaces
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name first box sleep 1000
for kind in network pid ipc; do
  namespace=${kind/network/net}
  run_ok exec first readlink "/proc/self/ns/$namespace"
  wanted=$stdout
  run_ok run --rm "--$kind" container:first box readlink "/proc/self/ns/$namespace"
  expect_stdout "$wanted"
done
run_ok run --rm --pid container:first box ps
expect_stdout_like 'sleep 1000'
expect_one_line_error 125 run --rm --network container:nobody box true
expect_stderr_like nobody
