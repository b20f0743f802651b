#!/usr/bin/env bash
# pull --policy: missing and newer are content with what is there, never asks no registry
. "$(dirname "$0")/../lib.sh"
registry_start
image=$REGISTRY/library/busybox

expect_one_line_error 125 pull -q --policy never "${registry_options[@]}" "$image"
expect_stderr "Error: $image: image not known"
run_ok pull -q --policy=missing "${registry_options[@]}" "$image"
id=$stdout
# Without a password the registry refuses: so it is not asked again.
run_ok pull --policy missing --cert-dir "$REGISTRY_CERTIFICATES" "$image"
expect_stdout "$id"
expect_stderr ''
run_ok pull --policy never "$image"
expect_stdout "$id"
run_ok pull -q --policy newer --cert-dir "$REGISTRY_CERTIFICATES" "$image"
expect_stdout "$id"
expect_one_line_error 125 pull -q --policy always --cert-dir "$REGISTRY_CERTIFICATES" "$image"
expect_stderr_like "^Error: cannot pull $image:latest: "
expect_one_line_error 125 pull --policy sometimes "$image"
expect_stderr_like 'the choices are always, missing, never and newer'
for policy in always Always ifnotpresent IfNotPresent missing; do
  run_ok run --rm --network none -q "--pull=$policy" "${registry_options[@]}" "$image" true
done
run_ok create --pull never "$image" true
expect_one_line_error 125 run --pull=true "$image" true
expect_stderr_like 'the choices are always, missing, never and newer'
