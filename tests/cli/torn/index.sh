#!/usr/bin/env bash
# a torn index of the images is one clear line with a way out; containers go on
. "$(dirname "$0")/lib.sh"
make_rootfs_image box

run_ok run -d --name good box sleep 1000
run_ok create --name made box true
index=$SKIFF_ROOT/images/index.json
cp "$index" as_it_was
for how in empty truncated garbage; do
  tear "$index" $how
  for command in images "run --rm box true" "rmi box" "tag box other"; do
    # shellcheck disable=SC2086 # words
    expect_one_line_error 125 $command
    expect_stderr_like '^Error: .*index\.json of the image store'
    expect_stderr_like 'load it again'
  done
  run_ok ps -a
  run_ok exec good true
  run_ok logs good
  run_ok start made
  run_ok wait made
  run_ok inspect good
  run_ok info
done
rm "$index"
run_ok images
make_rootfs_image box
run_ok run --rm box true
run_ok rm made
run_ok restart -t 0 good
