#!/usr/bin/env bash
# a wrong filter, sort key, number or template of ps is one line and 125
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
run_ok create --name web box true

# ARGUMENTS|ERROR
while IFS='|' read -r arguments wanted; do
  # shellcheck disable=SC2086 # words
  expect_one_line_error 125 ps -a $arguments
  expect "Error: $wanted" "$(head -1 <<<"$stderr")" "the error of ps $arguments"
done <<'TABLE'
--filter bogus=1|bogus is an invalid filter
--filter status=bogus|filter status=bogus: unknown container state; there are created, running, stopping and exited
--filter exited=x|filter exited=x: not an exit code
--filter exited=256|filter exited=256: not an exit code
--filter health=ill|filter health=ill: the states are none, starting, healthy and unhealthy
--filter since=nobody|no container with name or ID "nobody" found: no such container
--latest --last 2|--last and --latest cannot be used together
--quiet --size|--quiet and --size cannot be used together
--format {{.Bogus}}|template: ps:1:2: executing "ps" at <.Bogus>: can't evaluate field Bogus in type container
TABLE
for arguments in '--filter bogus' '--filter =x' '--filter name=[' '--sort bogus' '--last x' '--format {{.ID' '--format {{nosuch}}'; do
  # shellcheck disable=SC2086 # words
  expect_one_line_error 125 ps -a $arguments
done
# A template of fields that there are not is not even looked at where there are no rows, as with podman.
run_ok ps --format '{{.Bogus}}'
expect_stdout ''
