#!/usr/bin/env bash
# a volume belongs to the user and group that it is made for, also after it was filled from the image
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok volume create -o o=uid=7,gid=8 one
run_ok volume create --uid 9 --gid=10 two
for volume in 'one 7 8' 'two 9 10'; do
  read -r name uid gid <<<"$volume"
  for _ in 1 2; do
    run_ok run --rm -v "$name:/etc" box stat -c '%u %g' /etc
    expect_stdout "$uid $gid"
  done
  run_ok run --rm -v "$name:/v" -u "$uid:$gid" box touch /v/mine
done
run_ok volume inspect -f '{{.Options.UID}} {{.Options.GID}}' two
expect_stdout '9 10'
# Whoever it belongs to later is not undone.
run_ok run --rm -v two:/v box chown 11:12 /v
run_ok run --rm -v two:/v box stat -c '%u %g' /v
expect_stdout '11 12'
run_ok volume rm one two
expect_one_line_error 125 volume create --uid=-1 three
expect_stderr_like 'is no id'
is_root || {
  expect_one_line_error 125 volume create --uid 4000000000 three
  expect_stderr_like 'cannot make volume three: 4000000000:0 is no owner here'
}
run_ok volume ls -q
expect_stdout ''
