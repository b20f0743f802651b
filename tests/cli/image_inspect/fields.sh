#!/usr/bin/env bash
# image inspect has the configuration, the layers and the names
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box:1 --change 'LABEL a=b' --change 'USER app'

run_ok image inspect box:1
expect 'localhost/box:1 app b linux 1' "$(json '.[0] | "\(.RepoTags[0]) \(.Config.User) \(.Config.Labels.a) \(.Os) \(.RootFS.Layers | length)"')"
run_fails 125 image inspect nothing
expect_stderr 'Error: nothing: image not known'
expect_stdout '[]'
