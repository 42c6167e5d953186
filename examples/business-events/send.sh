#!/bin/sh
# With curl: one event, several, and several lines.
set -eu
url="${GOLDWATCH_URL:-http://127.0.0.1:9464}/v1/events"

curl -sS --fail-with-body "$url" -d '{"metric": "user_registrations_total", "id": "registration-8271"}'
# The same again, as after a time-out: it counts once.
curl -sS --fail-with-body "$url" -d '{"metric": "user_registrations_total", "id": "registration-8271"}'
curl -sS --fail-with-body "$url" -d '[
  {"metric": "authentications_total", "labels": {"result": "ok"}},
  {"metric": "authentications_total", "labels": {"result": "failed"}},
  {"metric": "active_user_sessions", "value": 12}
]'
printf '%s\n%s\n' \
  '{"metric": "daily_active_users", "user_id": "u-1"}' \
  '{"metric": "monthly_active_users", "user_id": "u-1"}' |
  curl -sS --fail-with-body "$url" --data-binary @-
