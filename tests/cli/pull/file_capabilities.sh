#!/usr/bin/env bash
# file capabilities survive pull, load and import, whichever namespace they name, and work in the container
. "$(dirname "$0")/../lib.sh"
registry_start

# works_in IMAGE: an ordinary user of the container has the capability by the program, and not without.
works_in() {
  local program
  for program in busybox-capable-2 busybox-capable-3; do
    run_ok run --rm --user 1000 "$1" /bin/$program grep CapEff /proc/self/status
    expect $'CapEff:\t0000000000000400' "$stdout" "capabilities of $program in $1"
  done
  run_ok run --rm --user 1000 "$1" /bin/busybox grep CapEff /proc/self/status
  expect $'CapEff:\t0000000000000000' "$stdout" "capabilities of busybox in $1"
}

image=$REGISTRY/library/capable:latest
run_ok pull -q "${registry_options[@]}" "$image"
works_in "$image"
skopeo --insecure-policy --tmpdir "$T" copy -q --src-cert-dir "$REGISTRY_CERTIFICATES" \
  --src-creds "$REGISTRY_USER:$REGISTRY_PASSWORD" "docker://$image" docker-archive:capable.tar:localhost/loaded:1
run_ok rmi "$image"
run_ok load -i capable.tar
works_in localhost/loaded:1
run_ok rmi localhost/loaded:1

python3 - <<'PROGRAM'
import os, sys, tarfile
sys.path.insert(0, os.environ["TESTS"] + "/fixtures")
import images
with tarfile.open(os.environ["FIXTURES"] + "/busybox.tar") as source, \
     tarfile.open("whole.tar", "w", format=tarfile.PAX_FORMAT) as target:
    for entry in source:
        target.addfile(entry, source.extractfile(entry) if entry.isreg() else None)
    images.capable_layer(target)
PROGRAM
run_ok import whole.tar imported
works_in imported
