#!/usr/bin/env bash
# rm takes --all, the --latest, a --cidfile, or those that a --filter passes; --ignore takes what is missing
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

names() { "$SKIFF" ps -a --sort names --format '{{.Names}}' | tr '\n' ' '; }
for name in a b c d; do run_ok create --name "$name" -l "of=$name" --cidfile "$T/$name" box true; done
run_ok run -d --name e box sleep 1000
run_ok rm --cidfile "$T/a"
expect 'b c d e ' "$(names)"
run_ok rm --filter label=of=b --filter label=of
expect 'c d e ' "$(names)"
run_ok rm -f --time 0 --latest
expect 'c d ' "$(names)"
run_ok rm --ignore nobody --cidfile "$T/missing"
run_fails 1 rm nobody
expect_stderr_like '^Error: no container with .*"nobody" found: no such container$'
run_ok rm --all --timeout 1
expect '' "$(names)"
