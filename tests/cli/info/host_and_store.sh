#!/usr/bin/env bash
# info tells of host and store
. "$(dirname "$0")/../lib.sh"

run_ok info
for line in "  kernel: $(uname -r)" "  hostname: $(uname -n)" "    rootless: $(is_root && echo false || echo true)" \
  "  graphRoot: $SKIFF_ROOT" "  runRoot: $SKIFF_RUNROOT" '  graphDriverName: overlay'; do
  expect_stdout_line "$line"
done
expect_stderr ''
