"""Lines as structlog's JSONRenderer writes them; standard library only."""
import json
import os
from datetime import datetime, timezone

os.makedirs("logs", exist_ok=True)
file = open("logs/agents.jsonl", "a", buffering=1)


def log(level: str, event: str, **fields: object) -> None:
    line = {"event": event, "level": level, "timestamp": datetime.now(timezone.utc).isoformat(), **fields}
    file.write(json.dumps(line) + "\n")


def log_error(error: Exception, **context: object) -> None:
    log("error", "application_error", error_type=type(error).__name__, error_message=str(error), **context)


log("info", "chat_request_received", user_id="u-1", session_id="s-1", message_length=42, chat_id="c-1")
log("info", "agent_execution_completed", agent_name="router", execution_time_ms=250.0, success=True)
log("info", "agent_execution_completed", agent_name="router", execution_time_ms=750.0, success=False)
for attempt in (1, 2):
    log_error(TimeoutError(f"Bedrock did not answer within {attempt * 30} s"), session_id="s-1")
