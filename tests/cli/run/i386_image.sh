#!/usr/bin/env bash
# programs of an i386 image make sockets by socketcall, which those of another image may not
. "$(dirname "$0")/../lib.sh"
[ "$(uname -m)" = x86_64 ] || skip 'only an x86-64 kernel runs i386 programs'
socketcall=102,1,0 # SYS_SOCKET, with arguments at no address

run_ok run --rm hello --call32 20
# Without CONFIG_IA32_EMULATION, or under a hypervisor that has no gate for it, the instruction itself is refused.
case $stdout in ENOSYS | 'signal 11') skip 'this machine runs no i386 programs' ;; esac
run_ok run --rm hello --call32 "$socketcall"
expect_stdout ENOSYS

# The same program as an image of architecture 386.
blobs="$SKIFF_ROOT/images/blobs/sha256"
blob_of() { jq -r "$2" "$blobs/$1" | cut -d : -f 2; }
run_ok image inspect hello
manifest=$(json '.[0].Digest' | cut -d : -f 2)
mkdir image
cp "$blobs/$(blob_of "$manifest" '.layers[0].digest')" image/layer.tar
jq -c '.architecture = "386"' "$blobs/$(blob_of "$manifest" .config.digest)" >image/config.json
echo '[{"Config": "config.json", "RepoTags": ["localhost/small:1"], "Layers": ["layer.tar"]}]' >image/manifest.json
tar -C image -cf image.tar manifest.json config.json layer.tar
run_ok load -q -i image.tar
run_ok run --name small localhost/small:1 --call32 "$socketcall"
expect_stdout EFAULT
run_ok inspect small
expect linux/386 "$(json '.[0].Platform')" platform

run_ok run -d --name long localhost/small:1 --sleep 100
run_ok exec long /hello --call32 "$socketcall"
expect_stdout EFAULT
