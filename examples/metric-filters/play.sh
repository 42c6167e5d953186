#!/bin/sh
# Writes the sample lines where the source reads them.
set -eu
samples=$(dirname "$0")
mkdir -p logs
cat "$samples/sample.txt" >> logs/app.log
cat "$samples/sample.ndjson" >> logs/app.json
