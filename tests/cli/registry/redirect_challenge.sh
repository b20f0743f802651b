#!/usr/bin/env bash
# a server that a redirect leads to cannot ask for the credentials
. "$(dirname "$0")/lib.sh"
hostile_start

fetch_fails "cannot fetch blob .*: $other, where registry $registry leads, refuses with status 401" "${known[@]}" "$registry/refusing:1"
expect_asked other
expect_nothing_sent other
