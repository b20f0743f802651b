#!/usr/bin/env bash
# what is no archive is named, by load and by import, with what each of them takes
. "$(dirname "$0")/../lib.sh"
echo 'this is text' >text
hint='a tar of a root file system becomes an image with skiff import; archives of docker save and podman save are for skiff load'
for command in 'load -i text' 'import text'; do
  # shellcheck disable=SC2086 # words
  run_fails 125 $command
  expect_stderr "Error: text is no tar archive
$hint"
done
: >nothing
run_fails 125 load -i nothing
expect_stderr 'Error: cannot load nothing: the archive is empty'
run_fails 125 load </dev/null
expect_stderr 'Error: cannot load standard input: the archive is empty'
run_fails 125 import nothing
expect_stderr 'Error: cannot import nothing: the archive is empty'
run_fails 125 load <text
expect_stderr_line 'Error: standard input is no tar archive'
mkdir root && echo x >root/file
tar -C root -cf root.tar .
run_fails 125 load -i root.tar
expect_stderr "Error: cannot load root.tar: it has neither docker's manifest.json nor OCI's index.json
a tar of a root file system becomes an image with skiff import"
run_fails 125 load -i missing.tar
expect_stderr_like '^Error: cannot open missing.tar: no such file or directory'
