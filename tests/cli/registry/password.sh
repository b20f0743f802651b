#!/usr/bin/env bash
# a real registry over TLS with a password: right, wrong and no credentials
. "$(dirname "$0")/lib.sh"
registry_start
# shellcheck disable=SC2153 # not hostile_start's
image=$REGISTRY/library/busybox:latest
ca=--cert-dir=$REGISTRY_CERTIFICATES

fetch_ok "$ca" "--creds=$REGISTRY_USER:$REGISTRY_PASSWORD" "$image"
expect_stdout_like '^manifest application/vnd.*json [0-9]+$'
wanted=$stdout
fetch_fails "registry $REGISTRY denies access to library/busybox as user $REGISTRY_USER: unauthorized: authentication required" "$ca" \
  "--creds=$REGISTRY_USER:wrong" "$image"
fetch_fails "registry $REGISTRY denies access to library/busybox without credentials" "$ca" "$image"
fetch_fails 'needs user:password, not a user alone' "$ca" --creds=sailor "$image"
fetch_fails "registry $REGISTRY has no such image: manifest unknown" "$ca" \
  "--creds=$REGISTRY_USER:$REGISTRY_PASSWORD" "$REGISTRY/library/none:1"
# The same from an auth file, by its option, its variable and its usual places.
encoded=$(printf %s "$REGISTRY_USER:$REGISTRY_PASSWORD" | base64 -w0)
printf '{"auths":{"%s":{"auth":"%s"}}}' "$REGISTRY" "$encoded" >"$T/auth.json"
fetch_ok "$ca" "--authfile=$T/auth.json" "$image"
expect "$(sort <<<"$wanted")" "$(sort <<<"$stdout")" 'what came'
REGISTRY_AUTH_FILE=$T/auth.json fetch_ok "$ca" "$image"
mkdir -p "$T/runtime/containers" "$T/docker"
cp "$T/auth.json" "$T/docker/config.json"
XDG_RUNTIME_DIR=$T/none XDG_CONFIG_HOME=$T/none DOCKER_CONFIG=$T/docker fetch_ok "$ca" "$image"
mv "$T/auth.json" "$T/runtime/containers/"
XDG_RUNTIME_DIR=$T/runtime fetch_ok "$ca" "$image"
fetch_fails "auth file $T/auth.json does not exist" "$ca" "--authfile=$T/auth.json" "$image"
printf '{"credsStore":"desktop"}' >"$T/docker/config.json"
XDG_RUNTIME_DIR=$T/none XDG_CONFIG_HOME=$T/none DOCKER_CONFIG=$T/docker fetch_fails 'credential helper, and those are not supported yet' "$ca" "$image"
