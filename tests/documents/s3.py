"""A small server that speaks enough of S3 over real HTTP: it keeps and lists objects, asks for signatures."""

import threading
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

KEY = "AKIDEXAMPLE"


class S3Server:
    """An S3 server with one bucket named "documents"; `refuse` makes it answer with that status."""

    def __init__(self):
        self.objects, self.headers, self.refuse = {}, [], None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.endpoint = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *problem):
        self._server.shutdown()
        self._server.server_close()

    def listing(self, query):
        """Give the answer to ListObjectsV2, two keys a page."""
        prefix, start = query.get("prefix", [""])[0], query.get("continuation-token", [""])[0]
        keys = sorted(key for key in self.objects if key.startswith(prefix) and key > start)
        page, more = keys[:2], len(keys) > 2
        below = {key[len(prefix) :].partition("/") for key in page}
        folders = sorted({prefix + first + "/" for first, slash, _ in below if slash})
        files = [key for key in page if "/" not in key[len(prefix) :]]
        body = "".join(f"<Contents><Key>{escape(key)}</Key></Contents>" for key in files)
        body += "".join(
            f"<CommonPrefixes><Prefix>{escape(each)}</Prefix></CommonPrefixes>" for each in folders
        )
        if more:
            body += f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>"
        return f"<ListBucketResult><IsTruncated>{str(more).lower()}</IsTruncated>{body}</ListBucketResult>"


def _handler(s3):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args):
            pass

        def _answer(self, status, body=b"", **headers):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", headers.get("length", len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def _act(self):
            url = urlsplit(self.path)
            bucket, _, key = unquote(url.path).lstrip("/").partition("/")
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            s3.headers.append(dict(self.headers))
            if f"AWS4-HMAC-SHA256 Credential={KEY}/" not in self.headers.get("Authorization", ""):
                return self._answer(403)
            if s3.refuse or bucket != "documents":
                return self._answer(s3.refuse or 404)
            if self.command == "PUT":
                s3.objects[key] = body
                return self._answer(200, ETag='"x"')
            if self.command == "DELETE":
                s3.objects.pop(key, None)
                return self._answer(204)
            if not key:
                return self._answer(200, s3.listing(parse_qs(url.query)).encode())
            if key not in s3.objects:
                return self._answer(404)
            return self._answer(200, s3.objects[key], Last_Modified=formatdate(usegmt=True))

        do_GET = do_PUT = do_DELETE = do_HEAD = _act

    return Handler
