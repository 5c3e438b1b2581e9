#!/usr/bin/env python3
"""A stand-in for the GraphQL API (v2) of Démarche numérique, on loopback, that misbehaves when asked to.

server.py DOSSIERS [--misbehave NAME] [--times K] [--page N] [--log FILE]

It prints its port, serves POST /api/v2/graphql for the token "secret", and ends by itself where nobody
ends it. NAME spoils the first K requests: 500, 408, 429 (Retry-After: 1), 503 (Retry-After: a date),
timeout (an error of the API), hang, cut, garbage, error, huge, redirect; or all of them: loop.
"""
import argparse
import email.utils
import http.server
import json
import os
import threading
import time

parser = argparse.ArgumentParser()
parser.add_argument("dossiers")
parser.add_argument("--misbehave", default="none")
parser.add_argument("--times", type=int, default=2)
parser.add_argument("--page", type=int, default=2)
parser.add_argument("--log")
given = parser.parse_args()
served, lock = 0, threading.Lock()


class API(http.server.BaseHTTPRequestHandler):
    """Answers queries for dossiers, page by page; the cursor is the place of the next."""

    def log_message(self, *_):
        """Says nothing."""

    def answer(self, status, body, headers=(), length=None):
        """Sends an answer, whole or cut."""
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(length or len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        """One query."""
        global served
        with lock:
            served += 1
            count = served
        text = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        variables = json.loads(text)["variables"]
        token = self.headers.get("Authorization", "")
        if given.log:
            with open(given.log, "a", encoding="utf-8") as log:
                log.write(json.dumps({"after": variables.get("after"), "count": count}) + "\n")
        if token != "Bearer secret":
            return self.answer(401 if not token else 403, b"{}")
        spoiled = given.misbehave if count <= given.times or given.misbehave == "loop" else "none"
        if spoiled in ("500", "408", "429", "503"):
            later = email.utils.formatdate(time.time() + 2, usegmt=True)
            wait = {"429": [("Retry-After", "1")], "503": [("Retry-After", later)]}.get(spoiled, [])
            return self.answer(int(spoiled), b"{}", wait)
        if spoiled == "timeout":
            return self.answer(200, b'{"data":null,"errors":[{"message":"Timeout on validation of query"}]}')
        if spoiled == "hang":
            return time.sleep(30)
        if spoiled == "garbage":
            return self.answer(200, b"<html>Maintenance</html>")
        if spoiled == "error":
            return self.answer(200, b'{"data":null,"errors":[{"message":"Demarche not found"}]}')
        if spoiled == "redirect":
            return self.answer(302, b"", [("Location", "http://127.0.0.1:1/")])
        if spoiled == "huge":
            try:
                return self.answer(200, b" " * (80 << 20))
            except OSError:
                return None
        body = json.dumps(page(variables, spoiled == "loop")).encode()
        if spoiled == "cut":
            self.answer(200, body[: len(body) // 2], length=len(body))
            return self.connection.close()
        return self.answer(200, body)


def connection(nodes, after, loops):
    """The nodes from a cursor on; of a server that loops, always the first, with more to come."""
    start = 0 if loops else int(after or 0)
    end = start + given.page
    info = {"hasNextPage": loops or end < len(nodes), "endCursor": "again" if loops else str(end)}
    return {"pageInfo": info, "nodes": nodes[start:end]}


def page(variables, loops):
    """The dossiers and the deleted ones, each from its cursor on."""
    with open(given.dossiers, encoding="utf-8") as file:
        all_of_them = json.load(file)
    return {"data": {"demarche": {
        "number": 12345,
        "dossiers": connection(all_of_them["dossiers"], variables.get("after"), loops),
        "deletedDossiers": connection(all_of_them["deleted"], variables.get("deleted"), False)}}}


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), API)
server.daemon_threads = True
print(server.server_address[1], flush=True)
# Far longer than any test: whoever started it ends it.
threading.Timer(600, lambda: os._exit(0)).start()
server.serve_forever()
