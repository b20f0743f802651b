#!/usr/bin/env bash
# a program in a container cannot read the keys of the session that started it
# runs-as: both
. "$(dirname "$0")/../lib.sh"
needs cc
make_rootfs_image box

# `keys keep PROGRAM...`: starts PROGRAM in a session keyring with a key; `keys search`: says whether there is that key.
cat >keys.c <<'PROGRAM'
#define _GNU_SOURCE
#include <linux/keyctl.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(int count, char** words) {
  if (count > 2) {
    if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, "skiff-test") < 0 ||
        syscall(SYS_add_key, "user", "skiff-test", "canary", 6, KEY_SPEC_SESSION_KEYRING) < 0)
      return 77;
    execv(words[2], words + 2);
    return 127;
  }
  const long key = syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING, "user", "skiff-test", 0);
  puts(key < 0 ? "not found" : "found");
  return 0;
}
PROGRAM
cc -static -o keys keys.c 2>/dev/null || skip "no static program can be made here"
code=0
./keys keep ./keys search >out || code=$?
[ "$code" != 77 ] || skip "no keys can be made here"
expect found "$(cat out)" "the key outside"
expect "not found" "$(./keys keep "$SKIFF" run --rm --network none -v ./keys:/keys box /keys search)" "run"
./keys keep "$SKIFF" run -d --name running --network none -v ./keys:/keys box sleep 1000 >/dev/null
expect "not found" "$(./keys keep "$SKIFF" exec running /keys search)" "exec"
