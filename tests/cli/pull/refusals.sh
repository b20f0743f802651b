#!/usr/bin/env bash
# wrong password, no trust, unknown image, nobody there: 125, one line that names the image, and nothing left
. "$(dirname "$0")/../lib.sh"
registry_start

image=$REGISTRY/library/busybox
expect_one_line_error 125 pull -q --cert-dir "$REGISTRY_CERTIFICATES" --creds "$REGISTRY_USER:wrong" "$image"
expect_stderr_like "$image"
expect_one_line_error 125 pull -q --creds "$REGISTRY_USER:$REGISTRY_PASSWORD" "$image"
expect_stderr_like '[Cc]ertificate'
expect_one_line_error 125 pull -q "${registry_options[@]}" "$REGISTRY/library/nothing"
expect_stderr "Error: cannot pull $REGISTRY/library/nothing:latest: registry $REGISTRY has no such image: manifest unknown"
expect_one_line_error 125 pull -q "${registry_options[@]}" "$image:nothing"
expect_one_line_error 125 pull -q "localhost:1/library/busybox"
expect_stderr 'Error: cannot pull localhost:1/library/busybox:latest: cannot reach registry localhost:1: connection refused'
expect_one_line_error 125 pull -q 'In/valid::reference'
if grep -q "$REGISTRY_PASSWORD" "$T/.err"; then fail "the password is shown"; fi
run_ok images -q
expect_stdout ''
