#!/usr/bin/env bash
# called docker, skiff answers the idioms of docker's documentation as docker does where it is here
# runs-as: root
# timeout: 300
. "$(dirname "$0")/../lib.sh"
needs dockerd jq
# The client of the same package: another one may lie before it in PATH.
client=/usr/bin/docker
[ -x "$client" ] || client=$(command -v docker) || skip "there is no docker here"

# Short: a socket's path has an end.
peer=$(mktemp -d /tmp/skiff-docker-XXXXXX)
docker_here() { DOCKER_CONFIG=$peer DOCKER_HOST='' "$client" -H "unix://$peer/d.sock" "$@"; }
dockerd --data-root "$peer/data" --exec-root "$peer/run" -H "unix://$peer/d.sock" --bridge=none --iptables=false -p "$peer/pid" \
  --storage-driver vfs >"$T/dockerd.log" 2>&1 &
daemon=$!
started "$daemon"
stop_docker() {
  kill -TERM "$daemon" 2>/dev/null && wait "$daemon"
  rm -rf "$peer"
}
answers() { docker_here version >/dev/null 2>&1; }
for _ in {1..150}; do
  if answers || ! kill -0 "$daemon" 2>/dev/null; then break; fi
  read -r -t 0.1 <> <(:) || true
done
if ! answers; then
  why=$(tail -n 1 "$T/dockerd.log")
  stop_docker || true
  skip "dockerd cannot be started here: $why"
fi

ln -s "$SKIFF" docker
SKIFF=$T/docker
mkdir "$T/dir"
# One image of one id in both.
docker_here import -c 'CMD ["sh"]' -c 'ENV PATH=/bin' -c 'LABEL made=here' "$FIXTURES/busybox.tar" box >/dev/null
docker_here tag box other:1
docker_here save -o "$T/box.tar" box other:1
run_ok load -i "$T/box.tar"
make_containers() {
  "$@" create --name web -l app=web -l tier=front -e A=b -w /tmp -h host1 -v data:/data -v "$T/dir:/host:ro" --tmpfs /t \
    --network none --stop-timeout 7 box sleep 1000
  "$@" create --name words --network none box sh -c 'echo "a b"; exit 3'
}
make_containers docker_here >/dev/null
make_containers "$SKIFF" >/dev/null
has_runs=yes
docker_here run --name done --network none box sh -c 'echo one; echo two; exit 3' >/dev/null 2>"$T/run.err" || [ $? = 3 ] || has_runs=''
if [ -n "$has_runs" ]; then
  run_fails 3 run --name done --network none box sh -c 'echo one; echo two; exit 3'
  expect_stderr ''
else
  say "containers that ran are not compared: docker runs none here: $(tail -n 1 "$T/run.err")"
fi

# What is of one engine, of one moment, or only as wide as that.
plain() {
  sed -E -e 's/[0-9a-f]{64}/<id>/g' -e 's/\b[0-9a-f]{12}\b/<short id>/g' -e "s#$peer/data|$SKIFF_ROOT#<root>#g" \
    -e 's/[0-9]{4}-[0-9]{2}-[0-9]{2}([T ])[0-9:]{8}(\.[0-9]+)?/<date>\1<time>/g' \
    -e 's/(Less than a second|About a minute|[0-9]+ (second|minute)s?) ago/<age> ago/g' -e 's/ {2,}/  /g' -e 's/ +$//'
}

