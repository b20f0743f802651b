#!/usr/bin/env bash
# a command test has a folder, a pid namespace and an account of its own
. "$(dirname "$0")/../lib.sh"

for file in "$T" "$SKIFF" "$FIXTURES/busybox.tar"; do
  [ -r "$file" ] || fail "$file is missing"
done
expect "$(id -un)" "$USER" "the account"
expect 1 "$$" "this shell's process id"
if ! is_root; then
  expect 0000000000000000 "$(sed -n 's/^CapPrm:\t//p' /proc/self/status)" "capabilities"
  grep -q "^$USER:" /etc/subuid || fail "no subordinate ids"
  expect 700 "$(stat -c %a "$XDG_RUNTIME_DIR")" "the mode of the runtime folder"
fi
