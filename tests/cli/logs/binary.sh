#!/usr/bin/env bash
# lines of any length and any byte come back as they were written
. "$(dirname "$0")/../lib.sh"

head -c 300000 /dev/urandom >random
tar cf root.tar -C "$T" random
cat "$FIXTURES/busybox.tar" >both.tar && tar -Af both.tar root.tar
run_ok import --change 'ENV PATH=/bin' both.tar box
run_ok run -d --name talker box cat /random
run_ok wait talker
"$SKIFF" logs talker >logged
cmp random logged || fail "other bytes"
