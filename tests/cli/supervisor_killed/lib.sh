# shellcheck shell=bash
# A container whose supervisor was killed with SIGKILL: its process goes on, its log and its terminal do not.
. "$(dirname "$0")/../lib.sh"

process_is_gone() { ! kill -0 "$1" 2>/dev/null || grep -q '^State:.*[ZX]' "/proc/$1/status"; }

kill_supervisor() {
  local supervisor
  supervisor=$("$SKIFF" inspect "$1" | jq -r '.[0].State.ConmonPid')
  kill -KILL "$supervisor"
  wait_for process_is_gone "$supervisor"
}

# orphan NAME [RUN OPTIONS...]: runs one that ends by SIGTERM with code 0, and kills its supervisor.
orphan() {
  local name=$1
  shift
  make_rootfs_image box
  run_ok run -d --name "$name" "$@" box sh -c 'trap "exit 0" TERM; echo ready; while :; do sleep 0.1; done'
  wait_for log_has "$name" ready
  process=$(pid_of "$name")
  kill_supervisor "$name"
}
