#!/usr/bin/env bash
# options that select containers and exclude each other are one line and 125, and nothing is done
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
run_ok run -d --name web --cidfile "$T/id" box sleep 1000

while IFS='|' read -r arguments wanted; do
  # shellcheck disable=SC2086 # words
  expect_one_line_error 125 $arguments
  expect "Error: $wanted" "$(head -1 <<<"$stderr")" "the error of $arguments"
done <<TABLE
stop|you must provide at least one name or id
start|you must provide at least one name or id
rm|you must provide at least one name or id
kill|you must provide at least one name or id
restart|you must provide at least one name or id
wait|you must provide at least one name or id
logs|you must provide at least one name or id
stop -a web|no arguments are needed with --all
stop -l web|no arguments are needed with --latest
stop -a -l|--all, --latest and --cidfile cannot be used together
rm -a --cidfile $T/id|--all, --latest and --cidfile cannot be used together
kill -l --cidfile $T/id|--all, --latest and --cidfile cannot be used together
restart --running web|no arguments are needed with --running
restart -l -f name=x|--latest and --filter cannot be used together
stop --cidfile $T/missing|cannot read container id file $T/missing: no such file or directory
stop --cidfile /dev/null|container id file /dev/null is empty
start -a -l web|no arguments are needed with --latest
start -a --all|you cannot start and attach multiple containers at once
rm --filter bogus=1|bogus is an invalid filter
container prune -f --filter name=x|name is an invalid filter
TABLE
is_state web running || fail "it does not run any more"
# --ignore takes a missing id file and a missing container.
run_ok stop --ignore --cidfile "$T/missing"
expect_stdout ''
run_ok rm --ignore nobody --cidfile "$T/missing"
expect_stdout ''
