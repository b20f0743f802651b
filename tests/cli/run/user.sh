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

# The image's files may be anything. A number needs none of them, and none can make a start or an exec wait.
mkdir -p root
tar -xf "$FIXTURES/busybox.tar" -C root
for kind in fifo large; do
  rm root/etc/passwd
  if [ $kind = fifo ]; then mkfifo root/etc/passwd; else head -c 2097152 /dev/zero >root/etc/passwd; fi
  tar -cf odd.tar -C root .
  run_ok import --change 'ENV PATH=/bin' odd.tar $kind
  run_ok run --rm $kind grep ^Uid: /proc/self/status
  expect_stdout $'Uid:\t0\t0\t0\t0'
  run_ok run -d --name $kind -u 0:0 $kind sleep 1000
  run_ok exec -u 1000:44 $kind grep '^[UG]id:' /proc/self/status
  expect_stdout $'Uid:\t1000\t1000\t1000\t1000\nGid:\t44\t44\t44\t44'
done
run_fails 126 exec -u app fifo true
expect_stderr 'Error: cannot look up user app in the image: /etc/passwd: it is not a regular file'
run_fails 126 run --rm -u app:media large true
expect_stderr 'Error: cannot look up user app in the image: /etc/passwd: it is larger than 1 MiB'
run_ok run -d --name devices -v /dev/zero:/etc/passwd -v /dev/zero:/etc/group box sleep 1000
run_ok exec -u 0:0 devices echo ran
expect_stdout ran
