"""A service with the metrics of a middleware that is written with prometheus_client, served on a free port."""

from http.server import BaseHTTPRequestHandler, HTTPServer

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Gauge, Histogram, Info, Summary, generate_latest
from prometheus_client.openmetrics import exposition as openmetrics

REQUESTS = Counter("http_requests", "HTTP requests.", ["method", "endpoint", "status"])
DURATION = Histogram("http_request_duration_seconds", "HTTP latency.", ["method", "endpoint"])
ACTIVE = Gauge("active_users", 'Users with "quotes", \\ and\nlines.', ["plan"])
SIZES = Summary("response_bytes", "Sizes of responses.")
BUILD = Info("app", "Version of the application.")

for number in range(40):
    endpoint = "/users/{id}" if number % 2 else "/"
    REQUESTS.labels("GET", endpoint, "500" if number % 10 == 9 else "200").inc()
    DURATION.labels("GET", endpoint).observe(number / 7, {"trace_id": "%032x" % number})
    SIZES.observe(number * 100)
ACTIVE.labels('pro "é\\\n').set(float("nan"))
ACTIVE.labels("").set(float("-inf"))
BUILD.info({"version": "1.2.3"})


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        wants_open_metrics = "application/openmetrics-text" in self.headers.get("Accept", "")
        write = openmetrics.generate_latest if wants_open_metrics else generate_latest
        self.send_response(200)
        self.send_header("Content-Type", openmetrics.CONTENT_TYPE_LATEST if wants_open_metrics else CONTENT_TYPE_LATEST)
        self.end_headers()
        self.wfile.write(write(REGISTRY))

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
