#!/usr/bin/env python3
"""A registry that misbehaves as the repository's name asks for: hostile_registry.py FOLDER.

Four servers on localhost, each an origin of its own: `registry` and `other` (TLS by the CA in FOLDER/certs), `stranger` (TLS by a
CA that nobody knows) and `plain` (HTTP). FOLDER/ports is a shell fragment with their ports, written when all listen; every request
is a line of FOLDER/SERVER.log with all its headers, so that a test can look for what must not have been sent there.

A repository is SCENARIO or SCENARIO/ARGUMENT; its image is a real one of one small layer. Scenarios are the functions
below whose names begin with manifest_, blob_ or path_.
"""
import base64
import hashlib
import http.server
import io
import json
import os
import pathlib
import socket
import ssl
import struct
import subprocess
import sys
import tarfile
import threading
import time
import urllib.parse

FOLDER = pathlib.Path(sys.argv[1])
USER, PASSWORD = "alice", "canary-of-alice"
BASIC = "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
PORTS = {}
COUNTS = {}
LOCK = threading.Lock()


def digest_of(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def make_layer():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("hello")
        content = b"ahoy\n" * 20000
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return out.getvalue()


LAYER = make_layer()
CONFIG = json.dumps({"architecture": "amd64", "os": "linux", "config": {},
                     "rootfs": {"type": "layers", "diff_ids": [digest_of(LAYER)]}}).encode()
MANIFEST = json.dumps({
    "schemaVersion": 2, "mediaType": MANIFEST_TYPE,
    "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": digest_of(CONFIG), "size": len(CONFIG)},
    "layers": [{"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": digest_of(LAYER), "size": len(LAYER)}],
}).encode()
BLOBS = {digest_of(LAYER): LAYER, digest_of(CONFIG): CONFIG}


def count(key):
    """How often this was called with this key before."""
    with LOCK:
        COUNTS[key] = COUNTS.get(key, 0) + 1
        return COUNTS[key] - 1


