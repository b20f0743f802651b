#!/usr/bin/env bash
# `$(skiff run -d …)` ends as soon as the id is printed, and the container runs on
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

started=$SECONDS
id=$("$SKIFF" run -d --name sleeper box sleep 1000)
((SECONDS - started < 20)) || fail "it waited for the container"
[[ $id =~ ^[0-9a-f]{64}$ ]] || fail "not an id: $id"
expect running "$(state sleeper)"
run_ok ps
expect_stdout_like "^${id:0:12} .*Up .* sleeper$"
run_ok rm -f -t 0 sleeper
expect_stdout sleeper
