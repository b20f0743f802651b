#!/usr/bin/env bash
# inspect of a container has every field that docker's and podman's have in common, and those that scripts read
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name web -v data:/data --read-only --init --user 0 box sh -c 'echo begun; sleep 1000'
wait_for log_has web begun
run_ok inspect web
missing=''
while read -r prefix fields; do
  missing+=$(json ".[0]${prefix%.} as \$it | \"$fields\" | split(\" \")[] | select(. as \$name | \$it | has(\$name) | not) | \" $prefix\" + .")
done <<'TABLE'
. Id Created Path Args State Image ImageDigest ImageName Name RestartCount Driver Platform MountLabel ProcessLabel AppArmorProfile
. ResolvConfPath HostnamePath HostsPath LogPath StaticDir OCIConfigPath OCIRuntime ConmonPidFile PidFile EffectiveCaps BoundingCaps
. ExecIDs GraphDriver Mounts Dependencies NetworkSettings Namespace IsInfra IsService Config HostConfig Pod Rootfs
.State OciVersion Status Running Paused Restarting OOMKilled Dead Pid ConmonPid ExitCode Error StartedAt FinishedAt Health CgroupPath
.State.Health Status FailingStreak Log
.GraphDriver Name Data
.Mounts[0] Type Name Source Destination Driver Mode Options RW Propagation
.NetworkSettings EndpointID Gateway IPAddress IPPrefixLen IPv6Gateway GlobalIPv6Address GlobalIPv6PrefixLen MacAddress Bridge
.NetworkSettings SandboxID HairpinMode LinkLocalIPv6Address LinkLocalIPv6PrefixLen Ports SandboxKey Networks
.NetworkSettings.Networks.bridge EndpointID Gateway IPAddress IPPrefixLen IPv6Gateway GlobalIPv6Address MacAddress Links Aliases DriverOpts
.Config Hostname Domainname User AttachStdin AttachStdout AttachStderr Tty OpenStdin StdinOnce Env Cmd Image Volumes WorkingDir
.Config Entrypoint OnBuild Labels Annotations StopSignal StopTimeout CreateCommand Umask Timeout
.HostConfig Binds ContainerIDFile LogConfig NetworkMode PortBindings RestartPolicy AutoRemove VolumeDriver VolumesFrom CapAdd CapDrop
.HostConfig Dns DnsOptions DnsSearch ExtraHosts GroupAdd IpcMode Cgroup Cgroups Links OomScoreAdj PidMode Privileged PublishAllPorts
.HostConfig ReadonlyRootfs SecurityOpt Tmpfs UTSMode UsernsMode ShmSize Runtime ConsoleSize Isolation CpuShares Memory NanoCpus
.HostConfig CgroupParent BlkioWeight BlkioWeightDevice BlkioDeviceReadBps BlkioDeviceWriteBps BlkioDeviceReadIOps
.HostConfig BlkioDeviceWriteIOps CpuPeriod CpuQuota CpuRealtimePeriod CpuRealtimeRuntime CpusetCpus CpusetMems Devices DiskQuota
.HostConfig KernelMemory MemoryReservation MemorySwap MemorySwappiness OomKillDisable Init PidsLimit Ulimits CpuCount CpuPercent
.HostConfig IOMaximumIOps IOMaximumBandwidth CgroupManager CgroupMode
.HostConfig.LogConfig Type Config Path Tag Size
.HostConfig.RestartPolicy Name MaximumRetryCount
TABLE
expect '' "$missing" "the missing fields"
expect "$(json '.[0].BoundingCaps | tojson')" "$(json '.[0].EffectiveCaps | tojson')" "the capabilities of root"
expect 'true true' "$(json '.[0].HostConfig | "\(.ReadonlyRootfs) \(.Init)"')"
expect "$(json '.[0].LogPath')" "$(json '.[0].HostConfig.LogConfig.Path')" "the log's path"
[ -e "$(json '.[0].LogPath')" ] || fail "there is no such log"
[ -d "$(json '.[0].GraphDriver.Data.UpperDir')" ] || fail "there is no such upper directory"
[ -d "$(json '.[0].Mounts[0].Source')" ] || fail "there is no such volume"
run_ok create --name other --user 5 box true
run_ok inspect other
expect '[]' "$(json '.[0].EffectiveCaps | tojson')" "the capabilities of another user"
expect 11 "$(json '.[0].BoundingCaps | length')" "those that it could gain"
# There are no such files: the container's /etc is its own, and a path through it would lead where the container wants.
expect '|||||' "$("$SKIFF" inspect -f '{{.ResolvConfPath}}|{{.HostsPath}}|{{.HostnamePath}}|{{.PidFile}}|{{.ConmonPidFile}}|{{.OCIConfigPath}}' web)" \
  "the paths of files that are not there"
expect '<nil> <nil>' "$("$SKIFF" inspect -f '{{.SizeRw}} {{.SizeRootFs}}' web)" "sizes that were not counted"
