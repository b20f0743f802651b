#!/usr/bin/env bash
# called docker or podman, skiff names itself so, and its exit codes and sentences are that one's
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
skiff=$SKIFF
ln -s "$skiff" docker
ln -s "$skiff" podman

SKIFF=$T/docker
run_fails 1 rnu
expect_stderr "Error: unrecognized command \`docker rnu\`
Did you mean \`docker run\`? See 'docker --help'"
run_fails 1 stop nothing
expect_stderr 'Error: No such container: nothing'
run_fails 1 inspect nothing
expect_stdout '[]'
expect_stderr 'Error: No such object: nothing'
run_fails 125 ps --bogus
expect_stderr "Error: unknown flag: --bogus
See 'docker ps --help'"
run_fails 125 run --pull never --rm missing
expect_stderr 'Error: No such image: missing'
run_ok create --name a box true
run_fails 1 exec a true
expect_stderr 'Error: Container a is not running
docker start a starts it'
run_fails 1 kill a
expect_stderr 'Error: Cannot kill container: Container a is not running'
run_fails 1 attach a
expect_stderr 'Error: You cannot attach to a stopped container, start it first: a
docker start -ai a starts it and attaches'
run_fails 125 run --mount type=bind,source=/not/here,target=/m box
expect_stderr 'Error: invalid mount config for type "bind": bind source path does not exist: /not/here
make it first'
run_fails 1 swarm init
expect_stderr "Error: skiff has no \`swarm\`
It runs containers of this machine, without a daemon. See 'docker --help'"
run_fails 1 rmi box
expect_stderr_like '^Error: cannot remove image box: .*in use'
DOCKER_HOST=ssh://there run_fails 1 ps
expect_stderr 'Error: DOCKER_HOST is ssh://there: skiff works on this machine alone
unset DOCKER_HOST, or call the program that it is for'
DOCKER_HOST=unix:///run/docker.sock run_ok ps -q
run_ok run --help
expect_stdout_line '  docker run [OPTIONS] IMAGE [COMMAND [ARG...]]'
expect_no_stdout_like '^ *skiff '

run_ok import "$FIXTURES/busybox.tar" docker.io/library/tool:1
expect_stdout_like '^sha256:[0-9a-f]{64}$'
imported=$stdout
run_ok rmi tool:1
expect_stdout "Untagged: tool:1
Deleted: $imported"

SKIFF=$T/podman
run_fails 125 stop nothing
expect_stderr 'Error: no container with name or ID "nothing" found: no such container'
run_fails 255 exec a true
expect_stderr 'Error: can only create exec sessions on running containers: a is not running: container state improper
podman start a starts it'
run_fails 125 kill a
expect_stderr 'Error: can only kill running containers. a is not running: container state improper'
run_fails 125 attach a
expect_stderr 'Error: you can only attach to running containers: a is not running: container state improper
podman start -ai a starts it and attaches'
run_fails 125 run --mount type=bind,source=/not/here,target=/m box
expect_stderr 'Error: statfs /not/here: no such file or directory
make it first'
run_fails 2 rmi box
expect_stderr_like '^Error: cannot remove image box: .*in use'
run_ok --help
expect_stdout_line '  podman [OPTIONS] COMMAND'
SKIFF=$skiff
