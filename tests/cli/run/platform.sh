#!/usr/bin/env bash
# an image of another platform than the one asked for is not run; without --platform it is, with a warning
. "$(dirname "$0")/../lib.sh"
registry_start
case $(uname -m) in
  x86_64) here=amd64 ;;
  *) skip 'the fixture is amd64 and arm64' ;;
esac
make_rootfs_image box

run_fails 125 run --rm --pull never --platform linux/arm64 box true
expect_stderr "Error: image localhost/box:latest is for linux/$here, not for linux/arm64"
run_fails 125 run --rm --platform linux/nonsense --pull never box true
expect_stderr "Error: image localhost/box:latest is for linux/$here, not for linux/nonsense"
run_fails 125 run --rm --platform nonsense box true
expect_stderr 'Error: unknown platform nonsense: it is written os/architecture[/variant], as linux/arm64'
run_ok run --rm --platform "linux/$here" box true
expect_stderr ''

# Under one name: the image of the other platform is fetched when it is asked for, and not again.
multi=$REGISTRY/library/multi
run_ok run --rm -q "${registry_options[@]}" "$multi" true
run_fails 127 run --rm -q "${registry_options[@]}" --platform linux/arm64 "$multi" true
expect_stderr 'Error: executable file "true" not found in $PATH'
run_fails 127 run --rm --platform linux/arm64 "$multi" true
expect_stderr 'Error: executable file "true" not found in $PATH'
run_fails 127 run --rm "$multi" true
expect_stderr "Warning: image $multi:latest is for linux/arm64, not for linux/$here
Error: executable file \"true\" not found in \$PATH"
