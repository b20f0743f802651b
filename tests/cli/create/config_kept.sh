#!/usr/bin/env bash
# what create was asked for is in inspect
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok create --name kept -e A=b -u app -w /tmp -l k=v -h host -t --stop-signal INT -v data:/data --read-only box sleep 5
run_ok inspect kept
expect 'kept' "$(json '.[0].Name')"
expect 'A=b' "$(json '.[0].Config.Env[] | select(. == "A=b")')"
expect 'app /tmp host true' "$(json '.[0].Config | "\(.User) \(.WorkingDir) \(.Hostname) \(.Tty)"')"
expect 'v SIGINT true' "$(json '.[0] | "\(.Config.Labels.k) \(.Config.StopSignal) \(.HostConfig.ReadonlyRootfs)"')"
expect 'sleep 5' "$(json '.[0].Config.Cmd | join(" ")')"
expect '/data data' "$(json '.[0].Mounts[0] | "\(.Destination) \(.Name)"')"
expect created "$(json '.[0].State.Status')"
