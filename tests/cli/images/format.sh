#!/usr/bin/env bash
# images --format takes templates, tables and json, and its errors name the place
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box:1 --change 'LABEL a=b'
run_ok tag box:1 other:2
id=$("$SKIFF" images -q --no-trunc)
short=${id#sha256:} short=${short:0:12}

run_ok images --format '{{.ID}} {{.Repository}}:{{.Tag}}' --sort repository
expect_stdout "$short localhost/box:1"$'\n'"$short localhost/other:2"
run_ok images --format 'table {{.ID}} {{.Tag}} {{.CreatedSince}}' --sort tag other
expect "IMAGE ID      TAG         CREATED" "$(head -n 1 <<<"$stdout")" "the headings"
expect_stdout_like "^$short  2           .* ago$"
run_ok images --format 'table {{.ID}}\t{{.Tag}}' --noheading --sort tag
expect_stdout "$short  1"$'\n'"$short  2"
run_ok images --format '{{.Tag}}\n-' -n box
expect_stdout $'1\n-'
run_ok images --format '{{.Names}} {{.Labels.a}} {{.Containers}} {{len .Digest}}' box
expect_stdout '[localhost/box:1 localhost/other:2] b 0 71'
run_ok images --format '{{.CreatedAt}}' box
expect_stdout_like '^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8} \+0000 UTC$'
run_ok images --format json
expect '1 localhost/box:1 71' "$(json '"\(length) \(.[0].RepoTags[0]) \(.[0].Digest | length)"')"
run_ok images --format '{{json .}}' box
expect 1 "$(json .Tag)"
run_ok images --format table -q box
expect_stdout "$short"
run_ok images --history --format table box
expect_stdout_like 'HISTORY$'
run_fails 125 images --format '{{.Bogus}}'
expect_stderr 'Error: template: images:1:2: executing "images" at <.Bogus>: can'\''t evaluate field Bogus in type image'
run_fails 125 images --format '{{.ID'
expect_stderr 'Error: template: images:1: unclosed action'
run_ok images --format '{{.Bogus}}' nothing
expect_stdout ''
