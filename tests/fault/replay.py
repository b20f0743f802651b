"""A registry's answers from memory. A small pull costs docker-registry more time than skiff, and here it is done thousands of
times: each answer is fetched from it once, and then given again to whoever asks the same with the same credentials."""
import http.client
import socket
import ssl
import threading

ASKED_BY = ("authorization", "accept", "range")  # headers that an answer depends on


class Replay:
    """Stands before `registry` (host:port) at `address`, with the registry's own certificate."""

    def __init__(self, registry, certificate, key, authority):
        self.registry = registry
        self.as_client = ssl.create_default_context(cafile=authority)
        self.as_server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.as_server.load_cert_chain(certificate, key)
        self.answers, self.lock = {}, threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = f"localhost:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self.as_server.wrap_socket(connection, server_side=True) as stream, stream.makefile("rb") as requests:
                while first := requests.readline():
                    headers = {}
                    while (line := requests.readline()).strip():
                        name, _, value = line.decode().partition(":")
                        headers[name.lower()] = value.strip()
                    method, path, _ = first.decode().split()
                    stream.sendall(self._answer(method, path, {name: headers[name] for name in ASKED_BY if name in headers}))
        except OSError:
            pass  # whoever asked was killed

    def _answer(self, method, path, headers):
        asked = (method, path, *headers.items())
        with self.lock:
            if asked not in self.answers:
                self.answers[asked] = self._fetch(method, path, headers)
            return self.answers[asked]

    def _fetch(self, method, path, headers):
        upstream = http.client.HTTPSConnection(self.registry, context=self.as_client, timeout=10)
        upstream.request(method, path, headers=headers)
        answer = upstream.getresponse()
        body = answer.read()
        lines = [f"HTTP/1.1 {answer.status} {answer.reason}", *(f"{name}: {value}" for name, value in answer.getheaders())]
        upstream.close()
        return "\r\n".join((*lines, "", "")).encode() + body
