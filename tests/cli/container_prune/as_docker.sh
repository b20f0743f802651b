#!/usr/bin/env bash
# called docker, container prune prints headings and what it freed, and ps joins labels and mounts with commas
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
ln -s "$SKIFF" docker

run_ok run --name wrote -l b=2 -l a=1 -v data:/data box sh -c 'head -c 2500 /dev/zero >/file'
SKIFF=$PWD/docker
run_ok ps -a --format '{{.Labels}}|{{.Mounts}}|{{.Label "a"}}|{{.Image}}|{{.State}}'
expect_stdout 'a=1,b=2|data|1|localhost/box|exited'
run_ok ps -a --format json
expect 'wrote a=1,b=2' "$(json '"\(.Names) \(.Labels)"')" "one object a line"
run_ok inspect --format '{{.State.FinishedAt}}' wrote
expect_stdout_like '^[0-9-]{10}T[0-9:]{8}\.[0-9]+Z$'
id=$("$SKIFF" ps -aq --no-trunc)
run_ok container prune -f
expect_stdout "Deleted Containers:"$'\n'"$id"$'\n\n'"Total reclaimed space: 2.5kB"
run_ok container prune -f
expect_stdout 'Total reclaimed space: 0B'
