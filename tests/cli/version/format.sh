#!/usr/bin/env bash
# version --format tells client and server, which are one
. "$(dirname "$0")/../lib.sh"

run_ok version --format '{{.Client.Version}}{{"\n"}}{{.Server.Version}}{{"\n"}}{{.Version}}'
expect 1 "$(uniq <<<"$stdout" | wc -l)" "versions"
run_ok version -f json
expect linux "$(json .Client.Os)"
