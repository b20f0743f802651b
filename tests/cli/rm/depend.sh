#!/usr/bin/env bash
# rm --depend removes those that share a namespace of a container before it, and no other
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

main=$("$SKIFF" run -d --name main box sleep 1000)
run_ok run -d --name second --pid container:main box sleep 1000
run_ok run -d --name third --ipc container:second box sleep 1000
run_ok create --name other box true
run_ok inspect --format '{{.Dependencies}}' second
expect_stdout "[$main]"
run_ok rm -f -t 0 --depend main
expect main "$(tail -1 <<<"$stdout")" "the last"
expect 3 "$(wc -l <<<"$stdout")" "lines"
run_ok ps -a --format '{{.Names}}'
expect_stdout other
