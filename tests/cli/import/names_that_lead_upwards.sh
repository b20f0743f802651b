#!/usr/bin/env bash
# names that lead upwards end at the image's own root, and what they name is not outside
. "$(dirname "$0")/../lib.sh"
python3 - <<'EOF'
import os, sys, tarfile
from pathlib import Path
sys.path.insert(0, os.environ["TESTS"] + "/fixtures")
import images
images.make_busybox(Path("root.tar"))
with tarfile.open("root.tar", "a", format=tarfile.PAX_FORMAT) as archive:
    for name in ("../outside", "/../outside2", "a/../../outside3", "opt/../opt/inside"):
        images.add(archive, name, b"escaped")
    images.add(archive, "opt/same", type=tarfile.LNKTYPE, linkname="../opt/./inside")
EOF
run_ok import -c 'ENV PATH=/bin' root.tar box
[ -z "$(find "$T" "$SKIFF_ROOT" -name 'outside*' ! -path '*/tree/outside*' 2>/dev/null)" ] || fail "it escaped"
run_ok run --rm box sh -c 'ls -d /outside* /opt/*; [ /opt/same -ef /opt/inside ] && echo same'
expect_stdout $'/opt/inside\n/opt/same\n/outside\n/outside2\n/outside3\nsame'
