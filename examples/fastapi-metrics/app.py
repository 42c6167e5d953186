"""A service with the metrics middleware of prometheus_client; needs `pip install prometheus_client` only.

With FastAPI, `measured` is the body of `@app.middleware("http")`, and /metrics is `app.mount("/metrics", make_asgi_app())`.
"""
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest

REQUEST_COUNT = Counter("http_requests_total", "Total HTTP requests", ["method", "endpoint", "status"])
REQUEST_DURATION = Histogram("http_request_duration_seconds", "HTTP request duration", ["method", "endpoint"])
ACTIVE_SESSIONS = Gauge("active_user_sessions", "Number of active user sessions")
TOKEN_USAGE = Counter("openai_tokens_total", "Total OpenAI tokens used", ["model", "type"])


class App(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/metrics":
            self.answer(200, generate_latest(), CONTENT_TYPE_LATEST)
        else:
            self.measured()

    def measured(self):
        start = time.time()
        status = self.respond()
        REQUEST_COUNT.labels(method="GET", endpoint=self.path, status=status).inc()
        REQUEST_DURATION.labels(method="GET", endpoint=self.path).observe(time.time() - start)

    def respond(self):
        if self.path == "/chat":
            ACTIVE_SESSIONS.inc()
            TOKEN_USAGE.labels(model="gpt-4.1", type="total").inc(120)
            return self.answer(200, b"Hello")
        return self.answer(500 if self.path == "/fail" else 404, b"")

    def answer(self, status, body, content_type="text/plain"):
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return status

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("APP_PORT", "8000"))), App).serve_forever()
