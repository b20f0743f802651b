#!/usr/bin/env bash
# a connection that ends within a blob is an error that names blob and registry
. "$(dirname "$0")/lib.sh"
hostile_start

for kind in cut reset; do
  fetch_fails "cannot fetch blob sha256:[0-9a-f]{64} of $registry/$kind: registry $registry: the connection ended (after [0-9]+ bytes|without an answer)" \
    "${known[@]}" "$registry/$kind:1"
done
