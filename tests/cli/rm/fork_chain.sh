#!/usr/bin/env bash
# rm -f of a container among the host's processes ends a chain of forks, also one in sessions of its own
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

for step in '/chain' 'setsid /chain'; do
  run_ok run -d --name links --pid host box sh -c "printf '#!/bin/sh\n$step &\n' >/chain; chmod +x /chain; /chain; exec sleep 1000"
  wait_for pgrep -f /chain
  run_ok rm -f links
  expect '' "$(pgrep -af '/bin/sh /chain' || true)" "links of the chain"
done
