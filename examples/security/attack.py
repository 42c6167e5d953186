"""Writes the log of a service while somebody guesses passwords and looks for holes; standard library only."""
import json
import os
from datetime import datetime, timezone

os.makedirs("logs", exist_ok=True)
log = open("logs/app.json", "a", buffering=1)


def write(level: str, message: str, **fields: object) -> None:
    time = datetime.now(timezone.utc).isoformat()
    line = {"timestamp": time, "level": level, "message": message, "service": "mirror-collective-api", **fields}
    log.write(json.dumps(line) + "\n")


def request(method: str, path: str, status: int) -> None:
    write("INFO", "request completed", method=method, path=path, status=status, duration_ms=12)


for attempt in range(30):
    request("POST", "/login", 401)
for attempt in range(15):
    request("POST", "/login", 429)
for path in ("/wp-admin", "/.env", "/phpmyadmin"):
    request("GET", path, 404)
request("GET", "/profile", 200)

# A worker without requests says it in words.
write("WARNING", "User authentication failed", user_id="user-123")
write("INFO", "User authentication successful", user_id="user-123")
write("WARNING", "Rate limit exceeded", user_id="user-123")
