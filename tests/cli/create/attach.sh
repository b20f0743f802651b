#!/usr/bin/env bash
# create --attach is noted, and inspect shows it, as docker has it
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok create --name some -a STDOUT --attach=stdin box echo text
run_ok inspect -f '{{.Config.AttachStdin}} {{.Config.AttachStdout}} {{.Config.AttachStderr}}' some
expect_stdout 'true true false'
run_ok start -a some
expect_stdout text
run_ok create --name none box true
run_ok inspect -f '{{.Config.AttachStdin}} {{.Config.AttachStdout}} {{.Config.AttachStderr}}' none
expect_stdout 'false false false'
expect_one_line_error 125 create -a stdnone box true
expect_stderr_like 'the streams are stdin, stdout and stderr'
