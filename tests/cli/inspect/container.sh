#!/usr/bin/env bash
# inspect has the fields that scripts read, and Pid is the first process
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

id=$("$SKIFF" run -d --name web -e A=b box sleep 1000)
run_ok inspect web
expect "$id web running true 0" "$(json '.[0] | "\(.Id) \(.Name) \(.State.Status) \(.State.Running) \(.State.ExitCode)"')"
expect 'sleep 1000 ' "$(tr '\0' ' ' <"/proc/$(json '.[0].State.Pid')/cmdline")" "the process"
expect_stdout_like '"StartedAt": "20'
expect false "$(json '.[0].State.OOMKilled')"
run_ok stop -t 0 web
run_ok inspect web
expect "exited false 137 0" "$(json '.[0].State | "\(.Status) \(.Running) \(.ExitCode) \(.Pid)"')"
run_ok container inspect "${id:0:10}"
expect "$id" "$(json '.[0].Id')" "by the id's beginning"
