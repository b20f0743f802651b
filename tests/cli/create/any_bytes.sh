#!/usr/bin/env bash
# whatever bytes a word has: create keeps them so that inspect shows them, or refuses in one line and makes nothing
# timeout: 120
. "$(dirname "$0")/../lib.sh"
needs python3
make_rootfs_image box
python3 - "$SKIFF" <<'END' >found 2>&1 || fail "$(cat found)"
import json, random, subprocess, sys
skiff, seed = sys.argv[1], random.randrange(1 << 32)
rng = random.Random(seed)
PIECES = [b"a", b"=", b" ", b'"', b"\\", b"\n", b"\t", b"\x01", b"\x1b[0m", b"\x7f", "ä€𐍈".encode(), b"\xff", b"\xc3", b"\xed\xa0\x80",
          b"\xf4\x90\x80\x80", b"\xe4", b"\xc0\xaf", b"\xef\xbf\xbf", b"{", b"}", b"\\u0000", b"%s"]
def is_text(piece):
    try: return piece.decode() is not None
    except UnicodeDecodeError: return False
TEXT = list(filter(is_text, PIECES))
def word(): return b"".join(rng.choice(TEXT if rng.random() < 0.9 else PIECES) for _ in range(rng.randrange(1, 6)))
def call(*words): return subprocess.run([skiff.encode(), *words], capture_output=True)
def count(): return len(call(b"ps", b"-aq").stdout.split())
kept = refused = 0
for round in range(60):
    env, label, argument, workdir = word(), word(), word(), b"/" + word().replace(b"\n", b"")
    made = call(b"create", b"-e", b"A=" + env, b"-l", b"k=" + label, b"-w", workdir, b"box", b"echo", argument)
    if made.returncode:
        assert made.returncode == 125 and made.stderr.startswith(b"Error: ") and not made.stdout, (seed, made)
        assert made.stderr.count(b"Error: ") == 1 and len(made.stderr.splitlines()) <= 2, (seed, made)
        assert count() == 0, (seed, made)
        refused += 1
        continue
    identity = made.stdout.strip()
    shown = call(b"inspect", identity)
    assert shown.returncode == 0, (seed, shown)
    config = json.loads(shown.stdout)[0]["Config"]
    assert ("A=" + env.decode()) in config["Env"], (seed, env, config)
    assert config["Labels"]["k"] == label.decode(), (seed, label, config)
    assert config["Cmd"][-1] == argument.decode(), (seed, argument, config)
    assert call(b"rm", identity).returncode == 0
    kept += 1
assert kept > 2 and refused > 2, (seed, kept, refused)
print(f"{kept} kept, {refused} refused")
END
