#!/usr/bin/env bash
# images NAME and --filter select rows: names with patterns, labels, ages, digests, use
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box:1 --change 'LABEL a=b'
make_rootfs_image later:2 --change 'LABEL c=d'
tags() { "$SKIFF" images --sort tag --format '{{.Repository}}:{{.Tag}}' "$@" | sed s,localhost/,, | tr '\n' ' '; }
id=$("$SKIFF" images -q --no-trunc box:1)

expect 'box:1 later:2 ' "$(tags)"
expect 'box:1 later:2 ' "$(tags -a)"
expect 'box:1 ' "$(tags box)"
expect 'box:1 ' "$(tags localhost/box:1)"
expect 'later:2 ' "$(tags 'lat*')"
expect 'box:1 ' "$(tags "${id:7:10}")"
expect '' "$(tags nothing)"
expect 'later:2 ' "$(tags -f reference='l*:2')"
expect 'box:1 later:2 ' "$(tags -f reference=box -f reference=later:2)"
expect 'box:1 ' "$(tags --filter label=a)"
expect '' "$(tags -f label=a=x)"
expect '' "$(tags -f label=a -f label=c)"
expect 'later:2 ' "$(tags -f 'label!=a')"
expect 'box:1 ' "$(tags -f before=later:2)"
expect 'later:2 ' "$(tags -f since=box:1)"
expect 'later:2 ' "$(tags -f after=box:1)"
expect 'box:1 ' "$(tags -f id="${id:7:12}")"
expect 'box:1 ' "$(tags -f digest="$("$SKIFF" images --format '{{.Digest}}' box:1)")"
expect 'box:1 later:2 ' "$(tags -f until=0s)"
expect '' "$(tags -f until=10h)"
expect '' "$(tags -f dangling=true)"
expect 'box:1 later:2 ' "$(tags -f intermediate=false -f readonly=false -f manifest=false)"
run_ok create --name one box:1 true
expect 'box:1 ' "$(tags -f containers=true)"
expect 'later:2 ' "$(tags -f containers=false)"
run_ok untag later:2
expect '<none>:<none> ' "$(tags -f dangling=true)"
run_fails 125 images -f bogus=1
expect_stderr_line 'Error: bogus is an invalid filter'
run_fails 125 images -f before=nothing
expect_stderr 'Error: nothing: image not known'
run_fails 125 images -f dangling=maybe
expect_stderr 'Error: maybe is neither true nor false'
run_fails 125 images -f until=soon
expect_stderr_line 'Error: bad time "soon"'
run_fails 125 images -f bogus
expect_stderr_like 'filter input must be in the form of filter=value: bogus is invalid'
run_fails 125 images --sort bogus
expect_stderr_like 'the choices are id, repository, size, tag and created'
