#!/usr/bin/env bash
# --pull never does not ask a registry, missing asks only once, always asks again
. "$(dirname "$0")/../lib.sh"
registry_start

expect_one_line_error 125 run --rm --pull never "$REGISTRY/library/busybox" true
run_ok run --rm -q "${registry_options[@]}" "$REGISTRY/library/busybox" true
run_ok run --rm --pull missing "$REGISTRY/library/busybox" true
run_fails 125 run --rm --pull always -q --cert-dir "$REGISTRY_CERTIFICATES" "$REGISTRY/library/busybox" true
expect_stderr_line "Error: cannot pull $REGISTRY/library/busybox:latest: registry $REGISTRY denies access to library/busybox without credentials"
run_ok run --rm --pull always -q "${registry_options[@]}" "$REGISTRY/library/busybox" true
run_ok run --rm --pull newer -q "${registry_options[@]}" "$REGISTRY/library/busybox" true
