#!/usr/bin/env bash
# volume create prints its name and makes one up; one that is there is welcome, to podman's callers only with --ignore
. "$(dirname "$0")/../lib.sh"

run_ok volume create --label a=b notes
expect_stdout notes
run_ok volume inspect notes
expect b "$(json '.[0].Labels.a')" "the label"
run_ok volume create notes
expect_stdout notes
run_ok volume inspect -f '{{.Labels.a}}' notes
expect_stdout b
ln -s "$SKIFF" "$T/podman"
SKIFF=$T/podman run_fails 125 volume create notes
expect_stderr 'Error: volume with name notes already exists'
SKIFF=$T/podman run_ok volume create --ignore notes
expect_stdout notes
run_ok volume create -d local --driver=local other
run_fails 125 volume create -d nfs third
expect_stderr_like 'the only driver is local'
run_ok volume create
[ -n "$stdout" ] || fail "no name"
expect_one_line_error 125 volume create in/valid
