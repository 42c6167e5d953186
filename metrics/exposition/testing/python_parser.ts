import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A line of a page as Python's parser reads it. */
export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Where it has one. */
  readonly exemplar?: ParsedExemplar;
}

export interface ParsedExemplar {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

export interface ParsedFamily {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  /** Empty where it has none. */
  readonly unit: string;
  readonly samples: readonly ParsedSample[];
}

const SCRIPT = `
import json, sys
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client import parser as text

def exemplar(e):
    return e and [e.labels, repr(float(e.value)), float(e.timestamp)]

for line in sys.stdin:
    format, page = json.loads(line)
    parser = openmetrics if format == 'openmetrics' else text
    try:
        answer = [{
            'name': family.name, 'help': family.documentation, 'type': family.type,
            'unit': family.unit,
            'samples': [[s.name, s.labels, repr(float(s.value)), exemplar(s.exemplar)] for s in family.samples],
        } for family in parser.text_string_to_metric_families(page)]
    except Exception as error:
        answer = '%s: %s' % (type(error).__name__, error)
    print(json.dumps(answer), flush=True)
`;

/**
 * Debian's python3-prometheus-client, the strictest reader of OpenMetrics there is; one process for many
 * pages.
 */
export class PythonParser {
  // The package serves this Python, not one that comes earlier on the PATH.
  readonly #process = spawn('/usr/bin/python3', ['-c', SCRIPT], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PYTHONUTF8: '1' },
  });
  readonly #answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();

  /** The families of a page. Rejects with the parser's words where it refuses the page. */
  async parse(format: 'openmetrics' | 'text', page: string): Promise<ParsedFamily[]> {
    // What arrives is what UTF-8 makes of it.
    const arrived = Buffer.from(page, 'utf8').toString('utf8');
    this.#process.stdin.write(`${JSON.stringify([format, arrived])}\n`);
    const { value } = await this.#answers.next();
    const answer = JSON.parse(String(value)) as string | RawFamily[];
    if (typeof answer === 'string') throw new Error(`${answer}\n${page}`);
    return answer.map((family) => ({ ...family, samples: family.samples.map(sampleOf) }));
  }

  end(): void {
    this.#process.kill();
  }
}

type RawSample = [name: string, labels: Record<string, string>, value: string, exemplar: RawExemplar | null];
type RawExemplar = [labels: Record<string, string>, value: string, timestamp: number];
type RawFamily = Omit<ParsedFamily, 'samples'> & { samples: RawSample[] };

function sampleOf([name, labels, value, exemplar]: RawSample): ParsedSample {
  if (exemplar === null) return { name, labels, value: numberOf(value) };
  const [its, observed, timestamp] = exemplar;
  return {
    name,
    labels,
    value: numberOf(value),
    exemplar: { labels: its, value: numberOf(observed), timestamp },
  };
}

function numberOf(text: string): number {
  return Number(text.replace('inf', 'Infinity').replace('nan', 'NaN'));
}
