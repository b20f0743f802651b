#!/usr/bin/env bash
# ps --ns shows the namespaces of each container by their numbers; --pod has columns for pods
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name one --network none box sleep 1000
run_ok create --name two box true
pid=$(pid_of one)
number() { readlink "/proc/$pid/ns/$1" | tr -dc 0-9; }
wanted="$pid $(number cgroup) $(number ipc) $(number mnt) $(number net) $(number pid) $(number user) $(number uts)"
run_ok ps --ns
expect 'CONTAINER ID NAMES PID CGROUPNS IPC MNT NET PIDNS USERNS UTS' "$(head -1 <<<"$stdout" | tr -s ' ' | sed 's/ $//')" 'the headings'
expect_stdout_like "^[0-9a-f]{12} +one +$(tr -s ' ' <<<"$wanted" | sed 's/ / +/g')\$"
run_ok ps --ns --format '{{.CGROUPNS}} {{.IPC}} {{.MNT}} {{.NET}} {{.PIDNS}} {{.USERNS}} {{.UTS}}'
expect_stdout "${wanted#* }"
run_ok ps --format '{{.IPC}}'
expect_stdout "$(number ipc)"
run_ok ps --ns --format json
expect "$(number pid) $(number user)" "$(json '.[0].Namespaces | "\(.Pidns) \(.User)"')" 'the namespaces in JSON'
run_ok ps -a --ns --noheading --filter name=two
expect_stdout_like '^[0-9a-f]{12} +two +0 *$'
run_ok ps -ap
expect_stdout_like '^CONTAINER ID .* NAMES +POD ID +PODNAME$'
run_fails 125 ps --ns --size
expect_stderr_like -- '--ns and --size cannot be used together'
run_fails 125 ps -q --ns
expect_stderr_like -- '--ns and --quiet cannot be used together'
