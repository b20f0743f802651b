#!/usr/bin/env bash
# an archive whose decompression wants much memory is unpacked in little, or refused in one line that says so
# runs-as: user
# timeout: 180
# sanitized: no, a sanitizer's own memory is over the limit
. "$(dirname "$0")/../lib.sh"
needs xz zstd bzip2 python3

# More than any of the windows below would hold, and quickly packed.
mkdir -p folder
head -c 150M /dev/zero >folder/zeros
tar -cf plain.tar folder
rm -r folder

# bounded COMMAND...: its exit code is in `code`, what it said in `said`; fails if one of its processes took 64 MB.
bounded() {
  last_command="$*"
  code=0
  python3 -c 'import resource, subprocess, sys
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=open("peak", "w"))
sys.exit(code)' "$@" 2>said || code=$?
  say "$(cat peak) KB, code $code: ${*: -2}: $(cat said)"
  (($(cat peak) < 65536)) || fail "it took $(cat peak) KB"
}

for pack in "gzip -1" "bzip2 -1" "bzip2 -9" "xz -0" "zstd -3"; do
  # shellcheck disable=SC2086 # words
  $pack -c plain.tar >packed
  bounded "$SKIFF" import packed "localhost/small:1"
  expect 0 "$code" "the exit code of $pack: $(cat said)"
  run_ok rmi localhost/small:1
done
for pack in "xz -9" "zstd --ultra -22" "zstd --ultra -22 --long=31"; do
  # From a pipe, so that the size is not known and no window is made smaller.
  # shellcheck disable=SC2002,SC2086 # words
  cat plain.tar | $pack -c >packed
  bounded "$SKIFF" import packed "localhost/large:1"
  if [ "$code" = 0 ]; then
    run_ok rmi localhost/large:1
  else
    expect 125 "$code" "the exit code of $pack"
    expect 1 "$(grep -c '^Error: ' said)" "lines of error"
    grep -qE '^Error: .*(more|much|enough|allocate).* ?memory' said || fail "no clear line: $(cat said)"
  fi
done
run_ok images -q
expect_stdout ''
