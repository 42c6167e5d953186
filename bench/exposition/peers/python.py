"""Python's prometheus_client as a contestant: see contestant.ts for the protocol."""
import json
import math
import sys
import time

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.openmetrics.exposition import generate_latest as generate_openmetrics

RENDER = {"text": generate_latest, "openmetrics": generate_openmetrics}

with open(sys.argv[1], encoding="utf-8") as file:
    work = json.load(file)
registry = CollectorRegistry()
histogram = Histogram(
    work["metric"], work["help"], work["labelNames"], buckets=[*work["bounds"], math.inf], registry=registry
)
children = [histogram.labels(*values) for values in work["labelSets"]]
changes = 0


def fill():
    latencies, count = work["latencies"], work["fill"]
    for index, child in enumerate(children):
        for nth in range(count):
            child.observe(latencies[(index * count + nth) % len(latencies)])


def change(every):
    global changes
    short, nth = work["shortLatencies"], changes
    changes += 1
    for index in range(nth % int(every), len(children), int(every)):
        children[index].observe(short[(nth + index) % len(short)])


def render(format):
    start = time.perf_counter()
    RENDER[format](registry)
    return (time.perf_counter() - start) * 1000


def write(format, path):
    with open(path, "wb") as page:
        page.write(RENDER[format](registry))


COMMANDS = {"fill": fill, "change": change, "render": render, "write": write}

for line in sys.stdin:
    name, *words = line.split()
    try:
        answer = {"ok": COMMANDS[name](*words)}
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
