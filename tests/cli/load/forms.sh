#!/usr/bin/env bash
# load reads archives in any compression, by -i or on standard input; a folder is an error in one line
. "$(dirname "$0")/../lib.sh"
needs xz bzip2 zstd
registry_start

skopeo --insecure-policy --tmpdir "$T" copy -q --src-cert-dir "$REGISTRY_CERTIFICATES" --src-creds "$REGISTRY_USER:$REGISTRY_PASSWORD" \
  "docker://$REGISTRY/library/busybox:latest" docker-archive:image.tar:localhost/loaded:1
for compress in xz bzip2 'zstd -q' gzip; do
  $compress -c image.tar >image.packed
  run_ok load --quiet --input=image.packed
  expect_stdout 'localhost/loaded:1'
  run_ok load <image.packed
  expect_stdout 'Loaded image: localhost/loaded:1'
done
run_ok load -qi- <image.tar
expect_stdout 'localhost/loaded:1'
mkdir folder
expect_one_line_error 125 load -i folder
expect_stderr_like '^Error: cannot load folder: .*directory'
expect_one_line_error 125 load image.tar
expect_stderr_like 'takes no arguments'
