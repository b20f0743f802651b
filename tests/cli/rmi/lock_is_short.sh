#!/usr/bin/env bash
# other commands change the image store while a removed image's layers are still being deleted
# runs-as: root
. "$(dirname "$0")/../lib.sh"
needs strace
make_rootfs_image box
run_ok run --rm hello --print ready

# Stops in the midst of the tree, which has more than 80 files; blobs and locks are five of the calls before.
# shellcheck disable=SC2016 # the inner shell's
strace -qq -o "$T/calls" -e inject=unlinkat:signal=STOP:when=20 sh -c 'echo "$$" >remover && exec "$0" rmi box' "$SKIFF" \
  >"$T/removed" 2>&1 &
tracer=$!
started "$tracer"
wait_for grep -q 'stopped by SIGSTOP' "$T/calls"
run_fails 1 image exists box
expect_stderr ''
run_ok tag hello localhost/again:1
[ -n "$(find "$SKIFF_ROOT/layers" -name "trash-*")" ] || fail "the tree is gone: this test shows nothing"
kill -CONT "$(cat "$T/remover")"
wait "$tracer" || fail "$(cat "$T/removed")"
[ -z "$(find "$SKIFF_ROOT/layers" -name busybox -o -name "trash-*")" ] || fail "a tree is left"
