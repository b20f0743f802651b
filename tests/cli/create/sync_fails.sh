#!/usr/bin/env bash
# create that cannot be brought to the disk leaves no container, no name and no volume
# runs-as: root
. "$(dirname "$0")/../lib.sh"
needs strace
make_rootfs_image box

# A disk that fails at the Nth sync of a directory, until there is no Nth one.
failing="$T/failing"
printf '#!/bin/sh\nexec strace -qq -f -o /dev/null -e inject=fsync:error=EIO:when="$NUMBER" %s "$@"\n' "$SKIFF" >"$failing"
chmod +x "$failing"
failures=0
for NUMBER in {1..20}; do
  export NUMBER
  SKIFF=$failing capture create --name box -v data:/data box true
  if [ "$code" = 0 ]; then break; fi
  expect_stderr_like '^Error: .*: input/output error$'
  failures=$((failures + 1))
  run_ok ps -aq
  expect_stdout ''
  run_ok volume ls -q
  expect_stdout ''
  expect '' "$(find "$SKIFF_ROOT" -path '*/names/*' -type l)" names
done
[ "$code" = 0 ] || fail 'it never succeeds'
[ "$failures" -ge 3 ] || fail "only $failures syncs of directories"
