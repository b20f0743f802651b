#!/usr/bin/env bash
# images that share a layer keep it once, and skopeo reads the store as an OCI layout
. "$(dirname "$0")/../lib.sh"
registry_start

run_ok pull -q "${registry_options[@]}" "$REGISTRY/library/busybox" "$REGISTRY/library/layers"
trees=$(find "$SKIFF_ROOT/layers" -mindepth 2 -maxdepth 2 -type d -regex '.*/[0-9a-f]+' | wc -l)
expect 2 "$trees" "unpacked layers"
name=$(jq -r '.manifests[0].annotations["org.opencontainers.image.ref.name"]' "$SKIFF_ROOT/images/index.json")
skopeo --tmpdir "$T" inspect "oci:$SKIFF_ROOT/images:$name" >/dev/null || fail "skopeo cannot read the store"
