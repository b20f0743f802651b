#!/usr/bin/env bash
# what a registry says is escaped, short and without what it was sent
. "$(dirname "$0")/lib.sh"
hostile_start

fetch_fails 'status 400: trouble: \\x1b\]0;owned\\x07\\x1b\[2J' "${known[@]}" "$registry/rude:1"
fetch_fails 'denies access to echo as user alice: trouble: you sent Basic \*\*\* for \*\*\*' "${known[@]}" "$registry/echo:1"
fetch_fails 'answers with status 502$' "${known[@]}" "$registry/page:1"
