#!/usr/bin/env bash
# pull --all-tags fetches all that the registry has under a name
. "$(dirname "$0")/../lib.sh"
registry_start

run_ok pull -q "${registry_options[@]}" "$REGISTRY/library/layers"
layers=$stdout
run_ok pull -q -a "${registry_options[@]}" "$REGISTRY/library/layers"
expect_stdout_line "$layers"
# A registry of our own with many tags, a few on each page.
python3 "$TESTS/fixtures/many_tags.py" port 5 2 &
started $!
wait_for test -f port
here=localhost:$(<port)
run_ok pull -q --all-tags "$here/app"
run_ok images --format '{{.Tag}}' --filter reference="$here/app"
expect $'v0\nv1\nv2\nv3\nv4' "$(sort <<<"$stdout")" 'the tags'
expect_one_line_error 125 pull -a "$here/app:v1"
expect_stderr "Error: $here/app:v1 names one image: all tags are of a name without a tag"
expect_one_line_error 125 pull -a "$here/none"
expect_stderr_like "^Error: cannot pull all of $here/none: "