# ask COMMAND DIFFERENCE: standard output and exit code are docker's, or there is a reason and they are not. What is not so is
# gathered, so that one look shows all.
not_so=''
ask() {
  local wanted wanted_code=0 got
  eval "set -- \"\$2\" $1"
  local difference=$1
  shift
  wanted=$(docker_here "$@" 2>"$T/peer.err" </dev/null) || wanted_code=$?
  capture "$@" </dev/null
  wanted=$(plain <<<"$wanted"$'\n'"exit code $wanted_code")
  # docker's own inspect says an empty line before an error of a template.
  [ "$wanted_code" = 0 ] || wanted=${wanted#$'\n'}
  got=$(plain <<<"$stdout"$'\n'"exit code $code")
  [ "$code" = 0 ] || got=${got#$'\n'}
  # docker's own order of images of one moment is any.
  if [ "$1" = images ]; then wanted=$(sort <<<"$wanted") got=$(sort <<<"$got"); fi
  if [ -z "$difference" ] && [ "$wanted" != "$got" ]; then
    not_so+="docker $*"$'\n'"  wanted: $wanted"$'\n'"  got:    $got"$'\n'"  $stderr"$'\n'
  elif [ -n "$difference" ] && [ "$wanted" = "$got" ]; then
    not_so+="docker $*: there is no such difference: $difference"$'\n'
  fi
}
ask_all() { while IFS='~' read -r line difference; do ask "$line" "$difference"; done; }

# COMMAND~why skiff's answer is another one ("" where it is the same).
ask_all <<'TABLE'
ps -a --format '{{.ID}}: {{.Command}}'~
ps -a --no-trunc --format '{{.ID}}: {{.Command}}'~
ps -a --format 'table {{.ID}}\t{{.Names}}'~
ps -a --format 'table {{.ID}}\t{{.Labels}}' --filter name=words~
ps -a --format 'table {{.Names}} {{.Image}}'~
ps -a --format 'table{{.Names}}'~
ps -a --format 'table {{.Names}}\t{{.Label "app"}}\t{{.RunningFor}}\t{{.CreatedAt}}\t{{.LocalVolumes}}\t{{.Networks}}'~
ps -a --format '{{.Names}}|{{.CreatedAt}}|{{.RunningFor}}|{{.State}}|{{.Ports}}|{{.Networks}}|{{.LocalVolumes}}'~
ps -a --format '{{.Names}} {{.Label "app"}} {{.Label "none"}}'~
ps -a --format '{{json .}}' --filter name=words~
ps -a --format '{{json .Names}}'~
ps -a --format '{{.Names}}\n' --filter name=words~
ps -a --format "'{{.Names}}'"~
ps -a --format '{{upper .Names}} {{lower "AB"}} {{title "ab"}} {{join (split .Names "e") "-"}} {{pad .Names 1 2}} {{truncate .Names 2}}'~
ps -a --format '{{.Image}} {{.Status}}' --filter status=created~
ps -a --no-trunc --format '{{.Image}}'~
ps -aq --filter name=web~
ps -aq --filter name=^/web$~
ps -aq --filter label=app=web --filter label=tier~
ps -aq --filter label=none~
ps -a --format '{{.Names}}' --filter ancestor=box~
ps -a --format '{{.Names}}' --filter ancestor=other:1~
ps -a --format '{{.Names}}' --filter ancestor=nosuch~
ps -a --format '{{.Names}}' --filter volume=data~
ps -a --format '{{.Names}}' --filter volume=/host~
ps -a --format '{{.Names}}' --filter network=none --filter name=web~
ps -a --format '{{.Names}}' --filter since=web --filter name=words~
ps -a --format '{{.Names}}' --filter before=words~
ps -a --format '{{.Names}}' --filter health=none --filter name=web~
ps -a --format '{{.Names}}' --filter publish=80~
ps -a --filter expose=80 -q~skiff publishes no ports yet
ps -a --filter is-task=false -q~skiff has no swarm, whose tasks these are
ps -aq --filter status=bogus~
ps -aq --filter bogus=1~
ps -aq --filter bogus~
ps -aq --filter exited=x~
ps -aq --filter since=nosuch~
ps -a --format '{{.Bogus}}'~
ps -a --format '{{.ID'~
ps -a --format '{{bogus .ID}}'~
ps -qs --filter name=web~
ps --bogus~
ps nosuch~
images~
images --no-trunc~
images --digests~skiff knows the digest of each manifest, docker only of those that it pulled
images -q~docker prints an id once for each name; an id that is given to rmi twice is an error the second time
images -q box~
images --no-trunc -q box~
images box~
images box:latest~
images nosuch~
images 'b*'~
images --filter reference=box~
images --filter 'reference=b*:*'~
images --filter dangling=true~
images --filter dangling=bogus~
images --filter label=made~
images --filter label=made=there~
images --filter before=nosuch~
images --filter bogus=1~
images --format '{{.ID}}: {{.Repository}}' box~
images --format 'table {{.ID}}\t{{.Repository}}\t{{.Tag}}'~
images --format '{{.Repository}}:{{.Tag}} {{.CreatedSince}} {{.CreatedAt}}' box~
images --format '{{.SharedSize}} {{.UniqueSize}}' box~
images --format '{{.Containers}}' box~skiff counts them where they are asked for
images --format '{{.Bogus}}'~
inspect --format '{{.Name}}' web~
inspect --format '{{.Image}}' web~
inspect --format '{{.Config.Image}}' web~
inspect --format '{{.State.StartedAt}}' web~
inspect --format '{{.State.Status}} {{.State.Running}} {{.State.Pid}} {{.State.ExitCode}}' web~
inspect --format '{{.Path}} {{.Args}}' web~
inspect --format '{{.Config.Cmd}}{{.Config.Entrypoint}}{{.Config.Volumes}}{{.Config.OnBuild}}' web~
inspect --format '{{json .Config.Cmd}}' web~
inspect --format '{{json .Config.Labels}}' web~
inspect --format '{{index .Config.Labels "app"}}' web~
inspect --format '{{.Config.Hostname}} {{.Config.WorkingDir}} {{.Config.User}} {{.Config.StopTimeout}} {{.Config.Tty}}' web~
inspect --format '{{range .Config.Env}}{{if eq (slice . 0 2) "A="}}{{.}}{{end}}{{end}}' web~
inspect --format '{{.HostConfig.Binds}}' web~
inspect --format '{{.HostConfig.NetworkMode}} {{.HostConfig.RestartPolicy.Name}} {{.HostConfig.Privileged}} {{.HostConfig.ReadonlyRootfs}}' web~
inspect --format '{{.HostConfig.Memory}} {{.HostConfig.NanoCpus}} {{.HostConfig.ShmSize}} {{.HostConfig.AutoRemove}}' web~
inspect --format '{{.HostConfig.CapAdd}}{{.HostConfig.CapDrop}}{{.HostConfig.PortBindings}}{{.HostConfig.ExtraHosts}}' web~
inspect --format '{{.HostConfig.LogConfig.Type}}' web~the form of skiff's log is podman's
inspect --format '{{range .Mounts}}{{.Type}} {{.Name}} {{.Destination}} {{.RW}};{{end}}' web~
inspect --format '{{range .Mounts}}{{if eq .Type "bind"}}{{.Source}}{{end}}{{end}}' web~
inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{.MacAddress}}{{end}}' web~
inspect --format '{{range $name, $_ := .NetworkSettings.Networks}}{{$name}}{{end}}' web~
inspect --format '{{range $p, $conf := .NetworkSettings.Ports}} {{$p}} -> {{(index $conf 0).HostPort}} {{end}}' web~
inspect --format '{{(index (index .NetworkSettings.Ports "8787/tcp") 0).HostPort}}' web~
inspect --format '{{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}}' web~
inspect --format '{{.State.Health.Status}}' web~
inspect --format '{{.ResolvConfPath}}{{.HostsPath}}{{.HostnamePath}}' web~
inspect --format '{{.SizeRw}} {{.SizeRootFs}}' web~
inspect --size --format '{{.SizeRw}}' words~
inspect --format '{{.Bogus}}' web~
inspect --format '{{.State.Bogus}}' web~
inspect --format '{{.State' web~
inspect --format '{{.Id}}' web words~
inspect --format '{{.Id}}' web nosuch~
inspect nosuch~
inspect --type image web~
inspect --type container box~
inspect --type bogus web~skiff says of a wrong value of any option what it says of a wrong option
inspect --format '{{.Id}}' box~
inspect --format '{{.RepoTags}} {{.Architecture}} {{.Os}} {{.RootFS.Type}} {{len .RootFS.Layers}} {{.Parent}}' box~
image inspect --format '{{.Id}} {{.Created}} {{.Comment}} {{.Author}}' box~
image inspect --format '{{.Config.Cmd}} {{.Config.Env}} {{.Config.Labels}} {{.Config.Entrypoint}}{{.Config.WorkingDir}}' box~
image inspect --format '{{json .Config.Cmd}}' box~
image inspect --format '{{.Metadata.LastTagTime}}' box~skiff does not keep when a name was given
image inspect nosuch~
container inspect nosuch~
volume inspect nosuch~
volume inspect --format '{{.Name}} {{.Driver}} {{.Scope}} {{.Labels}} {{.Options}} {{.Status}}' data~
volume inspect --format '{{.Mountpoint}}' data~the files of a volume lie elsewhere
volume inspect --format '{{.Bogus}}' data~
volume ls~
volume ls -q~
volume ls --format '{{.Name}}: {{.Driver}}'~
volume ls --format 'table {{.Name}}\t{{.Driver}}\t{{.Scope}}\t{{.Labels}}\t{{.Links}}\t{{.Size}}'~
volume ls --format '{{.Label "x"}}|{{.Labels}}'~
volume ls --format '{{.Bogus}}'~
volume ls -q --filter dangling=true~
volume ls -q --filter dangling=false~
volume ls -q --filter dangling=bogus~
volume ls -q --filter name=dat~
volume ls -q --filter driver=local~
volume ls -q --filter label=x~
volume ls -q --filter bogus=x~
history -q box~
history -q --no-trunc box~
history --format '{{.ID}}: {{.CreatedSince}} {{.CreatedAt}} {{.Comment}}' box~
history --format 'table {{.ID}}\t{{.CreatedSince}}\t{{.Comment}}' box~
history -H=false --format '{{.CreatedSince}}' box~
history nosuch~
version --format '{{.Server.Os}}/{{.Server.Arch}} {{.Client.Os}}/{{.Client.Arch}} {{.Server.Experimental}}'~
version --format '{{.Server.APIVersion}}'~skiff has no server whose interface has versions
version --format '{{.Bogus}}'~
version --format '{{.Server'~
info --format '{{.OSType}} {{.Architecture}} {{.NCPU}} {{.MemTotal}} {{.Name}} {{.KernelVersion}}'~
info --format '{{.Containers}} {{.ContainersRunning}} {{.ContainersPaused}} {{.ContainersStopped}} {{.Images}}'~
info --format '{{.Swarm.LocalNodeState}} {{.Debug}} {{.Labels}} {{.Warnings}} {{.OSVersion}}'~
info --format '{{json .SecurityOptions}}'~
info --format '{{.CgroupVersion}}'~skiff makes groups in the v2 tree alone
info --format '{{.Driver}} {{.LoggingDriver}}'~they are skiff's
info --format '{{.Bogus}}'~
info --format '{{.Name'~
stop nosuch~
stop web~
stop -t 1 web~
kill web~
kill nosuch~
kill -s BOGUS web~skiff says of a wrong value of any option what it says of a wrong option
rm nosuch~
rm -v nosuch~
rm -f nosuch~
rmi nosuch~
rmi box:nosuch~
rmi -f nosuch~
start nosuch~
restart nosuch~
wait nosuch~
logs nosuch~
logs web~
exec nosuch true~
exec web true~
tag nosuch x~
volume rm nosuch~
volume rm data~
volume rm -f nosuch~skiff says nothing where there is nothing to do
volume create data~
volume create bad/name~
create --name web box~
create --bogus box~
rm~
logs~
inspect~
bogus~
container prune --filter bogus=x -f~
image prune --filter bogus=x -f~
volume prune --filter bogus=x -f~
system prune --filter bogus=x -f~
TABLE

[ -z "$has_runs" ] || ask_all <<'TABLE'
ps -a --format '{{.Names}} {{.Status}}' --filter name=done~
ps -aq --filter exited=3~
ps -aq --filter exited=0~
ps -a --format '{{.Names}}' --filter status=exited~
inspect --format '{{.State.Status}} {{.State.ExitCode}} {{.State.FinishedAt}}' done~
logs done~
logs --tail 1 done~
logs -n 1 done~
logs --tail all done~
logs -t done~
logs --since 1h done~
logs --until 1h done~
logs --since bogus done~skiff says of a wrong value of any option what it says of a wrong option
logs --details done~skiff's logs have no attributes
wait done~
kill done~
stop done~
exec done true~
TABLE

# The words that callers look for.
says() {
  run_fails "$@"
  docker_here "${@:2}" 2>"$T/peer.err" && fail "docker ${*:2} does not fail"
  expect_stderr_like "$words"
  grep -qE -- "$words" "$T/peer.err" || fail "docker has other words: $(cat "$T/peer.err")"
}
words='No such container: nosuch' says 1 stop nosuch
words='No such object: nosuch' says 1 inspect nosuch
words='No such image: nosuch' says 1 image inspect nosuch
words='No such volume: nosuch' says 1 volume rm nosuch
words="Invalid filter 'bogus'" says 1 ps --filter bogus=1
words='volume is in use' says 1 volume rm data
words='is not running' says 1 kill web
words='is not running' says 1 exec web true
words='already in use by container' says 1 create --name web box
words='unknown flag: --bogus' says 125 ps --bogus

# Prunes, as far as both have the same to remove.
ask 'container prune -f' ''
ask 'container prune -f' ''
docker_here create -v /anonymous --name used box true >/dev/null
"$SKIFF" create -v /anonymous --name used box true >/dev/null
ask 'volume prune -f --filter label=none' ''
ask 'rm -v used' ''
ask 'rmi other:1' ''
ask 'image prune -f' ''
ask 'system prune -f' ''
stop_docker
[ -z "$not_so" ] || fail "skiff does not answer as docker does:" "$not_so"
