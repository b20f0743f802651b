#!/usr/bin/env bash
# --user by name, number, name:group; groups come from the image; an unknown one is an error that names it
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run --rm box id
expect_stdout_like '^uid=0\(root\) gid=0\(root\)'
run_ok run --rm -u app box id
expect_stdout 'uid=1000(app) gid=1000(app) groups=44(media),1000(app),2000(extra)'
run_ok run --rm -u 1000:44 box id -g
expect_stdout 44
run_ok run --rm -u 4321 box id -u
expect_stdout 4321
run_ok run --rm -u app box sh -c 'echo $HOME; cat /root/x 2>&1; touch /x 2>&1; exit 0'
expect_stdout_line /home/app
expect_stdout_like 'Permission denied'
run_fails 126 run --rm -u nobody-here box true
expect_stderr 'Error: unable to find user nobody-here in the image'
run_fails 126 run --rm -u app:no-group box true
expect_stderr_like '^Error: .*no-group'
