#!/usr/bin/env bash
# a kill at any system call of `import` or its worker is repaired
# runs-as: root
# timeout: 900
. "$(dirname "$0")/../cli/lib.sh"
. "$(dirname "$0")/kill_lib.sh"
kill_everywhere import
