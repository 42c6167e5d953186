#!/bin/sh
# The last step of a pipeline: notify.sh VERSION COMMIT ENVIRONMENT RUN
# Tries again for half a minute; the id of the run makes that count once.
set -eu
body=$(printf '{"version": "%s", "commit": "%s", "environment": "%s", "id": "run-%s"}' "$1" "$2" "$3" "$4")
set -- --silent --show-error --fail-with-body --max-time 5 --retry 5 --retry-max-time 30
if [ -n "${GOLDWATCH_TOKEN:-}" ]; then set -- "$@" --header "authorization: Bearer $GOLDWATCH_TOKEN"; fi
curl "$@" "${GOLDWATCH_URL:-http://127.0.0.1:9464}/v1/deployments" --data "$body"
