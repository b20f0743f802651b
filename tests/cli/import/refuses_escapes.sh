#!/usr/bin/env bash
# an archive that reaches outside of its root is refused whole, and nothing is left of it
. "$(dirname "$0")/../lib.sh"
for case in '../outside' '/../outside' 'a/../../outside'; do
  python3 - "$case" <<'EOF'
import os, sys, tarfile
sys.path.insert(0, os.environ["TESTS"] + "/fixtures")
import images
with tarfile.open("bad.tar", "w") as archive:
    images.add(archive, "etc/first", b"x")
    images.add(archive, sys.argv[1], b"escaped")
EOF
  capture import bad.tar bad
  [ ! -e "$T/outside" ] && [ ! -e "$SKIFF_ROOT/outside" ] || fail "it escaped by $case"
  [ -z "$(find "$SKIFF_ROOT" -name outside -path '*/layers/outside')" ] || fail "it escaped into the store"
done
run_fails 125 import bad.tar bad
run_ok images -q
expect_stdout ''
