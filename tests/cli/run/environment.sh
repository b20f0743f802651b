#!/usr/bin/env bash
# -e NAME=VALUE, -e NAME from the caller, --env-file, image's ENV under them; the last one wins
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box --change 'ENV FROM_IMAGE=image OVER=image'

printf '# a comment\nIN_FILE=file\nOVER=file\nCALLER\n' >env
export CALLER='from the caller' ALSO=also
run_ok run --rm --env-file env -e OVER=flag -e ALSO -e UNSET_ANYWHERE -e TWICE=1 -e TWICE=2 box env
expect_stdout_line FROM_IMAGE=image
expect_stdout_line IN_FILE=file
expect_stdout_line OVER=flag
expect_stdout_line "CALLER=from the caller"
expect_stdout_line ALSO=also
expect_stdout_line TWICE=2
expect_stdout_line container=podman
expect_stdout_line HOME=/root
expect_no_stdout_like UNSET_ANYWHERE
expect_no_stdout_like '^SKIFF_ROOT='
expect_one_line_error 125 run --rm --env-file missing box true
