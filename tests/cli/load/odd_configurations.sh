#!/usr/bin/env bash
# configurations are read as Go reads them: fields in any case, null, bytes that are not UTF-8, paths without a slash
. "$(dirname "$0")/../lib.sh"
make_image() {
  python3 - "$1" "$2" <<'EOF'
import hashlib, os, sys, tarfile
from pathlib import Path
sys.path.insert(0, os.environ["TESTS"] + "/fixtures")
import images
images.make_busybox(Path("layer.tar"))
diff_id = "sha256:" + hashlib.sha256(Path("layer.tar").read_bytes()).hexdigest()
rootfs = '"rootfs": {"type": "layers", "diff_ids": ["' + diff_id + '"]}'
config = os.fsencode(sys.argv[2].replace("ROOTFS", rootfs)).replace(b"LATIN", b"caf\xe9")
with tarfile.open("image.tar", "w") as archive:
    images.add(archive, "config.json", config)
    images.add(archive, "layer.tar", Path("layer.tar").read_bytes())
    images.add(archive, "manifest.json", ('[{"config": "config.json", "repoTags": ["' + sys.argv[1] + '"], "LAYERS": ["layer.tar"]}]').encode())
EOF
}

make_image lower:1 '{"Os": "linux", "architecture": "amd64", ROOTFS, "config": {"cmd": ["sh", "-c", "echo $V; id -u; pwd"], "env": ["V=value", "PATH=/bin"], "user": "1000", "workingDir": "/tmp"}}'
run_ok load -i image.tar
run_ok run --rm lower:1
expect_stdout $'value\n1000\n/tmp'

make_image nulls:1 '{"os": "linux", "created": null, ROOTFS, "history": [null, {"created": null}], "config": {"Cmd": ["echo", "ok"], "Entrypoint": [""], "Env": null, "Labels": {"a": null, "by": "LATIN", "half": "\ud83d"}, "Volumes": {"data": null, "./more/": {}, "/x/../y": {}}}}'
run_ok load -i image.tar
run_ok run --rm nulls:1
expect_stdout ok
run_ok run --rm nulls:1 /bin/sh -c '/bin/grep -cE " /(data|more|y) " /proc/mounts'
expect_stdout 3
run_ok inspect nulls:1
expect '|caf'$'\xef\xbf\xbd''|'$'\xef\xbf\xbd' "$(json '.[0].Labels | "\(.a)|\(.by)|\(.half)"')"

make_image zero:1 '{"os": "linux", ROOTFS, "config": {"Cmd": ["/bin/echo", "a\u0000b"]}}'
run_ok load -i image.tar
run_fails 125 run --rm zero:1
expect_stderr 'Error: cannot use image docker.io/library/zero:1: its command has a zero byte, which no program can be given'
run_ok run --rm zero:1 /bin/echo given
expect_stdout given

make_image root:1 '{"os": "linux", ROOTFS, "config": {"Cmd": ["/bin/sh"], "Volumes": {"/.": {}}}}'
run_ok load -i image.tar
run_fails 125 run --rm root:1
expect_stderr 'Error: the image has a bad volume "/."'

# A user that only the first of two "config" names is not lost.
make_image twice:1 '{"os": "linux", ROOTFS, "config": {"User": "1000", "Cmd": ["sh", "-c", "id -u"], "Labels": {"a": "1"}}, "Config": {"Env": ["PATH=/bin"], "Labels": {"b": "2"}}, "config": {"WorkingDir": "/tmp"}}'
run_ok load -i image.tar
run_ok run --rm twice:1
expect_stdout 1000
run_ok inspect --format '{{.Config.Labels}} {{.Config.WorkingDir}}' twice:1
expect_stdout 'map[a:1 b:2] /tmp'

make_image words:1 '{"os": "linux", ROOTFS, "config": {"Cmd": "given", "Entrypoint": "/bin/echo"}}'
run_ok load -i image.tar
run_ok run --rm words:1
expect_stdout given
make_image words:2 '{"os": "linux", ROOTFS, "config": {"Env": "A=b"}}'
run_fails 125 load -i image.tar
expect_stderr_like '/config/Env: not an array'
