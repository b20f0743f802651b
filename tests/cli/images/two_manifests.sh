#!/usr/bin/env bash
# an image of two manifests (loaded from two kinds of archive) is one: no row without a name beside its name
. "$(dirname "$0")/../lib.sh"
needs skopeo

# The archives of one image, with manifests of their own: docker's, and OCI's with a compressed layer.
copy() { skopeo --insecure-policy --tmpdir "$T" copy -q "$@" >/dev/null 2>"$T/err" || fail "skopeo: $(cat "$T/err")"; }
make_rootfs_image box
export HOME=$T XDG_RUNTIME_DIR=$T
copy "oci:$SKIFF_ROOT/images:localhost/box:latest" docker-archive:one.tar:localhost/box:latest
copy --dest-compress "oci:$SKIFF_ROOT/images:localhost/box:latest" oci-archive:two.tar:localhost/box:latest
run_ok rmi box
run_ok load -i one.tar
run_ok load -i two.tar
run_ok images
expect_no_stdout_like '<none>'
expect 2 "$(wc -l <<<"$stdout")" "the lines of the table"
run_ok info
expect_stdout_line '    number: 1'
run_ok rmi box
run_ok images -q
expect_stdout ''
