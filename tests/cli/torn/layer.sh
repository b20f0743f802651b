#!/usr/bin/env bash
# a torn record of a layer or of a chain of layers hinders no container, or is one clear line with a way out
# timeout: 120
. "$(dirname "$0")/lib.sh"
make_rootfs_image box
registry_start

image=$REGISTRY/library/layers:latest
pull() { run_ok pull -q "${registry_options[@]}" "$image"; }
run_ok run -d --name good box sleep 1000
pull
run_ok run --name kept "$image" cat /etc/motd
for how in empty truncated garbage missing; do
  say "$how"
  tear "$(echo "$SKIFF_ROOT"/layers/*/stack-*-0/stack.json)" $how
  run_ok run --rm "$image" cat /etc/motd
  expect_stdout 'a small boat'
  run_ok start -a kept
  expect_stdout 'a small boat'
  others_work

  layer=$("$SKIFF" image inspect "$image" | jq -r '.[0].RootFS.Layers[1]')
  tear "$(echo "$SKIFF_ROOT"/layers/*/"${layer#sha256:}"/layer.json)" $how
  others_work
  run_ok start -a kept
  expect_stdout 'a small boat'
  rm -r "$SKIFF_ROOT"/layers/*/stack-*
  expect_one_line_error 125 run --rm "$image" true
  expect_stderr_like "^Error: .*layer $layer.*layer\.json"
  expect_stderr_like 'remove the image and pull or load it again'
  run_ok rm kept
  run_ok rmi "$image"
  pull
  run_ok run --name kept "$image" cat /etc/motd
  expect_stdout 'a small boat'
done
