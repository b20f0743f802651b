#!/usr/bin/env bash
# 200 MB through a pipe arrive whole and in order
# timeout: 120
. "$(dirname "$0")/../lib.sh"

size=200000000
wanted=$("$SKIFF" run --rm hello --write 1600 | sha256sum)
expect "$(seq -f %015.0f 0 99 | sha256sum)" "$wanted" "the numbered lines"
expect "$(seq -f %015.0f 0 $((size / 16 - 1)) | sha256sum)" "$("$SKIFF" run --rm hello --write $size | sha256sum)" "all of it"
