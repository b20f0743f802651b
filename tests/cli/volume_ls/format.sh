#!/usr/bin/env bash
# volume ls has templates, json and filters
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
run_ok volume create -l app=shop alpha
run_ok volume create beta
run_ok create -v alpha:/data box true

run_ok volume ls --format '{{.Name}} {{.Driver}} {{.Labels.app}} {{.Options}}'
expect_stdout $'alpha local shop map[]\nbeta local <no value> map[]'
run_ok volume ls --format 'table {{.Name}} {{.Driver}}'
expect_stdout $'VOLUME NAME  DRIVER\nalpha        local\nbeta         local'
run_ok volume ls --format 'table {{.Name}}' --noheading
expect_stdout $'alpha\nbeta'
run_ok volume ls -n -f name=alpha
expect_stdout_like '^local +alpha$'
run_ok volume ls --format json
expect 'alpha shop' "$(json '.[0] | "\(.Name) \(.Labels.app)"')"
names() { "$SKIFF" volume ls -q "$@" | tr '\n' ' '; }
expect 'beta ' "$(names -f dangling=true)"
expect 'alpha ' "$(names -f dangling=false)"
expect 'alpha ' "$(names --filter name=^a)"
expect 'alpha beta ' "$(names -f name=a)"
expect 'alpha ' "$(names -f label=app)"
expect 'beta ' "$(names -f 'label!=app=shop')"
expect '' "$(names -f driver=other)"
expect 'alpha beta ' "$(names -f driver=local -f scope=local -f anonymous=false)"
expect 'beta ' "$(names -f since=alpha)"
expect 'beta ' "$(names -f after=alpha)"
expect '' "$(names -f until=1h)"
expect '' "$(names -f opt=type)"
run_fails 125 volume ls -f bogus=1
expect_stderr_line 'Error: bogus is an invalid filter'
run_fails 125 volume ls -f name='('
expect_stderr_like '^Error: \( is no regular expression'
run_fails 125 volume ls --format '{{.Bogus}}'
expect_stderr 'Error: template: ls:1:2: executing "ls" at <.Bogus>: can'\''t evaluate field Bogus in type volume'
