#!/usr/bin/env bash
# a certificate that cannot be trusted, another name and plain HTTP are errors that name the way out
. "$(dirname "$0")/lib.sh"
hostile_start

fetch_fails "cannot trust registry $stranger: .*certificate" "${trusted[@]}" "$stranger/x:1"
expect_stderr_like 'hint: .*--cert-dir .*--tls-verify=false'
fetch_fails "cannot trust registry 127.0.0.1:${registry#*:}: .*127.0.0.1" "${trusted[@]}" "127.0.0.1:${registry#*:}/x:1"
# The loopback by a name that does not say so.
elsewhere="[::ffff:127.0.0.1]:${plain#*:}"
fetch_fails "cannot speak TLS with registry \\[::ffff:127.0.0.1\\]:[0-9]+: " "$elsewhere/x:1"
expect_stderr_like 'hint: .*plain HTTP.*--tls-verify=false'
expect_not_asked plain
fetch_ok --tls-verify=false "$elsewhere/x:1"
expect_not_asked stranger
fetch_ok --tls-verify=false "$stranger/x:1"
# A registry without TLS on this machine itself, as docker takes it.
fetch_ok "$plain/x:1"
fetch_ok "127.0.0.1:${plain#*:}/x:1"
# The system's own store, and a directory for this registry, are looked into.
SSL_CERT_FILE=$T/hostile/certs/ca.crt fetch_ok "$registry/x:1"
mkdir -p "$T/config/containers/certs.d/$registry"
cp "$T/hostile/certs/ca.crt" "$T/config/containers/certs.d/$registry/ca.crt"
XDG_CONFIG_HOME=$T/config fetch_ok "$registry/x:1"
XDG_CONFIG_HOME=$T/config fetch_fails 'cannot trust' "$other/x:1"
fetch_fails "cannot open certificate directory $T/none" "--cert-dir=$T/none" "$registry/x:1"
mkdir "$T/bad"
echo no >"$T/bad/ca.crt"
fetch_fails "$T/bad/ca.crt is not in PEM form" "--cert-dir=$T/bad" "$registry/x:1"
cp "$T/hostile/certs/ca.crt" "$T/bad/ca.crt"
cp "$T/hostile/server.crt" "$T/bad/me.cert"
fetch_fails 'client certificate .*me.cert has no key' "--cert-dir=$T/bad" "$registry/x:1"