def address(server, path=""):
    return f"{'http' if server == 'plain' else 'https'}://localhost:{PORTS[server]}{path}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    # ---- answers

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "crumb=canary-cookie")
        self.end_headers()
        self.wfile.write(body)

    def error(self, status, message, headers=()):
        self.answer(status, json.dumps({"errors": [{"code": "TROUBLE", "message": message}]}).encode(), headers)

    def redirect(self, location, status=307):
        self.answer(status, headers=[("Location", location)])

    def ask(self, challenge):
        self.answer(401, b'{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}',
                    [("WWW-Authenticate", challenge)])

    def begin(self, length=None):
        """The head of a 200 answer whose body the caller writes; without a length it is chunked."""
        self.send_response(200)
        self.send_header("Content-Type", MANIFEST_TYPE)
        if length is None:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def chunk(self, data):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def chunks_for_ever(self, data):
        self.begin()
        while True:
            self.chunk(data)

    def manifest(self):
        self.answer(200, MANIFEST, [("Content-Type", MANIFEST_TYPE)])

    def blob(self):
        data = BLOBS.get(self.wanted)
        self.answer(200, data) if data else self.error(404, "no such blob")

    def give(self):
        self.manifest() if self.kind == "manifests" else self.blob()

    def reset(self):
        """Ends the connection by a TCP reset."""
        self.close_connection = True
        self.wfile.flush()
        plain = socket.socket(fileno=self.connection.detach())
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        plain.close()

    # ---- dispatch

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        self.form = self.rfile.read(length).decode()
        self.do_GET()

    def do_GET(self):
        server = self.server.label
        with LOCK, (FOLDER / f"{server}.log").open("a") as log:
            headers = " | ".join(f"{name}: {value}" for name, value in self.headers.items())
            log.write(f"{self.command} {self.path} | {headers} | {getattr(self, 'form', '')}\n")
        url = urllib.parse.urlsplit(self.path)
        self.query = dict(urllib.parse.parse_qsl(url.query))
        parts = url.path.strip("/").split("/")
        try:
            if parts[0] == "v2" and len(parts) >= 4:
                self.scenario, self.argument = parts[1], "/".join(parts[2:-2])
                self.kind, self.wanted = parts[-2:]
                word = "manifest" if self.kind == "manifests" else "blob"
                getattr(self, f"{word}_{self.scenario}", self.give)()
            else:
                getattr(self, f"path_{parts[0]}", lambda: self.error(404, "nothing here"))()
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            self.close_connection = True

    def is_known(self):
        if self.headers.get("Authorization") == BASIC:
            return True
        self.ask('Basic realm="hostile"')
        return False

    # ---- redirects: where credentials must not go

    def manifest_moved(self):
        if self.is_known():
            self.manifest()

    def blob_moved(self):
        if self.is_known():
            self.redirect(address(self.argument, f"/store/{self.wanted}?signature=canary-signature"))

    def path_store(self):
        self.kind, self.wanted = "blobs", urllib.parse.urlsplit(self.path).path.rpartition("/")[2]
        self.blob()

    manifest_refusing = manifest_there = manifest_bent = manifest_moved

    def blob_refusing(self):
        if self.is_known():
            self.redirect(address("other", "/refuse"))

    def path_refuse(self):
        self.ask(f'Basic realm="x", Bearer realm="{address("other", "/token")}",service="x"')

    def blob_there(self):
        """Leads to another origin, and from there back to this one."""
        if self.is_known():
            self.redirect(address("other", f"/back/{self.wanted}"))

    def path_back(self):
        self.redirect(address("registry", f"/store/{self.path.rpartition('/')[2]}"))

    def manifest_round(self):
        self.redirect(self.path)

    def blob_bent(self):
        if self.is_known():
            self.redirect({"file": "file:///etc/passwd", "user": f"https://{USER}:x@localhost:{PORTS['other']}/store/x",
                           "nothing": "", "line": "https://a b/"}[self.argument])

    # ---- tokens

    def challenge(self, server):
        self.ask(f'Bearer realm="{address(server, "/token")}",service="hostile \\"q\\"",scope="whatever"')

    def manifest_token(self):
        """A token of the server that the argument names."""
        if self.headers.get("Authorization", "").startswith("Bearer token-"):
            return self.manifest()
        return self.challenge(self.argument)

    def blob_token(self):
        if self.headers.get("Authorization", "").startswith("Bearer token-"):
            return self.blob()
        return self.challenge(self.argument)

    def path_token(self):
        if not self.headers.get("Authorization") and "refresh_token=" not in getattr(self, "form", ""):
            return self.answer(401, b'{"details":"who are you?"}')
        return self.answer(200, json.dumps({"token": f"token-{count('token')}"}).encode())

    def manifest_expiring(self):
        self.give() if self.headers.get("Authorization", "").startswith("Bearer once-") else self.ask_once()

    def blob_expiring(self):
        """Each token is good for one blob."""
        word = self.headers.get("Authorization", "")
        self.blob() if word.startswith("Bearer once-") and count("used " + word) == 0 else self.ask_once()

    def ask_once(self):
        self.ask(f'Bearer realm="{address("registry", "/once")}"')

    def path_once(self):
        self.answer(200, json.dumps({"access_token": f"once-{count('once')}"}).encode())

    def manifest_badtoken(self):
        self.ask(f'Bearer realm="{address("registry", "/badtoken")}",service="{self.argument}"')

    def path_badtoken(self):
        kind = self.query["service"]
        if kind == "endless":
            return self.chunks_for_ever(b" " * 65536)
        token = {"line": "a\r\nX-Injected: 1", "empty": "", "number": 7, "long": "x" * 100000}[kind]
        return self.answer(200, json.dumps({"token": token}).encode())

    def manifest_scheme(self):
        self.ask('Negotiate, Digest realm="x"')

    def manifest_never(self):
        """Whatever is sent is not enough."""
        self.ask('Basic realm="x"')

    # ---- sizes

    def manifest_announced(self):
        self.begin(5 << 20)
        self.wfile.write(b"[" * (5 << 20))

    def manifest_endless(self):
        self.chunks_for_ever(b"[" * 65536)

    def manifest_headers(self):
        self.send_response(200)
        self.flush_headers()
        while True:
            self.wfile.write(b"X-Filler: " + b"x" * 1000 + b"\r\n")

    def manifest_informed(self):
        while True:
            self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")

    def blob_short(self):
        self.answer(200, BLOBS[self.wanted][:-1])

    def blob_long(self):
        self.answer(200, BLOBS[self.wanted] + b"x")

    def blob_endless(self):
        self.chunks_for_ever(b"x" * 65536)

    def blob_cut(self):
        self.begin(len(BLOBS[self.wanted]))
        self.wfile.write(BLOBS[self.wanted][:-10])
        self.close_connection = True

    def blob_reset(self):
        self.begin(len(BLOBS[self.wanted]))
        self.wfile.write(BLOBS[self.wanted][:-10])
        self.reset()

    def blob_hang(self):
        """Half of it, and then nothing."""
        data = BLOBS[self.wanted]
        if len(data) < 1000:
            return self.blob()
        self.begin(len(data))
        self.wfile.write(data[:len(data) // 2])
        self.wfile.flush()
        time.sleep(60)

    def blob_resume(self):
        """Half of it at first. Then, as the argument says: the rest (part), all of it again (whole), or another part (wrong)."""
        data = BLOBS[self.wanted]
        if count(("resume", self.argument, self.wanted)) == 0 and len(data) > 1000:
            self.begin(len(data))
            self.wfile.write(data[:len(data) // 2])
            self.close_connection = True
            return
        wanted = self.headers.get("Range", "")
        if self.argument == "whole" or not wanted:
            self.answer(200, data)
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-")) + (self.argument == "wrong")
        self.answer(206, data[start:], [("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")])

    # ---- time

    def manifest_drip(self):
        self.begin(len(MANIFEST))
        for byte in MANIFEST:
            self.wfile.write(bytes([byte]))
            time.sleep(1)

    def manifest_silent(self):
        time.sleep(300)

    def manifest_padded(self):
        """As fast as it is read, but never the body: the first chunk's head has no end."""
        self.begin()
        self.wfile.write(b"5;x=")
        while True:
            self.wfile.write(b"y" * 65536)

    def blob_padded(self):
        self.manifest_padded()

    # ---- passing trouble

    def manifest_busy(self):
        """Refuses the first ARGUMENT requests with 429."""
        if count(self.path) < int(self.argument):
            return self.error(429, "too many requests", [("Retry-After", "1")])
        return self.manifest()

    def manifest_later(self):
        self.error(429, "pull rate limit reached", [("Retry-After", "3600")])

    def manifest_broken(self):
        self.error(503, "down for repair")

    def manifest_lost(self):
        """Resets the first ARGUMENT connections."""
        self.reset() if count(self.path) < int(self.argument) else self.manifest()

    # ---- words

    def manifest_rude(self):
        self.error(400, f"\x1b]0;owned\x07\x1b[2J\r\n{'x' * 10000}")

    def manifest_echo(self):
        word = self.headers.get("Authorization")
        self.error(403, f"you sent {word} for {PASSWORD}") if word else self.ask('Basic realm="x"')

    def manifest_page(self):
        self.answer(502, b"<html>" + b"x" * (1 << 20), [("Content-Type", "text/html")])


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass

    def get_request(self):
        connection, peer = super().get_request()
        if self.context:
            connection.settimeout(30)
            connection = self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, peer


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_certificate(folder):
    """FOLDER/certs/ca.crt and a certificate of it for localhost."""
    (folder / "certs").mkdir(parents=True)
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *key, "-days", "2", "-subj", "/CN=hostile CA", "-keyout", f"{folder}/ca.key", "-out",
            f"{folder}/certs/ca.crt")
    openssl("req", *key, "-subj", "/CN=localhost", "-keyout", f"{folder}/server.key", "-out", f"{folder}/server.csr")
    (folder / "names").write_text("subjectAltName=DNS:localhost")
    openssl("x509", "-req", "-in", f"{folder}/server.csr", "-CA", f"{folder}/certs/ca.crt", "-CAkey", f"{folder}/ca.key",
            "-CAcreateserial", "-days", "2", "-extfile", f"{folder}/names", "-out", f"{folder}/server.crt")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/server.crt", f"{folder}/server.key")
    return context


def main():
    known, unknown = make_certificate(FOLDER), make_certificate(FOLDER / "stranger")
    contexts = {"registry": known, "other": known, "stranger": unknown, "plain": None}
    for label, context in contexts.items():
        (FOLDER / f"{label}.log").touch()
        server = Server(("127.0.0.1", 0), Handler)
        server.label, server.context = label, context
        PORTS[label] = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
    text = "".join(f"{label}=localhost:{port}\n" for label, port in PORTS.items())
    (FOLDER / "ports.new").write_text(text + f"layer={digest_of(LAYER)}\n")
    os.rename(FOLDER / "ports.new", FOLDER / "ports")
    threading.Event().wait()


main()
