#!/usr/bin/env bash
# the registry of the tests speaks TLS, wants its password and has the images
. "$(dirname "$0")/../lib.sh"
registry_start

catalog=$(python3 - <<'EOF'
import base64, json, os, ssl, urllib.request
context = ssl.create_default_context(cafile=os.environ["REGISTRY_CERTIFICATES"] + "/ca.crt")
request = urllib.request.Request(f"https://{os.environ['REGISTRY']}/v2/_catalog")
word = f"{os.environ['REGISTRY_USER']}:{os.environ['REGISTRY_PASSWORD']}".encode()
try:
    urllib.request.urlopen(request, context=context)
except urllib.error.HTTPError as error:
    assert error.code == 401
request.add_header("Authorization", "Basic " + base64.b64encode(word).decode())
print(*json.load(urllib.request.urlopen(request, context=context))["repositories"])
EOF
)
for tag in $REGISTRY_TAGS; do
  grep -qw "library/$tag" <<<"$catalog" || fail "the registry lacks $tag: $catalog"
done
registry_has debian || skip "no Debian root: mmdebstrap cannot reach its packages"
