#!/usr/bin/env bash
# system prune removes ended containers and images without a name, with options all that nothing uses
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
make_rootfs_image spare --change 'LABEL a=b'
spare=$("$SKIFF" images -q --no-trunc spare)
run_ok volume create
anonymous=$stdout
run_ok volume create named
run_ok run -d --name up box sleep 1000
run_ok create --name done box true
id=$stdout

run_ok system prune </dev/null
expect_stdout ''
run_fails 125 system prune -f --filter status=exited
expect_stderr_line 'Error: status is an invalid filter'
run_ok system prune -f
expect_stdout $'Deleted Containers\n'"$id"$'\nTotal reclaimed space: 0B'
run_ok system prune --force --all --volumes
expect_stdout_line 'Deleted Volumes'
expect_stdout_line "$anonymous"
expect_stdout_line 'Deleted Images'
expect_stdout_line "${spare#sha256:}"
run_ok volume ls -q
expect_stdout named
run_ok rm -f up
run_ok images --format '{{.Repository}}'
expect_stdout localhost/box
