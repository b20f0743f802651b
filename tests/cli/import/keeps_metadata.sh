#!/usr/bin/env bash
# owner, mode, times, links and extended attributes come back as they were in the archive
. "$(dirname "$0")/../lib.sh"

python3 - <<'EOF'
import sys, os, tarfile
sys.path.insert(0, os.environ["TESTS"] + "/fixtures")
import images
images.make_busybox(__import__("pathlib").Path("root.tar"))
with tarfile.open("root.tar", "a", format=tarfile.PAX_FORMAT) as archive:
    images.add(archive, "data/set", b"x", 0o4751, uid=1000, gid=44)
    images.add(archive, "data/hard", type=tarfile.LNKTYPE, linkname="data/set")
    images.add(archive, "data/fifo", type=tarfile.FIFOTYPE, mode=0o600)
EOF
run_ok import -c 'ENV PATH=/bin' root.tar box
run_ok run --rm box sh -c 'cd /data; stat -c "%a %u %g %h %Y" set; [ set -ef hard ] && echo same; stat -c %F fifo; stat -c %a /tmp /root'
expect_stdout $'4751 1000 44 2 1700000000\nsame\nfifo\n1777\n700'
