# shellcheck shell=bash
# A reboot, as the store sees it: the boot id in the records is another's, RUNROOT is empty, and nothing of the container
# lives but what `keep` says.
. "$(dirname "$0")/../lib.sh"

record_of() { echo "$SKIFF_ROOT/containers/$("$SKIFF" inspect "$1" | jq -r '.[0].Id')/state.json"; }

# edit_record NAME JQ-FILTER: changes state.json in place.
edit_record() {
  local file
  file=$(record_of "$1")
  jq -c "$2" "$file" >"$T/edited" && cat "$T/edited" >"$file"
}

process_is_gone() { ! kill -0 "$1" 2>/dev/null || grep -q '^State:.*[ZX]' "/proc/$1/status"; }

# end_by_power_cut NAME...: supervisor and processes die without a word.
end_by_power_cut() {
  local name supervisor process
  for name; do
    supervisor=$("$SKIFF" inspect "$name" | jq -r '.[0].State.ConmonPid')
    process=$(pid_of "$name")
    kill -KILL "$supervisor"
    kill -KILL "$process"
    wait_for process_is_gone "$supervisor"
    wait_for process_is_gone "$process"
  done
}

# boot NAME...: what these containers' records say is of an earlier boot now.
boot() {
  local name
  for name; do
    remove_cgroup "$name"
    edit_record "$name" '.run.boot_id = "00000000-1111-2222-3333-444444444444"'
  done
  rm -rf "$SKIFF_RUNROOT"
}

cgroup_mount() { awk '/ - cgroup2 / { print $5; exit }' /proc/self/mountinfo; }

# A container's cgroup, if it has one and nothing lives in it.
remove_cgroup() {
  local path mount
  mount=$(cgroup_mount)
  path=$(jq -r '.run.cgroup // ""' "$(record_of "$1")")
  [ -z "$path" ] || [ ! -d "$mount$path" ] || grep -q . "$mount$path/cgroup.procs" || rmdir "$mount$path"
}
