#!/usr/bin/env bash
# image inspect --format reads members of the image, with those that its JSON leaves out
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box:1 --change 'LABEL a=b' --change 'USER app' --change 'ENV X=y'
run_ok tag box:1 another:9

run_ok image inspect -f '{{.Config.User}} {{index .Config.Labels "a"}}{{.Labels.none}} {{.Config.Env}} {{.Config.Entrypoint}} {{.RepoTags}}' box:1
expect_stdout 'app b<no value> [PATH=/bin X=y] [] [localhost/another:9 localhost/box:1]'
run_ok image inspect --format '{{.Os}}/{{.Architecture}}{{range .RootFS.Layers}} {{len .}}{{end}}' box:1
expect_stdout_like '^linux/[a-z0-9]+ 71$'
run_ok image inspect --format '{{.Created}}|{{json .Created}}|{{(index .History 0).CreatedBy}}' box:1
expect_stdout_like '^[0-9-]+ [0-9:.]+ \+0000 UTC\|"[0-9-]+T[0-9:.]+Z"\|'
run_ok image inspect --format json box:1
expect localhost/another:9 "$(json '.[0].RepoTags[0]')"
run_fails 125 image inspect --format '{{.Bogus}}' box:1
expect_stderr 'Error: template: inspect:1:2: executing "inspect" at <.Bogus>: can'\''t evaluate field Bogus in type image'
