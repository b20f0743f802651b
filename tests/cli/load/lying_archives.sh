#!/usr/bin/env bash
# an archive whose descriptors, sizes or diff ids lie is refused whole and leaves nothing; what is kept, skopeo reads
. "$(dirname "$0")/../lib.sh"
needs skopeo
python3 - <<'EOF'
import gzip, hashlib, io, json, os, sys, tarfile
from pathlib import Path
sys.path.insert(0, os.environ["TESTS"] + "/fixtures")
import images

def sha(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()

def write(path, contents):
    with tarfile.open(path, "w") as archive:
        for name, data in contents.items():
            images.add(archive, name, data)

def oci(path, change=lambda document, descriptor: None, config_type="application/vnd.oci.image.config.v1+json"):
    layers = [images.tar_bytes(lambda archive: images.add(archive, name, b"x" * 3000)) for name in ("a", "b")]
    blobs = [gzip.compress(layer, 1, mtime=0) for layer in layers]
    config = json.dumps({"architecture": "amd64", "os": "linux", "config": {"Cmd": ["/a"]},
                         "rootfs": {"type": "layers", "diff_ids": [sha(layer) for layer in layers]}}).encode()
    kind = "application/vnd.oci.image."
    manifest = {"schemaVersion": 2, "mediaType": kind + "manifest.v1+json",
                "config": {"mediaType": config_type, "digest": sha(config), "size": len(config)},
                "layers": [{"mediaType": kind + "layer.v1.tar+gzip", "digest": sha(blob), "size": len(blob)} for blob in blobs]}
    change("manifest", manifest)
    body = json.dumps(manifest).encode()
    entry = {"mediaType": kind + "manifest.v1+json", "digest": sha(body), "size": len(body),
             "annotations": {"org.opencontainers.image.ref.name": "lie:1"}}
    change("index", entry)
    files = {"blobs/sha256/" + sha(data)[7:]: data for data in (config, body, *blobs)}
    change("files", files)
    write(path, {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}', "index.json": json.dumps({"schemaVersion": 2, "manifests": [entry]}).encode(), **files})

def changing(what, key, by):
    def change(document, value):
        if document == what:
            for step in key[:-1]:
                value = value[step]
            value[key[-1]] = by(value[key[-1]])
    return change

Path("lies").mkdir()
oci("lies/manifest_size.tar", changing("index", ["size"], lambda size: size + 1))
oci("lies/config_size.tar", changing("manifest", ["config", "size"], lambda size: size - 1))
oci("lies/layer_size.tar", changing("manifest", ["layers", 0, "size"], lambda size: size + 1))
oci("lies/last_layer_size.tar", changing("manifest", ["layers", 1, "size"], lambda size: 0))
oci("lies/layer_digest.tar", changing("manifest", ["layers", 0, "digest"], lambda _: "sha256:" + "0" * 64))
def damage(document, files):
    if document == "files":
        name = max(files, key=lambda name: name.endswith("f"))
        files[name] = files[name] + b" "
oci("lies/blob_damaged.tar", damage)
oci("true.tar")
oci("old_type.tar", config_type="application/octet-stream")

# docker's archive: the second file is said to be the layer that the store has by then.
one, two = (images.tar_bytes(lambda archive: images.add(archive, name, b"y" * 2000)) for name in ("one", "two"))
def docker(path, name, layer, diff_id):
    config = json.dumps({"architecture": "amd64", "os": "linux", "config": {"Cmd": ["/x"]},
                         "rootfs": {"type": "layers", "diff_ids": [diff_id]}}).encode()
    write(path, {"c.json": config, "l.tar": layer, "manifest.json": json.dumps([{"Config": "c.json", "RepoTags": [name], "Layers": ["l.tar"]}]).encode()})
docker("docker.tar", "honest:1", one, sha(one))
docker("lies/tree_of_another.tar", "lie:1", two, sha(one))
EOF
run_ok load -i docker.tar
in_store() { find "$SKIFF_ROOT/images" "$SKIFF_ROOT/layers" -mindepth 1 ! -name .lock | sort; }
before=$(in_store)
for archive in lies/*; do
  expect_one_line_error 125 load -i "$archive"
  expect_stderr_like "^Error: cannot load $archive: "
  expect "$before" "$(in_store)" "what the store has after $archive"
done
for archive in true old_type; do
  run_ok load -q -i "$archive.tar"
  skopeo --insecure-policy copy -q "oci:$SKIFF_ROOT/images:$stdout" "dir:$T/$archive" || fail "skopeo refuses $archive"
  run_ok rmi "$stdout"
done
