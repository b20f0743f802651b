#!/usr/bin/env bash
# a volume of type=tmpfs is memory, of the size and owner that o= says, one for all containers that run, empty after the last
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok volume create -o type=tmpfs --opt device=tmpfs -o o=size=2m,uid=5,gid=6,mode=750,noexec scratch
run_ok volume inspect -f '{{.Options.type}} {{.Options.device}} {{.Options.o}}' scratch
expect_stdout 'tmpfs tmpfs size=2m,uid=5,gid=6,mode=750,noexec'
run_ok run --rm -v scratch:/s box sh -c 'grep " /s " /proc/mounts; stat -c "%u %g %a" /s'
expect_stdout_like '^volume:scratch /s tmpfs rw,nosuid,nodev,noexec,.*size=2048k'
expect_stdout_line '5 6 750'
run_fails 1 run --rm -v scratch:/s box dd if=/dev/zero of=/s/large bs=1000000 count=3
expect_stderr_like 'No space left on device'
# It is shared as long as one runs.
run_ok run -d --name first -v scratch:/one:ro box sleep 1000
run_ok run -d --name second -v scratch:/two box sleep 1000
run_ok exec second sh -c 'echo common >/two/file'
run_ok exec first cat /one/file
expect_stdout common
run_fails 1 exec first touch /one/other
expect_stderr_like 'Read-only file system'
# Another file system of a container is not taken for it, wherever the container's program moves it.
run_ok run -d --name mover -v scratch:/a/place --tmpfs /b/place box sleep 1000
run_ok rm -f -t 0 first second
run_ok exec mover sh -c 'echo own >/b/place/file; mv /a /c; mv /b /a; cat /a/place/file'
expect_stdout own
run_ok run --rm -v scratch:/s box ls -A /s
expect_stdout ''
run_ok rm -f -t 0 mover
run_ok run --rm -v scratch:/s box ls -A /s
expect_stdout ''
# As an ordinary volume, it is filled from the image.
run_ok volume create -o type=tmpfs filled
run_ok run --rm -v filled:/etc box cat /etc/passwd
expect_stdout_like '^root:'
run_ok volume create -o type=tmpfs -o nocopy unfilled
run_ok run --rm -v unfilled:/etc box sh -c 'test ! -e /etc/passwd'
run_ok volume ls -q --filter opt=type=tmpfs
expect $'filled\nscratch\nunfilled' "$stdout"
run_ok volume rm scratch filled unfilled
