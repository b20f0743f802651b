#!/usr/bin/env bash
# options of docker and podman that say what skiff does anyway are taken; any other value of theirs is an error
. "$(dirname "$0")/../lib.sh"

run_ok --storage-driver overlay --events-backend=file --cgroup-manager cgroupfs --context default --remote=false -H '' ps -q
expect_stdout ''
expect_stderr ''
run_ok ps --storage-driver overlay --events-backend=file -q
run_fails 125 --storage-driver vfs ps
expect_stderr_line 'Error: invalid argument "vfs" for "--storage-driver" flag: skiff has overlay alone'
run_fails 125 --events-backend journald ps
expect_stderr_line 'Error: invalid argument "journald" for "--events-backend" flag: skiff has file alone'
run_fails 125 --cgroup-manager systemd ps
expect_stderr_line 'Error: invalid argument "systemd" for "--cgroup-manager" flag: skiff makes cgroups itself: cgroupfs is the only one'
run_fails 125 -c prod ps
expect_stderr_line 'Error: invalid argument "prod" for "-c, --context" flag: skiff works on this machine alone: default is the only context'
run_fails 125 -H tcp://there ps
expect_stderr_line 'Error: invalid argument "tcp://there" for "-H, --host" flag: skiff works without a daemon, on this machine alone: leave the option out'
run_fails 125 --remote ps
expect_stderr_line 'Error: invalid argument "true" for "-r, --remote" flag: skiff works on this machine alone'
run_ok --noout version
expect_stdout ''
run_ok version --noout
expect_stdout ''
DOCKER_HOST=ssh://there CONTAINER_HOST=ssh://there run_ok ps -q
