#!/usr/bin/env bash
# volume create -o says in one line what it cannot make, and makes nothing
. "$(dirname "$0")/../lib.sh"

# refuses WORDS OPTIONS...
refuses() {
  expect_one_line_error 125 volume create "${@:2}" v
  expect_stderr_like "$1"
}
refuses "invalid mount option x for driver 'local'" -o x=y
refuses 'skiff mounts no ext4: the types are tmpfs, and none' -o type=ext4 -o device=/dev/sda1
refuses 'skiff mounts no tmpfs,device=tmpfs' -o type=tmpfs,device=tmpfs
refuses 'type=none needs o=bind and device=PATH' -o type=none
refuses 'must name a folder by an absolute path' -o type=none -o o=bind -o device=here
refuses 'must name a folder by an absolute path' -o o=bind
refuses 'device= needs a type' -o device=/tmp
refuses '"size=5m": skiff sets no quotas' -o o=size=5m
refuses 'the option "foo" needs a type' -o o=foo
refuses 'unknown option "foo"' -o type=tmpfs -o o=foo
refuses 'unknown option "foo"' -o type=none -o o=bind,foo -o device=/tmp
refuses 'neither devices nor set-user-id programs' -o type=tmpfs -o o=suid
refuses 'neither devices nor set-user-id programs' -o type=none -o o=bind,dev -o device=/tmp
refuses 'has its own owner' -o type=none -o o=bind,uid=5 -o device=/tmp
refuses 'bad value in "size=many"' -o type=tmpfs -o o=size=many
refuses '"copy" and "nocopy" exclude each other' -o copy -o nocopy
refuses 'o=bind is for type=none' -o type=ext4 -o o=bind -o device=/tmp
run_ok volume ls -q
expect_stdout ''
