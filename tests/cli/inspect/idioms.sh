#!/usr/bin/env bash
# inspect and ps answer the --format idioms of docker's and podman's documentation, as podman does where it is here
# timeout: 180
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
mkdir "$T/dir"

make_container() {
  "$@" create --name web -l app=web -l tier=front -e A=b -w /tmp -h host1 -v data:/data -v "$T/dir:/host:ro" --tmpfs /t \
    --network none --stop-timeout 7 box sleep 1000
}
id=$(make_container "$SKIFF" --root "$SKIFF_ROOT")

# podman, if it is here and can make a container: then each row that has no "differs" is asked of it, too.
peer=''
if is_root && command -v podman >/dev/null; then
  podman_here() { podman --root "$T/podman" --runroot "$T/podman-run" --storage-driver vfs "$@" 2>>"$T/podman.err"; }
  if podman_here import -q -c 'CMD ["sh"]' -c 'ENV PATH=/bin' "$FIXTURES/busybox.tar" box >/dev/null; then
    peer=$(make_container podman_here) || peer=''
  fi
fi
[ -n "$peer" ] || say "podman is not compared: it is not here, or makes no containers here"

# ask FORMAT WANTED DIFFERENCE
ask() {
  run_ok inspect --format "$1" web
  expect "${2//@@/$id}" "$stdout" "inspect --format $1"
  if [ -n "$peer" ] && [ -z "$3" ]; then
    expect "${2//@@/$peer}" "$(podman_here inspect --format "$1" web)" "podman inspect --format $1"
  fi
}

# FORMAT|WANTED|why podman 4.3 differs ("" where it does not). %7C stands for a "|".
while IFS='|' read -r format wanted difference; do
  ask "${format//%7C/|}" "${wanted//\\n/$'\n'}" "$difference"
done <<'TABLE'
{{.Id}}|@@|
{{.ID}}|@@|
{{slice .Name 0 2}}|we|
{{.Name}}|web|
{{.State.Status}}|created|
{{.State.Running}}|false|
{{.State.Paused}} {{.State.Restarting}} {{.State.OOMKilled}} {{.State.Dead}}|false false false false|
{{.State.Pid}}|0|
{{.State.ExitCode}}|0|
{{.State.Error}}||
{{.State.StartedAt}}|0001-01-01 00:00:00 +0000 UTC|
{{.State.FinishedAt}}|0001-01-01 00:00:00 +0000 UTC|
{{.State.Health.Status}}||
{{.State.Healthcheck.Status}}||an alias that podman 4.4 brought back
{{.State.Health.FailingStreak}}|0|
{{if .State.Running}}yes{{else}}no{{end}}|no|
{{if eq .State.Status "created"}}new{{end}}|new|
{{with .State}}{{.Status}}{{end}}|created|
{{.RestartCount}}|0|
{{.ImageName}}|localhost/box:latest|
{{.Path}} {{.Args}}|sleep [1000]|
{{.Pod}}||
{{.Driver}}|overlay|podman runs with vfs here
{{.OCIRuntime}}|skiff|podman's is crun or runc
{{.MountLabel}}{{.ProcessLabel}}{{.AppArmorProfile}}||
{{len .Mounts}}|2|
{{(index .Mounts 0).Name}}|data|
{{range .Mounts}}{{.Type}} {{.Destination}} {{.RW}} {{.Propagation}};{{end}}|volume /data true rprivate;bind /host false rprivate;|
{{range .Mounts}}[{{.Name}}]{{end}}|[data][]|
{{range .Mounts}}{{if eq .Type "bind"}}{{.Options}}{{end}}{{end}}|[nosuid nodev rbind]|podman leaves out the nosuid and nodev that rootless it sets
{{.NetworkSettings.IPAddress}}||
{{.NetworkSettings.Ports}}|map[]|
{{range .NetworkSettings.Networks}}[{{.IPAddress}}]{{end}}|[]|podman lists no network for "none", docker does
{{range $name, $_ := .NetworkSettings.Networks}}{{$name}}{{end}}|none|podman lists no network for "none", docker does
{{range $p, $conf := .NetworkSettings.Ports}} {{$p}} -> {{(index $conf 0).HostPort}} {{end}}||
{{.Config.Image}}|localhost/box:latest|
{{.Config.Hostname}}|host1|
{{.Config.User}}||
{{.Config.WorkingDir}}|/tmp|
{{.Config.Cmd}}|[sleep 1000]|
{{join .Config.Cmd " "}}|sleep 1000|
{{json .Config.Cmd}}|["sleep","1000"]|
{{.Config.Entrypoint}}|[]|podman 4.3 has one text, later ones a list
{{.Config.StopTimeout}}|7|
{{.Config.StopSignal}}|SIGTERM|podman 4.3 has the number, later ones the name
{{.Config.Tty}} {{.Config.OpenStdin}}|false false|
{{.Config.Labels}}|map[app:web tier:front]|
{{json .Config.Labels}}|{"app":"web","tier":"front"}|
{{index .Config.Labels "app"}}|web|
{{index .Config.Labels "none"}}||
{{range $k, $v := .Config.Labels}}{{$k}}={{$v}} {{end}}|app=web tier=front |
{{range .Config.Env}}{{if eq (slice . 0 2) "A="}}{{.}}{{end}}{{end}}|A=b|
{{range .Config.Env}}{{println .}}{{end}}|PATH=/bin\nA=b|podman adds TERM, HOME and others here, skiff when it starts
{{.Config.Annotations}}|map[]|podman keeps its own notes there
{{.HostConfig.NetworkMode}}|none|
{{.HostConfig.IpcMode}} {{.HostConfig.PidMode}} {{.HostConfig.UTSMode}}|shareable private private|
{{.HostConfig.Privileged}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.AutoRemove}}|false false false|
{{.HostConfig.RestartPolicy.Name}}|no|podman 4.3 has no word, docker has this
{{.HostConfig.RestartPolicy.MaximumRetryCount}}|0|
{{.HostConfig.PortBindings}}|map[]|
{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.CpuShares}}|0 0 0|
{{.HostConfig.CapAdd}} {{.HostConfig.SecurityOpt}}|[] []|
{{.HostConfig.CapDrop}}|[]|podman lists what it drops of its own
{{.HostConfig.LogConfig.Type}}|k8s-file|
{{.HostConfig.LogConfig.Size}}|16.78MB|podman sets no limit
{{.HostConfig.Tmpfs}}|map[/t:rw,rprivate,nosuid,nodev]|podman adds tmpcopyup
{{len .HostConfig.Binds}}|2|
{{printf "%s is %s" .Name .State.Status}}|web is created|
{{printf "%q" .Name}}|"web"|
{{.Name %7C upper}} {{title "abc"}} {{lower "ABC"}}|WEB Abc abc|
{{.SizeRw}} {{.SizeRootFs}}|<nil> <nil>|SizeRootFs is 0 there where it was not counted
{{len .EffectiveCaps}} {{len .BoundingCaps}}|11 11|podman as root adds three capabilities
{{.Dependencies}}|[]|
{{/* nothing */}}x|x|
{{- "a" -}} b|ab|
TABLE

