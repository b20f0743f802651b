#!/usr/bin/env bash
# --platform asks for another machine's image, and says if there is none
. "$(dirname "$0")/../lib.sh"
registry_start

run_ok pull -q "${registry_options[@]}" --platform linux/arm64 "$REGISTRY/library/multi"
run_ok image inspect "$REGISTRY/library/multi"
expect arm64 "$(json '.[0].Architecture')" "the architecture"
run_fails 125 run --rm -q "${registry_options[@]}" --platform linux/s390x --pull always "$REGISTRY/library/multi" true
expect_stderr_like s390x
