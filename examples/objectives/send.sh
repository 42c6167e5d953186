#!/bin/sh
# A hundred requests and ten orders: two requests fail, three are slow, one order is declined.
set -eu
mkdir -p logs
i=1
while [ "$i" -le 100 ]; do
  status=200
  duration=120
  [ "$i" -le 2 ] && status=503
  [ "$i" -ge 98 ] && duration=2600
  printf '{"method":"POST","route":"/orders","status":%d,"duration_ms":%d}\n' "$status" "$duration"
  i=$((i + 1))
done >> logs/access.json
i=1
while [ "$i" -le 10 ]; do
  outcome=ok
  [ "$i" -eq 10 ] && outcome=declined
  curl -sf "${GOLDWATCH_URL:-http://127.0.0.1:9464}/v1/events" \
    -d "{\"metric\":\"orders_total\",\"labels\":{\"outcome\":\"$outcome\"}}" > /dev/null
  i=$((i + 1))
done
