#pragma once

#include <string_view>

namespace skiff::engine {

/// `inspect` of a container before its own values are filled in: every member in podman's order, with the value that it has
/// where nothing was asked for. Members that no option of this version changes are here alone.
constexpr std::string_view inspect_defaults = R"({
"Id": "", "Created": "", "Path": "", "Args": [],
"State": {"OciVersion": "1.1.0", "Status": "", "Running": false, "Paused": false, "Restarting": false, "OOMKilled": false,
  "Dead": false, "Pid": 0, "ConmonPid": 0, "Supervised": true, "ExitCode": 0, "ExitReason": "", "Error": "", "StartedAt": "",
  "FinishedAt": "", "Health": {"Status": "", "FailingStreak": 0, "Log": null}, "CgroupPath": ""},
"Image": "", "ImageDigest": "", "ImageName": "", "Platform": "", "Rootfs": "", "Pod": "",
"ResolvConfPath": "", "HostnamePath": "", "HostsPath": "", "LogPath": "", "StaticDir": "", "OCIConfigPath": "",
"OCIRuntime": "skiff", "ConmonPidFile": "", "PidFile": "", "Name": "", "RestartCount": 0, "Driver": "overlay",
"MountLabel": "", "ProcessLabel": "", "AppArmorProfile": "", "EffectiveCaps": [], "BoundingCaps": [], "ExecIDs": [],
"GraphDriver": {"Name": "overlay", "Data": {}},
"Mounts": [], "Dependencies": [],
"NetworkSettings": {"EndpointID": "", "Gateway": "", "IPAddress": "", "IPPrefixLen": 0, "IPv6Gateway": "",
  "GlobalIPv6Address": "", "GlobalIPv6PrefixLen": 0, "MacAddress": "", "Bridge": "", "SandboxID": "", "HairpinMode": false,
  "LinkLocalIPv6Address": "", "LinkLocalIPv6PrefixLen": 0, "Ports": {}, "SandboxKey": "", "Networks": {}},
"Namespace": "", "IsInfra": false, "IsService": false,
"Config": {"Hostname": "", "Domainname": "", "User": "", "AttachStdin": false, "AttachStdout": false, "AttachStderr": false,
  "Tty": false, "OpenStdin": false, "StdinOnce": false, "Env": [], "Cmd": [], "Image": "", "Volumes": null, "WorkingDir": "/",
  "Entrypoint": [], "OnBuild": null, "Labels": {}, "Annotations": {}, "StopSignal": "", "HealthcheckOnFailureAction": "none",
  "CreateCommand": [], "Umask": "0022", "Timeout": 0, "StopTimeout": 10, "Passwd": true},
"HostConfig": {"Binds": [], "CgroupManager": "cgroupfs", "CgroupMode": "private", "ContainerIDFile": "",
  "LogConfig": {"Type": "", "Config": null, "Path": "", "Tag": "", "Size": ""},
  "NetworkMode": "", "PortBindings": {}, "RestartPolicy": {"Name": "no", "MaximumRetryCount": 0}, "AutoRemove": false,
  "VolumeDriver": "", "VolumesFrom": null, "CapAdd": [], "CapDrop": [], "Dns": [], "DnsOptions": [], "DnsSearch": [],
  "ExtraHosts": [], "GroupAdd": [], "IpcMode": "", "Cgroup": "", "Cgroups": "default", "Links": null, "OomScoreAdj": 0,
  "PidMode": "", "Privileged": false, "PublishAllPorts": false, "ReadonlyRootfs": false, "SecurityOpt": [], "Tmpfs": {},
  "UTSMode": "private", "UsernsMode": "", "ShmSize": 67108864, "Runtime": "oci", "ConsoleSize": [0, 0], "Isolation": "",
  "CpuShares": 0, "Memory": 0, "NanoCpus": 0, "CgroupParent": "", "BlkioWeight": 0, "BlkioWeightDevice": null,
  "BlkioDeviceReadBps": null, "BlkioDeviceWriteBps": null, "BlkioDeviceReadIOps": null, "BlkioDeviceWriteIOps": null,
  "CpuPeriod": 0, "CpuQuota": 0, "CpuRealtimePeriod": 0, "CpuRealtimeRuntime": 0, "CpusetCpus": "", "CpusetMems": "",
  "Devices": [], "DiskQuota": 0, "KernelMemory": 0, "MemoryReservation": 0, "MemorySwap": 0, "MemorySwappiness": 0,
  "OomKillDisable": false, "Init": false, "PidsLimit": 0, "Ulimits": [], "CpuCount": 0, "CpuPercent": 0, "IOMaximumIOps": 0,
  "IOMaximumBandwidth": 0, "CgroupConf": null}
})";

}  // namespace skiff::engine
