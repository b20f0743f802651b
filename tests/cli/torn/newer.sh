#!/usr/bin/env bash
# a container whose records are of a newer skiff is shown as that and left alone; the others go on
. "$(dirname "$0")/lib.sh"
make_rootfs_image box

run_ok run -d --name good box sleep 1000
for record in config state; do
  id=$("$SKIFF" run -d --name newer box true)
  run_ok wait newer
  cp "$SKIFF_ROOT/containers/$id/$record.json" as_it_was
  tear "$SKIFF_ROOT/containers/$id/$record.json" newer
  others_work
  run_ok ps -a
  expect_stdout_like "^${id:0:12} .*Written by a newer skiff"
  inspect_fails "${id:0:12}.*$record\.json.*written by a newer skiff" inspect newer
  for verb in start rm "rm -f"; do
    # shellcheck disable=SC2086 # words
    expect_one_line_error 125 $verb newer
    expect_stderr_like "^Error: .*${id:0:12}.*$record\.json.*written by a newer skiff \(schema 9999\)"
  done
  run_ok container prune -f
  [ -e "$SKIFF_ROOT/containers/$id" ] || fail "a newer skiff's container was removed"
  cat as_it_was >"$SKIFF_ROOT/containers/$id/$record.json"
  run_ok rm newer
done
