#!/usr/bin/env bash
# other commands change the image store while a removed image's layers are still being deleted
# runs-as: root
. "$(dirname "$0")/../lib.sh"
needs strace
make_rootfs_image box
run_ok run --rm hello --print ready

strace -qq -f -o /dev/null -e inject=unlinkat:delay_enter=50000 "$SKIFF" rmi box >"$T/removed" 2>&1 &
remover=$!
started "$remover"
is_unlisted() { ! "$SKIFF" image exists box; }
wait_for is_unlisted
run_ok tag hello localhost/again:1
kill -0 "$remover" 2>/dev/null || fail "the removal was over before: this test shows nothing"
wait "$remover" || fail "$(cat "$T/removed")"
[ -z "$(find "$SKIFF_ROOT/layers" -name busybox)" ] || fail 'a tree is left'
