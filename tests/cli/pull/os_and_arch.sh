#!/usr/bin/env bash
# --os, --arch and --variant are --platform in parts, for pull, run and create
. "$(dirname "$0")/../lib.sh"
registry_start
image=$REGISTRY/library/multi

run_ok pull -q "${registry_options[@]}" --arch arm64 "$image"
run_ok image inspect -f '{{.Os}} {{.Architecture}}' "$image"
expect_stdout 'linux arm64'
# What is there is for another machine: it is fetched.
case $(uname -m) in x86_64) own=amd64 ;; *) own=$(uname -m) ;; esac
run_ok create -q "${registry_options[@]}" --os linux --arch "$own" "$image" true
run_ok image inspect -f '{{.Architecture}}' "$image"
expect_stdout "$own"
expect_one_line_error 125 pull -q "${registry_options[@]}" --arch s390x --disable-content-trust "$image"
expect_stderr_like 'linux/s390x'
expect_one_line_error 125 pull -q "${registry_options[@]}" --arch arm64 --platform linux/arm64 "$image"
expect_stderr_like -- '--platform says it all: it cannot be used with --os, --arch or --variant'
expect_one_line_error 125 pull -q --disable-content-trust=false "$image"
expect_stderr_like 'skiff checks digests, but no signatures'
