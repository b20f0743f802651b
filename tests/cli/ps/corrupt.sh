#!/usr/bin/env bash
# a record that is torn or of a newer skiff is one line in ps, not an error of every command
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

good=$("$SKIFF" run -d --name good box sleep 1000)
torn=$("$SKIFF" create --name torn box true)
newer=$("$SKIFF" create --name newer box true)
truncate -s 20 "$SKIFF_ROOT/containers/$torn/config.json"
jq '.schema = 9999' "$SKIFF_ROOT/containers/$newer/config.json" >changed && cat changed >"$SKIFF_ROOT/containers/$newer/config.json"
run_ok ps -a
expect_stdout_like "^${good:0:12} .*Up "
expect_stdout_like "^${torn:0:12} "
run_fails 125 start newer
expect_stderr_like '[Nn]ewer'
run_ok exec good true
run_ok rm -f "$torn"
[ ! -e "$SKIFF_ROOT/containers/$torn" ] || fail "the torn record is still there"
sed -i 's/9999/1/' "$SKIFF_ROOT/containers/$newer/config.json"
