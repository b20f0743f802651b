#!/usr/bin/env bash
# archives that escape, lie, bomb or are damaged are refused whole in one line, and leave nothing in the store
# timeout: 180
. "$(dirname "$0")/../lib.sh"

echo untouched >canary
python3 "$TESTS/fixtures/hostile_archives.py" corpus "$T/canary"

# What is there beside the empty folders of the store.
in_store() {
  find "$SKIFF_ROOT/layers" -mindepth 2 ! -name .aside
  find "$SKIFF_ROOT/images/blobs" "$SKIFF_ROOT/images/.aside" -type f
}

count=0
for archive in corpus/refused/*; do
  expect_one_line_error 125 import "$archive" bad
  [[ $stderr != *[$'\x01'-$'\x09'$'\x0b'-$'\x1f'$'\x7f']* ]] || fail "$archive: the error has control characters"
  # The reason is the archive's; a worker that crashed has refused nothing.
  expect_no_stderr_like 'storage worker'
  expect '' "$(in_store)" "what $archive left in the store"
  count=$((count + 1))
done
[ "$count" -ge 30 ] || fail "only $count archives were made"

# The memory that a sanitizer takes for itself in trees so deep is over the worker's limit.
[ -z "${ASAN_OPTIONS:-}" ] || rm corpus/kept/{as_deep_as_a_name_may_be,deeper_than_a_path}
for archive in corpus/kept/*; do
  run_ok import "$archive" "kept-${archive##*/}"
done
[ -z "$(find "$SKIFF_ROOT" -path '*/tree/*' \( -type b -o -type c ! -size 0 \) 2>/dev/null)" ] || fail "an image's device was made"
run_ok rmi -a
expect '' "$(in_store)" "what rmi -a left in the store"
expect untouched "$(cat canary)" "the file outside"
[ ! -e "$T/written" ] && [ ! -e /written ] || fail "it was written outside"
