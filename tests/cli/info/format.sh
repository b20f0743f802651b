#!/usr/bin/env bash
# info --format has podman's fields, the commonest of docker's, and json
. "$(dirname "$0")/../lib.sh"

run_ok info --format '{{.Store.GraphRoot}} {{.Host.OCIRuntime.Name}} {{.Host.EventLogger}} {{.Store.GraphOptions}} {{.Host.NetworkBackend}}'
expect_stdout "$SKIFF_ROOT skiff none map[] skiff"
run_ok info -f '{{.Host.OCIRuntime.Path}}'
[ -x "$stdout" ] || fail "no program: $stdout"
run_ok system info --format '{{.OSType}} {{.DockerRootDir}} {{.ServerVersion}}'
expect_stdout_like "^linux $SKIFF_ROOT [0-9.]+$"
run_ok info --format json
expect "$SKIFF_ROOT" "$(json .store.graphRoot)"
run_fails 125 info -f '{{.Host.Bogus}}'
expect_stderr 'Error: template: info:1:7: executing "info" at <.Host.Bogus>: can'\''t evaluate field Bogus in type info.host'
