#!/usr/bin/env bash
# default capabilities, no more; seccomp on; masked and read-only parts of /proc and /sys
. "$(dirname "$0")/../lib.sh"

run_ok run --rm hello --json
expect filter "$(json .seccomp.mode)" "seccomp"
expect 'CHOWN DAC_OVERRIDE FOWNER FSETID KILL NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT' \
  "$(json '.capabilities.effective.names | sort | join(" ")')" "capabilities"
expect "$(json .capabilities.effective.hex)" "$(json .capabilities.bounding.hex)" "the bounding set"
expect '' "$(json '.capabilities.ambient.names | join(" ")')" "ambient capabilities"
expect '0 1 2' "$(json '[.descriptors[].number | select(. < 100)] | sort | .[0:3] | join(" ")')" "descriptors"
run_ok run --rm hello --try mount --try write-sysrq --try write-core-pattern --try make-device
expect_no_stdout_like ': ok$'
