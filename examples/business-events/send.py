"""With the standard library of Python."""
import json
import os
import urllib.request

URL = os.environ.get("GOLDWATCH_URL", "http://127.0.0.1:9464") + "/v1/events"
TOKEN = os.environ.get("GOLDWATCH_TOKEN")  # What exporter.token_file holds, where that is set.


def send(*events: dict) -> dict:
    headers = {"content-type": "application/json"}
    if TOKEN:
        headers["authorization"] = f"Bearer {TOKEN}"
    request = urllib.request.Request(URL, data=json.dumps(events).encode(), headers=headers)
    with urllib.request.urlopen(request, timeout=2) as response:
        return json.load(response)


def track_chat(user_id: str, namespace: str, agent: str, succeeded: bool) -> None:
    send(
        {"metric": "chat_messages_total", "labels": {"namespace": namespace}},
        {"metric": "agent_runs_total", "labels": {"agent": agent, "result": "ok" if succeeded else "failed"}},
        {"metric": "daily_active_users", "user_id": user_id},
        {"metric": "monthly_active_users", "user_id": user_id},
    )


track_chat("u-1", "general", "router", True)
track_chat("u-1", "general", "router", True)
track_chat("u-2", "career", "router", False)
send({"metric": "session_duration_seconds", "value": 300}, {"metric": "session_duration_seconds", "value": 900})
send({"metric": "user_satisfaction_score", "labels": {"session_type": "chat"}, "value": 4})
