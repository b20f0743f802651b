#!/usr/bin/env bash
# inspect --latest is of the container made last; a wrong option or template is one line, a missing object an empty array
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_fails 125 inspect --latest
expect_stderr 'Error: there is no container: --latest finds none'
run_ok create --name old box true
run_ok create --name new box true
run_ok inspect -l --format '{{.Name}}'
expect_stdout new
run_ok container inspect --latest --format '{{.Name}}'
expect_stdout new
run_ok container inspect -s old
expect 0 "$(json '.[0].SizeRw')" "its size"
while IFS='|' read -r arguments wanted; do
  # shellcheck disable=SC2086 # words
  expect_one_line_error 125 $arguments
  expect "Error: $wanted" "$(head -1 <<<"$stderr")" "the error of $arguments"
done <<'TABLE'
inspect|you must provide at least one name or id
inspect -l old|no arguments are needed with --latest
inspect --type image -s box|--size and --latest are of containers
inspect --type volume --latest|--size and --latest are of containers
container inspect|you must provide at least one name or id
inspect --format {{.Bogus}} old|template: inspect:1:2: executing "inspect" at <.Bogus>: can't evaluate field Bogus in type container
TABLE
run_fails 125 container inspect nobody
expect_stdout '[]'
expect_stderr 'Error: no container with name or ID "nobody" found: no such container'
run_fails 125 inspect --format '{{.Name}}' old nobody
expect_stdout old
expect_stderr 'Error: no such object: "nobody"'
