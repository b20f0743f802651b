# shellcheck shell=bash
# What the command tests share. A test is a file of its own and shows one behaviour:
#
#     #!/usr/bin/env bash
#     # `run` ends with the program's own exit code
#     # runs-as: both            (root, user or both; the runner starts it once for each)
#     . "$(dirname "$0")/../lib.sh"
#     make_rootfs_image box
#     run_fails 7 run --rm box sh -c 'exit 7'
#     expect_stderr ''
#
# Other headers: `# timeout: 120` (seconds, 60 else), `# cgroup: delegated`, `# alone: yes`, `# sanitized: no, WHY`,
# `# disk: tmpfs 24M` (or ext4: SKIFF_ROOT is a disk of that size, SKIFF_RUNROOT one of 1 MB),
# `# subordinate-ids: none` (/etc/subuid and /etc/subgid are empty),
# `# started-as: root` (for the account that ACCOUNT names, which runs what the test tells it to).
# The first check that does not hold ends the test. tests/run gives SKIFF (the program), SKIFF_ROOT and SKIFF_RUNROOT (this
# test's own), T (a temporary folder), FIXTURES, TESTS, and with `registry_start` the registry's address and password.
set -Eeuo pipefail
: "${SKIFF:?start tests with tests/run}" "${T:?}" "${FIXTURES:?}"
export PATH="${SKIFF%/*}:$PATH"
left=''
title=$(sed -n '2s/^# //p' "$0")
stdout='' stderr='' last_command='' result=''
cd "$T"
mounts_before=$(cut -d ' ' -f 5- /proc/self/mountinfo | sort)

# ---------------------------------------------------------------------------------------------------------- the result

say() { printf '# %s\n' "${@//$'\n'/$'\n# '}"; }

# fail WHY: ends the test as failed, with what the last command said.
fail() {
  trap - ERR
  result=failed
  say "$@" "at line $(caller_line)"
  if [ -n "$last_command" ]; then
    say "the last command was: $last_command" "its standard output: ${stdout:0:2000}" "its standard error: ${stderr:0:2000}"
  fi
  exit 1
}

# The line in the test file itself that led here.
caller_line() {
  local i
  for ((i = ${#BASH_SOURCE[@]} - 1; i > 0; i--)); do
    if [ "${BASH_SOURCE[i]}" = "$0" ]; then
      echo "${BASH_LINENO[i - 1]}"
      return
    fi
  done
}

skip() {
  result="skipped $*"
  exit 0
}

on_error() { fail "a command failed: $BASH_COMMAND"; }
trap on_error ERR

finish() {
  local status=$?
  trap - ERR EXIT
  set +e
  end_everything
  if [ "$status" = 0 ] && [ -z "$result" ]; then
    leftovers
    if [ -n "$left" ]; then
      say "left behind:" "$left"
      status=1
    fi
  fi
  case "$status $result" in
    "0 skipped "*) echo "ok 1 - $title # SKIP ${result#skipped }" ;;
    "0 "*) echo "ok 1 - $title" ;;
    *) echo "not ok 1 - $title" ;;
  esac
  echo 1..1
  exit "$status"
}
trap finish EXIT

# ------------------------------------------------------------------------------------------------- running and checking

# capture ARGS...: skiff ARGS with its output in `stdout` and `stderr` (final newlines cut), its exit code in `code`.
# Standard input is this function's own.
capture() {
  last_command="skiff $*"
  code=0
  "$SKIFF" "$@" >"$T/.out" 2>"$T/.err" || code=$?
  stdout=$(tr -d '\0' <"$T/.out")
  stderr=$(tr -d '\0' <"$T/.err")
}

run_ok() {
  capture "$@"
  [ "$code" = 0 ] || fail "exit code $code, not 0"
}

# run_fails CODE ARGS...
run_fails() {
  local wanted=$1
  shift
  capture "$@"
  [ "$code" = "$wanted" ] || fail "exit code $code, not $wanted"
}

# expect WANTED GOT [WHAT]
expect() { [ "$1" = "$2" ] || fail "${3:-a value} is not as wanted" "wanted: $1" "got:    $2"; }
expect_stdout() { expect "$1" "$stdout" "standard output"; }
expect_stderr() { expect "$1" "$stderr" "standard error"; }
expect_stderr_line() { grep -qxF -- "$1" <<<"$stderr" || fail "no such line on standard error: $1"; }
expect_stdout_line() { grep -qxF -- "$1" <<<"$stdout" || fail "no such line on standard output: $1"; }
# Extended regular expressions that match somewhere in a line.
expect_stdout_like() { grep -qE -- "$1" <<<"$stdout" || fail "standard output has nothing like: $1"; }
expect_stderr_like() { grep -qE -- "$1" <<<"$stderr" || fail "standard error has nothing like: $1"; }
expect_no_stdout_like() { if grep -qE -- "$1" <<<"$stdout"; then fail "standard output has: $1"; fi; }
expect_no_stderr_like() { if grep -qE -- "$1" <<<"$stderr"; then fail "standard error has: $1"; fi; }

# expect_one_line_error CODE ARGS...: the form of every error: exit code, nothing on stdout, one "Error:" line (and a hint).
expect_one_line_error() {
  run_fails "$@"
  [ -z "$stdout" ] || fail "an error prints on standard output"
  [ "$(grep -c '^Error: ' <<<"$stderr")" = 1 ] || fail "not exactly one line that starts with Error:"
  [ "$(wc -l <<<"$stderr")" -le 2 ] || fail "an error of more than two lines"
}

