"""A list for those who show an access token, and oauthlib, which gives them out."""

import json
import logging
import threading
from base64 import b64decode
from types import SimpleNamespace
from urllib.parse import parse_qs, unquote_plus

from oauthlib.oauth2 import RequestValidator, Server

from tests.servers.faults import CANARY, ROWS, Faults, Handler

# What the server writes down is not what the client does; they share a process here.
logging.getLogger("oauthlib").setLevel(logging.WARNING)

CLIENT, SECRET = "shop", f"{CANARY} +&secret"


class Guard(Faults):
    """Serves ``/rows`` for a good token and gives tokens out at ``/token``.

    Its ``/stream`` tells nothing before a POST says who listens, whose token must not be the
    one that the stream was asked for with; `told` is what was posted.

    `life` is what a token is said to last, `given` every token given out, `asked` the forms and
    headers of every request for one; `revoked` holds tokens that are not taken any more,
    `refreshing` the refresh token that is good now.
    """

    def __init__(self):
        super().__init__()
        self.RequestHandlerClass = Gate
        self.life, self.stop = 3600, None
        self.given, self.asked, self.revoked = [], [], set()
        self.refreshing = f"{CANARY}-refresh-0"
        self.tokens = Server(Clerk(self), token_expires_in=lambda _: self.life)
        self.listening = threading.Event()
        self.told = []
        self.open = threading.Event()
        self.open.set()

    def auth(self, secret=SECRET, **more):
        import diorama_nb as dn

        return dn.OAuth2(f"{self.url}/token", CLIENT, secret, **more)


class Gate(Handler):
    server: Guard

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/stream":
            return self.subscribe(json.loads(body))
        form = {k: v[0] for k, v in parse_qs(body).items()}
        self.server.asked.append((self.path, form, dict(self.headers.items())))
        self.server.open.wait(10)
        if self.server.stop is not None:
            return self.send(*self.server.stop)
        headers, body, status = self.server.tokens.create_token_response(
            "https://guard.test/token", "POST", body, dict(self.headers.items())
        )
        self.send(body, status, [(k, v) for k, v in headers.items() if k != "Content-Type"])

    def fault_rows(self):
        if self.is_known():
            self.send(ROWS)

    def fault_stream(self):
        if self.is_known():
            self.server.revoked.update(self.server.given)
            self.close_connection = True
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            self.wfile.write(b'data: {"client": 7}\n\n')
            self.server.listening.wait(10)
            self.wfile.write(b'event: removed\ndata: {"id": 1}\n\n')

    def subscribe(self, told):
        if self.is_known():
            self.server.told.append(told)
            self.send(b"", 204)
            self.server.listening.set()

    def is_known(self):
        word, _, token = self.headers.get("Authorization", "").partition(" ")
        server = self.server
        known = word == "Bearer" and token in server.given and token not in server.revoked
        if not known:
            self.send({"message": f"{token} is not good"}, 401)
        return known

    def fault_echo(self):
        self.send({"message": str(dict(self.headers.items()))}, 403)

    def fault_away(self):
        self.send({"items": ROWS, "next": f"{self.server.elsewhere}/rows"})


class Clerk(RequestValidator):
    """What oauthlib asks about clients and tokens."""

    def __init__(self, guard):
        self.guard = guard

    def authenticate_client(self, request):
        word, _, coded = request.headers.get("Authorization", "").partition(" ")
        if word == "Basic":
            pair = tuple(unquote_plus(x) for x in b64decode(coded).decode().split(":"))
        else:
            pair = (request.client_id, request.client_secret)
        request.client = SimpleNamespace(client_id=pair[0])
        return pair == (CLIENT, SECRET)

    def validate_grant_type(self, client_id, grant_type, client, request):
        return grant_type in ("client_credentials", "refresh_token")

    def validate_scopes(self, client_id, scopes, client, request):
        return set(scopes) <= {"read", "write"}

    def get_default_scopes(self, client_id, request):
        return ["read"]

    def get_original_scopes(self, refresh_token, request):
        return ["read", "write"]

    def validate_refresh_token(self, refresh_token, client, request):
        return refresh_token == self.guard.refreshing

    def rotate_refresh_token(self, request):
        return True

    def save_bearer_token(self, token, request):
        token["access_token"] = f"{CANARY}-token-{len(self.guard.given)}"
        self.guard.given.append(token["access_token"])
        if "refresh_token" in token:
            self.guard.refreshing = token["refresh_token"]
        else:
            assert request.grant_type == "client_credentials"
