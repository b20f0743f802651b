#!/usr/bin/env bash
# passwords come from --authfile, REGISTRY_AUTH_FILE and docker's own file
. "$(dirname "$0")/../lib.sh"
registry_start

auth=$(printf '%s' "$REGISTRY_USER:$REGISTRY_PASSWORD" | base64 -w 0)
printf '{"auths":{"%s":{"auth":"%s"}}}' "$REGISTRY" "$auth" >auth.json
run_ok pull -q --cert-dir "$REGISTRY_CERTIFICATES" --authfile auth.json "$REGISTRY/library/busybox"
REGISTRY_AUTH_FILE=$PWD/auth.json run_ok pull -q --cert-dir "$REGISTRY_CERTIFICATES" "$REGISTRY/library/layers"
mkdir docker && cp auth.json docker/config.json
DOCKER_CONFIG=$PWD/docker run_ok pull -q --cert-dir "$REGISTRY_CERTIFICATES" "$REGISTRY/library/plain"
