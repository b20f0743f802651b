#!/usr/bin/env bash
# -v /dev:/dev shows the host's devices, which work; what is the container's own stays its own, and the host gets nothing
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

before=$(ls /dev)
for options in '' :rslave; do
  run_ok run --rm --init -v "/dev:/dev$options" box sh -c 'echo x >/dev/null && head -c 1 /dev/zero | wc -c; ls /dev | wc -l; touch /dev/shm/own'
  expect_stdout_line 1
  expect_stdout_line "$(wc -l <<<"$before")"
done
expect "$before" "$(ls /dev)" "the host's /dev"
[ ! -e /dev/shm/own ] || fail "the container's shared memory is the host's"
run_ok run --rm -v /dev/zero:/dev/own-zero box sh -c 'head -c 1 /dev/own-zero | wc -c'
expect_stdout 1
mkdir folder
expect_one_line_error 125 run --rm -v "$T/folder:/dev" box true
expect_stderr "Error: cannot mount $T/folder on /dev: it has no device \"null\""
run_ok run --rm -v "$T/folder:/dev/below" box ls /dev/null
