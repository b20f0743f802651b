#!/usr/bin/env bash
# a group's page has its own title and its commands by their second words
. "$(dirname "$0")/../lib.sh"

run_ok volume --help
by_option=$stdout
expect 'Volumes.' "$(head -n 1 <<<"$stdout")" "the title"
expect_stdout_line '  skiff volume COMMAND'
expect_stdout_like '^  create +Make a volume$'
expect_no_stdout_like '^  volume create'
run_ok help volume
expect_stdout "$by_option"
run_ok volume
expect_stdout "$by_option"
for group in container image system; do
  run_ok "$group" --help
  title=${group^}
  [ "$group" = system ] || title+=s
  expect "$title." "$(head -n 1 <<<"$stdout")" "the title of $group"
done
run_ok container --help
expect_stdout_like '^  ls +List containers$'
run_ok --help volume
expect_stdout_line 'Containers without a daemon.'
