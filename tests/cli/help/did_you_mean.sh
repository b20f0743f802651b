#!/usr/bin/env bash
# an unknown command is 125, and one near it is named
. "$(dirname "$0")/../lib.sh"

run_fails 125 rnu
expect_stderr "Error: unrecognized command \`skiff rnu\`
Did you mean \`skiff run\`? See 'skiff --help'"
run_fails 125 inspcet
expect_stderr "Error: unrecognized command \`skiff inspcet\`
Did you mean \`skiff inspect\`? See 'skiff --help'"
run_fails 125 container lst
expect_stderr_line 'Error: unrecognized command `skiff container lst`'
run_fails 125 help nonsense
expect_stderr "Error: unrecognized command \`skiff nonsense\`
See 'skiff --help'"
