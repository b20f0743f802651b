#!/usr/bin/env bash
# load takes docker and OCI archives, compressed or not, from a file or standard input
. "$(dirname "$0")/../lib.sh"
registry_start

source="docker://$REGISTRY/library/layers:latest"
copy() { skopeo --insecure-policy --tmpdir "$T" copy -q --src-cert-dir "$REGISTRY_CERTIFICATES" --src-creds "$REGISTRY_USER:$REGISTRY_PASSWORD" "$source" "$1"; }
copy docker-archive:docker.tar:localhost/from-docker:1
copy oci-archive:oci.tar:localhost/from-oci:1
run_ok load -i docker.tar
expect_stdout_like 'Loaded image.*localhost/from-docker:1'
run_ok run --rm localhost/from-docker:1 cat /etc/motd
expect_stdout 'a small boat'
gzip -c oci.tar | "$SKIFF" load -q >out
grep -q 'localhost/from-oci:1' out || fail "$(cat out)"
run_ok run --rm localhost/from-oci:1 cat /etc/motd
expect_stdout 'a small boat'
head -c 100000 docker.tar >cut.tar
expect_one_line_error 125 load -i cut.tar
expect_one_line_error 125 load -i missing.tar
