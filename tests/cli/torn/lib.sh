# shellcheck shell=bash
# A store with records that a power cut or a failing disk has torn: all but the torn object goes on working, and a command
# about the torn one says so in one line.
. "$(dirname "$0")/../lib.sh"

# tear FILE HOW: empty, truncated, garbage, newer or missing. Every record is written anew, never changed in place.
tear() {
  case $2 in
    empty) : >"$1" ;;
    truncated) truncate -s "$(($(stat -c %s "$1") / 2))" "$1" ;;
    garbage) head -c 4096 /dev/urandom >"$1" ;;
    newer) jq -c '.schema = 9999' "$1" >"$T/newer" && cat "$T/newer" >"$1" ;;
    missing) rm "$1" ;;
    *) fail "no way to tear a record: $2" ;;
  esac
}

# inspect_fails LIKE ARGS...: an inspect prints an empty list, and one line of error.
inspect_fails() {
  local like=$1
  shift
  run_fails 125 "$@"
  expect_stdout '[]'
  expect 1 "$(grep -c '' <<<"$stderr")" "lines of error"
  expect_stderr_like "^Error: .*$like"
}

# others_work: what commands do that have nothing to do with the torn object. The container "good" runs.
others_work() {
  local code
  run_ok ps
  expect_stdout_like ' Up .* good *$'
  run_ok ps -a
  expect_stdout_like ' Up .* good *$'
  run_ok exec good true
  run_ok logs good
  run_ok run --rm box sh -c 'exit 0'
  run_ok run -d --name passing box sleep 1000
  run_ok rm -f -t 0 passing
  run_ok create --name passing box true
  run_ok start passing
  run_ok wait passing
  run_ok rm passing
  run_ok images
  run_ok volume ls
}
