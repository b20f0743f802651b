#!/usr/bin/env bash
# a command or an option that comes later is called that, not taken for a typing error; a way round is named
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
version=$("$SKIFF" --version)
here="Error: skiff ${version##* } has no"

run_fails 125 completion bash
expect_stderr "$here \`completion\` yet
See 'skiff --help'"
run_fails 125 push box
expect_stderr_line "$here \`push\` yet"
expect_stderr_like '^The store is an OCI layout that skopeo reads: skopeo copy oci:STORE/images:NAME DESTINATION; skiff info '
run_fails 125 cp box:/etc .
expect_stderr "$here \`cp\` yet
Copy with tar: skiff exec NAME tar -cC /etc . | tar -x. See 'skiff --help'"
run_fails 125 container cp box:/etc .
expect_stderr "$here \`container cp\` yet
Copy with tar: skiff exec NAME tar -cC /etc . | tar -x. See 'skiff container --help'"
run_fails 125 swarm init
expect_stderr "Error: skiff has no \`swarm\`
It runs containers of this machine, without a daemon. See 'skiff --help'"
run_fails 125 image sign
expect_stderr "$here \`image sign\` yet
See 'skiff image --help'"
run_fails 125 image bogus
expect_stderr "Error: unrecognized command \`skiff image bogus\`
See 'skiff image --help'"
run_fails 125 run -d -p 8080:80 box
expect_stderr "$here -p (--publish) yet
With --network host its ports are the host's. See 'skiff run --help'"
run_fails 125 run --memory-swap=100m box
expect_stderr "$here --memory-swap yet
See 'skiff run --help'"
run_fails 125 run -dm 100m box
expect_stderr "$here -m (--memory) yet
--ulimit as=BYTES limits the memory that each of its processes may map. See 'skiff run --help'"
run_fails 125 --url unix:///run/x ps
expect_stderr "$here --url yet
See 'skiff --help'"
run_ok ps -aq
expect_stdout ''

# What such an option says may be so anyway.
run_ok run --rm --restart no --privileged=false --pids-limit -1 --cpus=0 --no-healthcheck --name plain box true
run_fails 125 run --restart always box
expect_stderr_line "$here --restart yet"
run_fails 125 run --privileged box
expect_stderr_line "$here --privileged yet"
run_fails 125 run --privileged=true box
expect_stderr_line "$here --privileged yet"
run_fails 125 run --restart
expect_stderr_line "$here --restart yet"
