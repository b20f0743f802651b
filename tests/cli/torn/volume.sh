#!/usr/bin/env bash
# a volume whose record is torn is named in one line, its data are there, and volume rm removes it
. "$(dirname "$0")/lib.sh"
make_rootfs_image box

run_ok run -d --name good box sleep 1000
for how in empty truncated garbage missing; do
  run_ok volume create torn
  run_ok run --rm -v torn:/data box sh -c 'echo kept >/data/file'
  tear "$SKIFF_ROOT/volumes/torn/volume.json" $how
  others_work
  run_ok volume ls -q
  expect_stdout torn
  inspect_fails 'volume torn.*volume\.json' volume inspect torn
  run_ok run --rm -v torn:/data box cat /data/file
  expect_stdout kept
  run_ok volume rm torn
  [ ! -e "$SKIFF_ROOT/volumes/torn" ] || fail "it is still there"
done

# One that has no directory: nothing says any more what to mount.
run_ok volume create -o type=tmpfs -o device=tmpfs memory
tear "$SKIFF_ROOT/volumes/memory/volume.json" garbage
run_fails 125 run --rm -v memory:/data box true
expect_stderr_like '^Error: volume memory: volume\.json'
expect_stderr_like 'make it anew'
run_ok volume rm memory
run_ok exec good true