# json FILTER: jq on the last standard output.
json() { jq -r "$1" <<<"$stdout" || fail "not JSON, or no such field: $1"; }

# wait_for COMMAND...: until it succeeds, at most WAIT seconds (20).
wait_for() {
  local end=$((SECONDS + ${WAIT:-20}))
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || fail "waited ${WAIT:-20} seconds for: $*"
    read -r -t 0.02 <> <(:) || true
  done
}

# state NAME: the word that inspect has for it ("running", "exited" …), "none" if there is no such container.
state() { { "$SKIFF" inspect "$1" 2>/dev/null || true; } | jq -r '.[0].State.Status // "none"'; }
is_state() { [ "$(state "$1")" = "$2" ]; }
pid_of() { "$SKIFF" inspect "$1" | jq -r '.[0].State.Pid'; }
log_has() { "$SKIFF" logs "$1" 2>&1 | grep -E -- "$2" >/dev/null; }

is_root() { [ "$(id -u)" = 0 ]; }
# act_as_account: in a test that is started as root, from here on SKIFF is a script that becomes skiff as ACCOUNT.
act_as_account() {
  [ "$ACCOUNT" = user ] || return 0
  printf '#!/bin/sh\nexec setpriv --reuid=%s --regid=%s --init-groups --inh-caps=-all -- %s "$@"\n' \
    "$ORDINARY_USER" "$ORDINARY_USER" "$SKIFF" >"$T/skiff"
  chmod 755 "$T/skiff"
  SKIFF=$T/skiff
}
needs() {
  local program
  for program; do command -v "$program" >/dev/null || skip "there is no $program here"; done
}

# ------------------------------------------------------------------------------------------------------------- fixtures

# make_rootfs_image NAME [IMPORT OPTIONS...]: a busybox root (users root and app, Cmd sh) as an image of this test's store.
make_rootfs_image() {
  local name=$1
  shift
  "$SKIFF" import --change 'CMD ["sh"]' --change 'ENV PATH=/bin' "$@" "$FIXTURES/busybox.tar" "$name" >"$T/.out" 2>"$T/.err" ||
    fail "import of busybox: $(cat "$T/.err")"
}

# registry_start: the registry that tests/run started: REGISTRY (host:port) has library/TAG:latest for each of REGISTRY_TAGS
# (busybox, layers, zstd, plain, multi, debian), for REGISTRY_USER with REGISTRY_PASSWORD. `registry_options` is what a
# pull from it needs.
registry_start() {
  [ -n "${REGISTRY:-}" ] || fail "tests/run started no registry"
  # shellcheck disable=SC2034 # for the tests
  registry_options=(--cert-dir "$REGISTRY_CERTIFICATES" --creds "$REGISTRY_USER:$REGISTRY_PASSWORD")
}
registry_has() { grep -qw -- "$1" <<<"$REGISTRY_TAGS"; }

# ----------------------------------------------------------------------------------------------------- leaving nothing

# Background programs of the test itself, ended by their ids.
own_processes=()
started() { own_processes+=("$1"); }

end_everything() {
  local process containers
  for process in "${own_processes[@]}"; do kill -KILL "$process" 2>/dev/null && wait "$process" 2>/dev/null; done
  if [ -d "$SKIFF_ROOT/containers" ]; then
    containers=$("$SKIFF" ps -aq --no-trunc 2>/dev/null)
    # shellcheck disable=SC2086 # a list of ids
    [ -z "$containers" ] || "$SKIFF" rm -f -v -t 0 $containers >/dev/null
  fi
}

# What is still there although every container was removed, in `left`: processes (each test is the first of a pid namespace
# of its own; asked with builtins only, so that nobody else is there), mounts, records. Given a moment, since a supervisor
# ends after its container was reported gone.
leftovers() {
  local try
  for try in {1..100}; do
    left=''
    if [ "$$" = 1 ]; then left_processes; fi
    left+=$(left_mounts_and_records)
    [ -n "$left" ] || return 0
    read -r -t "0.0$((try % 9 + 1))" <> <(:) || true
  done
}

left_processes() {
  local folder line words
  for folder in /proc/[0-9]*; do
    if [ "$folder" = /proc/1 ] || ! mapfile -d '' words <"$folder/cmdline"; then continue; fi 2>/dev/null
    while read -r line; do
      # A zombie is only waiting for this shell.
      case $line in State:*Z*) continue 2 ;; esac
    done 2>/dev/null <"$folder/status"
    left+="process ${folder#/proc/}: ${words[*]}"$'\n'
  done
}

left_mounts_and_records() {
  diff <(printf '%s\n' "$mounts_before") <(cut -d ' ' -f 5- /proc/self/mountinfo | sort) | sed -n 's/^> /mount /p'
  find "$SKIFF_ROOT"/{containers,names} "$SKIFF_RUNROOT/containers" -mindepth 1 -maxdepth 1 ! -name '*lock*' 2>/dev/null
  # What is made or removed lies aside, and a file is written under a name of its own first.
  find "$SKIFF_ROOT"/{aside,images/.aside,layers/*/.aside} -mindepth 1 -maxdepth 1 2>/dev/null
  find "$SKIFF_ROOT" "$SKIFF_RUNROOT" -mindepth 1 -maxdepth 3 -name '.*.tmp' 2>/dev/null
}
