#!/usr/bin/env bash
# ps --sort orders, --last and --latest take the newest in any state, --noheading leaves the headings out
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run --name b box true
run_ok run -d --name a box sleep 1000
run_ok create --name c box sh
names() {
  run_ok ps --format '{{.Names}}' "$@"
  echo "${stdout//$'\n'/ }"
}
expect 'c a b' "$(names -a)" "the order without --sort"
expect 'b a c' "$(names -a --sort created)" "by creation"
expect 'a b c' "$(names -a --sort names)" "by name"
expect 'c a b' "$(names -a --sort command)" "by command"
expect 'c b a' "$(names -a --sort status)" "by status"
expect 'c' "$(names --latest)" "the latest"
expect 'c a' "$(names --last 2)" "the last two"
expect 'a' "$(names -n -1)" "a negative number is no number"
expect '' "$(names -n 0)" "none"
expect 'c a b' "$(names -n 99)" "more than there are"
expect 'b' "$(names -n 1 --filter name=b)" "the last that passes"
expect 'c a b' "$(names -a --external --sync)" "what is so anyway"
run_ok ps --noheading
expect_stdout_like ' a *$'
expect 1 "$(wc -l <<<"$stdout")" "lines"
