#!/usr/bin/env bash
# called docker, each prune prints headings and what it freed, and ps joins labels and mounts with commas
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
ln -s "$SKIFF" docker

run_ok run --name wrote -l b=2 -l a=1 -v data:/data box sh -c 'head -c 2500 /dev/zero >/file'
SKIFF=$PWD/docker
run_ok ps -a --format '{{.Labels}}|{{.Mounts}}|{{.Label "a"}}|{{.Image}}|{{.State}}'
expect_stdout 'a=1,b=2|data|1|box|exited'
run_ok ps -a --format json
expect 'wrote a=1,b=2 1' "$(json '"\(.Names) \(.Labels) \(.LocalVolumes)"')" "one object a line"
expect 'Command CreatedAt ID Image Labels LocalVolumes Mounts Names Networks Ports RunningFor Size State Status' \
  "$(json 'keys | join(" ")')" "docker's members alone"
run_ok inspect --format '{{.State.FinishedAt}}' wrote
expect_stdout_like '^[0-9-]{10}T[0-9:]{8}\.[0-9]+Z$'
id=$("$SKIFF" ps -aq --no-trunc)
run_ok container prune -f
expect_stdout "Deleted Containers:"$'\n'"$id"$'\n\n'"Total reclaimed space: 2.5kB"
run_ok container prune -f
expect_stdout 'Total reclaimed space: 0B'

run_ok run --rm -v filled:/data box sh -c 'head -c 1500 /dev/zero >/data/file'
run_ok volume prune -f -a
expect_stdout $'Deleted Volumes:\ndata\nfilled\n\nTotal reclaimed space: 1.5kB'
run_ok volume prune -f -a
expect_stdout 'Total reclaimed space: 0B'
id=$("$SKIFF" images -q --no-trunc)
run_ok image prune -a -f
expect_stdout_line 'Deleted Images:'
expect_stdout_line 'untagged: box:latest'
expect_stdout_line "deleted: $id"
expect_stdout_like '^Total reclaimed space: [0-9.]+MB$'
run_ok system prune -f
expect_stdout 'Total reclaimed space: 0B'
