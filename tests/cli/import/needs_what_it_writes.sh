#!/usr/bin/env bash
# import and load need the room that they fill, and say how much is missing
# disk: tmpfs 48M
. "$(dirname "$0")/../lib.sh"
mkdir big small
head -c 30000000 /dev/urandom >big/file
head -c 15000000 /dev/urandom >small/file
tar -C big -cf big.tar .
tar -C small -cf small.tar .
gzip -1 -c big.tar >big.tar.gz
run_fails 125 import big.tar big
expect_stderr_like '^Error: cannot import big.tar: it needs 58 MiB, and 4[78] MiB are free$'
run_fails 125 import big.tar.gz big
expect_stderr_like '^Error: cannot import big.tar.gz: it needs more than the 4[78] MiB that are free|^Error: cannot import big.tar.gz: .*need more than the [0-9]+ MiB that are free'
expect_one_line_error 125 import - big <big.tar
expect_stderr_like '^Error: cannot import standard input: .*need'
# Twice 15 MB fit into 48 MiB.
run_ok import small.tar small
run_ok rmi small
run_fails 125 load -i big.tar
expect_stderr_like "^Error: cannot load big.tar: it has neither docker's manifest.json nor OCI's index.json$"
expect '' "$(find "$SKIFF_ROOT/images/blobs" -type f)" 'what was left in the store'
