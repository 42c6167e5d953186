import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { loadDefinition } from '../../definition/load.ts';
import { composeStack } from '../../definition/stack.ts';
import { renderGrafana } from '../../grafana/render.ts';
import { freePort } from '../../tests/support/ports.ts';
import { type StandIn, startStandIn } from '../../tests/support/stand_in.ts';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import type { Addresses, Context } from './context.ts';
import { grafanaArea } from './grafana.ts';

const DEFINITION = `
service: { name: shop }
sources:
  - { type: logs, name: app, store: loki, files: [logs/*.json], golden_signals: { method: $.m, path: $.p, status: $.s, duration_ms: $.d } }
`;

type Answers = Readonly<Record<string, { readonly status?: number; readonly body: unknown }>>;

const standIns: StandIn<never>[] = [];
afterEach(async () => {
  await Promise.all(standIns.splice(0).map((one) => one.stop()));
});

/** A program that answers at these beginnings of paths, and 404 elsewhere. */
async function answering(answers: Answers): Promise<string> {
  const standIn = await startStandIn<never>(({ path }) => {
    const found = Object.entries(answers).find(([start]) => path.startsWith(start));
    const { status = 200, body } = found?.[1] ?? { status: 404, body: { message: 'not found' } };
    return {
      answer: {
        status,
        type: 'application/json',
        body: typeof body === 'string' ? body : JSON.stringify(body),
      },
    };
  });
  standIns.push(standIn);
  return `http://${standIn.address}`;
}

async function look(places: Pick<Addresses, 'grafana' | 'loki'>, grafanaTokenFile: string | null = null) {
  const definition = loadDefinition(DEFINITION, 'monitoring.yml', {});
  const path = '/nowhere/monitoring.yml';
  const context: Context = {
    loaded: {
      definition,
      text: DEFINITION,
      readAt: 0,
      file: 'monitoring.yml',
      path,
      baseDirectory: '/nowhere',
    },
    io: { environment: {} },
    addresses: {
      exporter: '',
      tokenFile: null,
      prometheus: [],
      alertmanagers: [],
      grafanaTokenFile,
      ...places,
    },
    timeoutMs: 2_000,
    signal: new AbortController().signal,
  };
  const { checks } = await grafanaArea(context);
  const told = checks.flatMap((check) => check.findings.map(({ id, text }) => [id, text]));
  return { checks, findings: Object.fromEntries(told) as Record<string, string> };
}

const WELL = { '/api/health': { body: { database: 'ok' } } };
const LOKI = { '/ready': { body: 'ready\n' } };

function dashboards(): { uid: string; title: string }[] {
  return renderGrafana(loadDefinition(DEFINITION, 'monitoring.yml', {}), composeStack)
    .filter(({ path }) => path.startsWith('grafana/dashboards/'))
    .map(({ text }) => JSON.parse(text) as { uid: string; title: string });
}

describe('goldwatch doctor, of Grafana,', () => {
  test('finds nothing where data sources answer and dashboards are there', async () => {
    const grafana = await answering({
      ...WELL,
      '/api/search': { body: dashboards() },
      '/api/datasources/uid/': { body: { status: 'OK' } },
    });
    const { checks, findings } = await look({ grafana, loki: await answering(LOKI) });

    expect(findings).toEqual({});
    expect(checks.map(({ outcome }) => outcome)).toEqual(['sound', 'sound', 'sound', 'sound']);
  });

  test('finds data sources that are missing or do not answer, and dashboards that are missing', async () => {
    const [first, ...others] = dashboards();
    const grafana = await answering({
      ...WELL,
      '/api/search': { body: others },
      '/api/datasources/uid/prometheus': {
        status: 400,
        body: { status: 'ERROR', message: 'connection refused' },
      },
      '/api/datasources/uid/loki': { body: { status: 'OK' } },
    });
    const { findings } = await look({ grafana, loki: await answering(LOKI) });

    expect(findings).toEqual({
      'grafana.data_source_failing':
        'The data source Prometheus of Grafana does not answer: connection refused.',
      'grafana.data_source_missing': 'Grafana has no data source Alertmanager: its dashboards show nothing.',
      'grafana.dashboards_missing': `Grafana lacks 1 of ${others.length + 1} dashboards: ${first?.title}.`,
    });
  });

  test('says how to log in where it must, and tells that from a login that is refused', async () => {
    const grafana = await answering({
      ...WELL,
      '/api/search': { status: 401, body: { message: 'Unauthorized' } },
    });
    const { checks, findings } = await look({ grafana, loki: await answering(LOKI) });

    expect(findings).toEqual({});
    expect(checks[1]).toMatchObject({
      outcome: 'skipped',
      detail: 'Grafana wants a login; name a file with a token by --grafana-token-file',
    });

    const file = join(await temporaryDirectory(), 'token');
    await writeFile(file, 'glsa_of_somebody_else\n');
    const refused = await look({ grafana, loki: await answering(LOKI) }, file);
    expect(refused.findings).toEqual({
      'grafana.login_refused': `Grafana at ${grafana} does not let us in: it answers 401 ({"message":"Unauthorized"}).`,
    });
  });

  test('finds a database that fails, and another program', async () => {
    const locked = await answering({ '/api/health': { status: 503, body: { database: 'failing' } } });
    const other = await answering({});

    expect((await look({ grafana: locked, loki: await answering(LOKI) })).findings).toEqual({
      'grafana.database_failing': `Grafana at ${locked} cannot use its database: failing.`,
    });
    expect((await look({ grafana: other, loki: await answering(LOKI) })).findings).toEqual({
      'grafana.other_program': `At ${other} is no Grafana: it answers 404 ({"message":"not found"}).`,
    });
  });

  test('finds a Loki that does not answer where it was said to be, or is not ready', async () => {
    const grafana = await answering({ ...WELL, '/api/search': { status: 401, body: {} } });
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const starting = await answering({ '/ready': { status: 503, body: 'Ingester not ready: waiting' } });

    expect((await look({ grafana, loki: nowhere })).findings).toEqual({
      'loki.unreachable': `Loki at ${nowhere} does not answer: nobody listens there.`,
    });
    expect((await look({ grafana, loki: starting })).findings).toEqual({
      'loki.not_ready': `Loki at ${starting} is not ready: Ingester not ready: waiting`,
    });
  });
});
