import { Buffer } from 'node:buffer';

/** Lines of the page. */
export const LINES = 100_000;

const BOUNDS = ['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10', '+Inf'];

/** What a service counts under one name. */
interface Kind {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly labels: readonly string[];
  readonly labelSets: number;
}

const HISTOGRAMS: readonly Kind[] = [
  histogram('http_request_duration_seconds', ['method', 'endpoint', 'status'], 1_500),
  histogram('rpc_client_duration_seconds', ['rpc_service', 'rpc_method', 'grpc_code'], 2_000),
  histogram('db_query_duration_seconds', ['db', 'table', 'operation'], 1_500),
];
const COUNTERS: readonly Kind[] = [
  counter('http_requests_total', ['method', 'endpoint', 'status'], 4_500),
  ...Array.from({ length: 40 }, (_, index) =>
    counter(
      `${['orders', 'mails', 'cache', 'queue', 'jobs'][index % 5]}_${['created', 'failed', 'retried', 'hits'][index % 4]}_${index}_total`,
      ['region', 'tenant', 'kind', 'priority', 'result'].slice(0, 3 + (index % 3)),
      500,
    ),
  ),
];
const GAUGES: readonly Kind[] = Array.from({ length: 30 }, (_, index) => ({
  name: `pool_${index}_connections`,
  type: 'gauge',
  labels: ['pool', 'state'],
  labelSets: 150,
}));

function histogram(name: string, labels: readonly string[], labelSets: number): Kind {
  return { name, type: 'histogram', labels, labelSets };
}

function counter(name: string, labels: readonly string[], labelSets: number): Kind {
  return { name, type: 'counter', labels, labelSets };
}

export interface PageOptions {
  readonly format: 'text' | 'openmetrics';
  /** Which scrape it is: from one to the next, of `changing` label sets one has changed. */
  readonly scrape: number;
  readonly changing: number;
  /** Label sets that were not there on the first page: one more of the first histogram each. */
  readonly added?: number;
}

/** A page of 100 000 lines, as a busy service has it; in OpenMetrics one bucket in ten has an exemplar. */
export function pageOf({ format, scrape, changing, added = 0 }: PageOptions): string {
  const lines: string[] = [];
  const end = format === 'openmetrics' ? ['# EOF'] : [];
  for (const kind of [...HISTOGRAMS, ...COUNTERS, ...GAUGES]) {
    const { name, type } = kind;
    const family = format === 'openmetrics' && type === 'counter' ? name.replace(/_total$/, '') : name;
    lines.push(`# HELP ${family} What ${family.replaceAll('_', ' ')} are, by ${kind.labels.join(', ')}.`);
    lines.push(`# TYPE ${family} ${type}`);
    const sets = kind.labelSets + (kind === HISTOGRAMS[0] ? added : 0);
    for (let set = 0; set < sets; set += 1) {
      // One set changes at every `changing`-th scrape.
      const changes = Math.floor((scrape + (set % changing)) / changing);
      addSeries(lines, kind, { set, changes, exemplars: format === 'openmetrics' });
    }
  }
  const most = LINES - end.length + added * (BOUNDS.length + 2);
  for (let filler = 0; lines.length < most; filler += 1) lines.push(`filler_${filler} ${scrape}`);
  return `${[...lines, ...end].join('\n')}\n`;
}

interface SetOptions {
  readonly set: number;
  readonly changes: number;
  readonly exemplars: boolean;
}

function addSeries(lines: string[], { name, type, labels }: Kind, { set, changes, exemplars }: SetOptions) {
  const pairs = labels.map((label, index) => `${label}="${labelValue(label, index, set)}"`).join(',');
  const count = 1000 + set * 7 + changes * (1 + (set % 9));
  if (type !== 'histogram') {
    lines.push(`${name}{${pairs}} ${type === 'gauge' ? (count % 97) / 4 : count}`);
    return;
  }
  for (const [index, le] of BOUNDS.entries()) {
    const below = le === '+Inf' ? count : Math.floor((count * (index + 1)) / (BOUNDS.length + 1));
    const exemplar =
      exemplars && (set + index) % 10 === 0 ? ` # {trace_id="${trace(set, changes)}"} 0.0071` : '';
    lines.push(`${name}_bucket{${pairs},le="${le}"} ${below}${exemplar}`);
  }
  lines.push(`${name}_sum{${pairs}} ${count * 0.173_205_080_756}`, `${name}_count{${pairs}} ${count}`);
}

function labelValue(label: string, index: number, set: number): string {
  if (label === 'method') return ['GET', 'POST', 'PUT', 'DELETE'][set % 4] ?? '';
  if (label === 'endpoint') return `/api/v1/shops/:shop/articles/${Math.floor(set / 12)}`;
  if (label === 'status') return ['200', '404', '500'][Math.floor(set / 4) % 3] ?? '';
  // The first label takes many values, the others few.
  return index === 0 ? `${label}-${set}` : `${label}-${(set * (index + 3)) % 17}`;
}

function trace(set: number, changes: number): string {
  return (set * 2_654_435_761 + changes).toString(16).padStart(32, '4');
}

/** A JSON text of so many bytes: series after series as JSON has them, and blanks at its end. */
export function jsonOf(bytes: number): string {
  const records: string[] = [];
  let length = 2;
  for (let set = 0; ; set += 1) {
    const labels = Object.fromEntries(
      ['method', 'endpoint', 'status'].map((label, index) => [label, labelValue(label, index, set)]),
    );
    const record = JSON.stringify({
      name: 'http_request_duration_seconds_bucket',
      labels: { ...labels, le: BOUNDS[set % BOUNDS.length] },
      value: 1000 + set,
    });
    if (length + record.length + 1 > bytes) break;
    records.push(record);
    length += record.length + 1;
  }
  const text = `[${records.join(',')}]`;
  return text + ' '.repeat(bytes - Buffer.byteLength(text));
}