peer_ps() { [ -z "$peer" ] || podman_here ps -a --format "$1"; }
while IFS='|' read -r format wanted difference; do
  run_ok ps -a --format "${format//%7C/|}"
  wanted=${wanted//\\n/$'\n'}
  wanted=${wanted//%7C/|}
  expect "${wanted//@@/${id:0:12}}" "$stdout" "ps --format $format"
  if [ -n "$peer" ] && [ -z "$difference" ]; then
    expect "${wanted//@@/${peer:0:12}}" "$(peer_ps "${format//%7C/|}")" "podman ps --format $format"
  fi
done <<'TABLE'
{{.ID}}|@@|
{{.ID}}%7C{{.Image}}%7C{{.Names}}|@@%7Clocalhost/box:latest%7Cweb|
{{.Names}}\t{{.Status}}|web	Created|
{{.State}}|created|podman 4.3 prints the status
{{.Command}}|sleep 1000|
{{.Labels}}|map[app:web tier:front]|
{{index .Labels "app"}}|web|
{{.Label "tier"}}|front|podman has no such function, docker does
{{.Mounts}}|[/data /host /t]|podman's order is its own
{{.Networks}}|none|podman lists no network for "none", docker does
{{.Ports}}||
{{.Pid}} {{.ExitCode}} {{.Exited}}|0 0 false|
{{.Pod}}{{.PodName}}||
{{.Restarts}}|0|newer podmans have it
{{.StartedAt}}|-62135596800|
{{json .Names}}|"web"|
table {{.ID}} {{.Names}}|CONTAINER ID  NAMES\n@@  web|
table {{.Names}}\t{{.Labels}}|NAMES       LABELS\nweb         map[app:web tier:front]|
{{range $k, $v := .Labels}}{{$k}} {{end}}|app tier |
{{if eq .Names "web"}}mine{{end}}|mine|
TABLE
run_ok ps -a --format json
expect "web sleep created" "$(json '.[0] | "\(.Names[0]) \(.Command[0]) \(.State)"')" "ps --format json"
