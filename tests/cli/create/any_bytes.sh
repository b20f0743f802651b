#!/usr/bin/env bash
# bytes that are not UTF-8 are refused before anything is made; all other text can be inspected byte for byte
# timeout: 120
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

# refused NAME ARGS...: one line that names the text, and no container.
refused() {
  local shown=$1
  shift
  expect_one_line_error 125 "$@"
  expect "Error: \"$shown\" is not UTF-8 text" "${stderr%%$'\n'*}"
  run_ok ps -aq
  expect_stdout ''
}
latin=$'caf\xe9'
mkdir "$latin"
refused 'V=caf\xe9' create --name a -e "V=$latin" box true
refused 'caf\xe9' create --name a box echo "$latin"
refused 'caf\xe9' create --name a --label "l=$latin" box true
refused 'caf\xe9' create --name a --label "$latin=l" box true
refused 'caf\xe9' create --name a --entrypoint "$latin" box true
refused '/caf\xe9' create --name a -w "/$latin" box true
refused 'caf\xe9' create --name a -u "$latin" box true
refused "$T/caf\\xe9" create --name a -v "$T/$latin:/d" box true
refused "$T/caf\\xe9" create --name a --cidfile "$T/$latin" box true
[ ! -e "$T/$latin.id" ] || fail "a file was made"
# From here, with a name alone.
V=$latin refused 'V=caf\xe9' create --name a -e V box true
printf 'V=%s\n' "$latin" >"$latin.env"
refused 'V=caf\xe9' create --name a --env-file "$latin.env" box true

# What only the record of the command itself would hold is no reason to refuse.
echo A=b >"$latin.env"
run_ok create --name kept --env-file "$latin.env" box true
run_ok inspect kept
expect "$(printf 'caf\xef\xbf\xbd.env')" "$(json '.[0].Config.CreateCommand[5]')"
run_ok rm kept

# A property: whatever a word is made of, create either refuses it and leaves nothing, or inspect has it as it was.
python3 - "$SKIFF" <<'E2' || fail "a word was not kept"
import json, os, random, subprocess, sys

def skiff(*words):
    return subprocess.run([os.fsencode(sys.argv[1]), *words], capture_output=True, timeout=60)

source = random.Random(20261)
pieces = [b"\xe9", b"\xc3\xa9", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\xf4\x90\x80\x80", b"\xc0\xaf", b"\xff", b"\xef\xbf\xbe", b"\x01", b"\x7f",
          b"\"", b"\\", b"\\ud800", b"\n", b"\t", b",", b"}", b"\xe2\x80\xa8", b"a", b"=", b"'"]
refused = 0
for number in range(60):
    word = b"".join(source.choice(pieces) for _ in range(source.randint(1, 5)))
    made = skiff(b"create", b"--name", b"x", b"--label", b"l=" + word, b"-e", b"V=" + word, b"box", b"echo", word)
    try:
        text = word.decode("utf-8")
    except UnicodeDecodeError:
        refused += 1
        assert made.returncode == 125 and made.stderr.count(b"\n") <= 2 and skiff(b"ps", b"-aq").stdout == b"", (word, made)
        continue
    assert made.returncode == 0, (word, made)
    shown = json.loads(skiff(b"inspect", b"x").stdout.decode("utf-8"))[0]["Config"]
    assert shown["Labels"]["l"] == text and shown["Cmd"][1] == text and "V=" + text in shown["Env"], (word, shown)
    assert skiff(b"rm", b"x").returncode == 0
assert 10 < refused < 50, refused
E2

# The same of exec, whose request goes to the supervisor.
run_ok run -d --name up box sleep 100
expect_one_line_error 125 exec up echo "$latin"
expect_stderr_line 'Error: "caf\xe9" is not UTF-8 text'
expect_one_line_error 125 exec -e "V=$latin" up true
run_ok exec up echo $'caf\xc3\xa9'
expect_stdout $'caf\xc3\xa9'
