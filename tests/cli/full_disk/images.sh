#!/usr/bin/env bash
# import, load, pull and tag on a full disk fail in one line and leave nothing; rmi works, and gives the room back
# disk: ext4 96M
# timeout: 120
. "$(dirname "$0")/lib.sh"
registry_start
make_rootfs_image box
mkdir folder
skopeo --insecure-policy --tmpdir "$T" copy -q --src-cert-dir "$REGISTRY_CERTIFICATES" \
  --src-creds "$REGISTRY_USER:$REGISTRY_PASSWORD" "docker://$REGISTRY/library/plain:latest" docker-archive:plain.tar:localhost/plain:1

head -c 100M /dev/urandom >folder/large
tar -cf large.tar folder
inventory >before
# Larger than what there is: full in the middle.
no_space 125 import large.tar large
no_space 125 import - large <large.tar
fill "$SKIFF_ROOT"
no_space 125 import "$FIXTURES/busybox.tar" other
no_space 125 load -i plain.tar
no_space 125 pull -q "${registry_options[@]}" "$REGISTRY/library/layers:latest"
no_space 125 run --rm --pull always "${registry_options[@]}" "$REGISTRY/library/layers:latest" true
no_space 125 tag box other
run_ok images
run_ok rmi box
run_ok images -q
expect_stdout ''
rm "$SKIFF_ROOT/filling/large"
make_rootfs_image box
run_ok run --rm box true
