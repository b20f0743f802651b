#!/usr/bin/env bash
# where a library finds no room (ulimit -v) the error says so, and asks for no package that is there
# sanitized: no, a sanitizer's own memory needs more address space than there would be
. "$(dirname "$0")/../lib.sh"
found=''
for kilobytes in {12000..80000..2000}; do
  code=0
  (ulimit -v "$kilobytes" && exec "$SKIFF" import "$FIXTURES/busybox.tar" box) >"$T/.out" 2>"$T/.err" || code=$?
  stderr=$(<"$T/.err")
  [[ "$stderr" = *"failed to map segment"* && "$stderr" = "Error: cannot import "* ]] || continue
  found=$kilobytes
  expect 125 "$code" "the exit code with $found kB"
  [ "$(wc -l <<<"$stderr")" = 2 ] || fail "not an error and what to do: $stderr"
  # shellcheck disable=SC2016 # as it is printed
  expect_stderr_line 'memory is limited here: see `ulimit -v`'
  break
done
[ -n "$found" ] || fail "no limit of those that were tried stopped the library"
run_ok images -q
expect_stdout ''
