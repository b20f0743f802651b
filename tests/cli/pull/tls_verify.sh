#!/usr/bin/env bash
# --tls-verify=false takes a certificate that nobody vouches for
. "$(dirname "$0")/../lib.sh"
registry_start

run_ok pull -q --tls-verify=false --creds "$REGISTRY_USER:$REGISTRY_PASSWORD" "$REGISTRY/library/busybox"
