import { expect, test } from 'vitest';
import { loadDefinition } from '../definition/load.ts';
import { composeStack } from '../definition/stack.ts';
import { levelNames } from '../definition/stored_logs.ts';
import { alloyConfiguration } from './alloy.ts';

const rendered = (...sources: readonly string[]) =>
  alloyConfiguration(
    loadDefinition(
      `service: { name: shop, environment: live }\nsources:\n${sources.map((source) => `  - { type: logs, errors: {}, ${source} }`).join('\n')}\n`,
      'monitoring.yml',
      {},
    ),
    composeStack,
  );
const stored = (more: string) => rendered(`files: [logs/a.json], store: loki, ${more}`);

test('Alloy reads nothing where no source keeps its lines', () => {
  expect(
    rendered('files: [logs/a.json]'),
  ).toBe(`// Rendered from monitoring.yml by \`npx goldwatch render\`. Edits are lost: change monitoring.yml instead.

logging {
  level = "warn"
}

// No source has \`store: loki\`: there is nothing to read.
`);
});

test('Alloy reads the files of each source as the exporter sees them, and labels their lines', () => {
  const text = rendered(
    'name: web, files: [logs/*.json, { path: /var/log/web.log, sample_one_in: 10 }], store: loki',
    'name: pay, service: payments, files: [logs/pay/*], store: loki',
    'name: other, files: [logs/other.json]',
  );

  expect(text).toContain(`loki.source.file "source_0" {
  targets = [
    {
      __path__         = "/app/logs/*.json",
      __path_exclude__ = "/app/logs/*.gz",
      service          = "shop",
      environment      = "live",
      source           = "web",
    },
    {
      __path__         = "/var/log/web.log",
      __path_exclude__ = "/var/log/*.gz",
      service          = "shop",
      environment      = "live",
      source           = "web",
    },
  ]
  forward_to = [loki.process.source_0.receiver]
`);
  expect(text).toContain(`      __path__         = "/app/logs/pay/*",
      __path_exclude__ = "/app/logs/pay/*.gz",
      service          = "payments",
`);
  expect(text).toContain('    url = "http://loki:3100/loki/api/v1/push"\n');
  expect(text).not.toContain('other');
});

test('Alloy finds the level where the source says, by the names of every logger', () => {
  expect(stored('level: "$.log.level"')).toContain('expressions = { level = "log.level" }');
  expect(stored(`level: "$.['log.level']"`)).toContain(String.raw`expressions = { level = "\"log.level\"" }`);
  expect(stored('format: logfmt, level: $.lvl')).toContain('mapping = { level = "lvl" }');
  expect(stored('format: text')).toMatch(/expression = "\\\\b\(\?P<level>TRACE\|.*\|FATAL\)\\\\b"/);
  expect(stored('format: nginx')).not.toContain('stage.labels');

  const all = levelNames().flatMap(({ names }) => names);
  expect(new Set(all).size).toBe(all.length);
  for (const { level, names, number } of levelNames()) {
    expect(names).toContain(level);
    expect(stored('level: $.level')).toContain(
      String.raw`(eq $v \"${names.at(-1)}\") (eq $v \"${number}\") }}${level}`,
    );
  }
});

test('Alloy takes the line out of what a collector has made of it, before it looks for anything in it', () => {
  const text = stored('unwrap: $.log');

  expect(text).toContain(`  stage.json {
    expressions = { line = "log" }
  }

  stage.output {
    source = "line"
  }
`);
  expect(text.indexOf('line = "log"')).toBeLessThan(text.indexOf('level = "level"'));
});

test('Alloy joins events of several lines', () => {
  expect(stored(String.raw`multiline: { start: '^\d{4}' }`)).toContain(String.raw`firstline = "^\\d{4}"`);
  expect(stored('multiline: stack_traces')).toContain(String.raw`firstline = "^\\S"`);
  expect(stored('level: $.level')).not.toContain('multiline');
});

test('Alloy takes the time of a line where it is told with its zone or in milliseconds, and drops what Loki refuses', () => {
  const text = stored('level: $.level');

  expect(text).toContain(String.raw`expressions = { time = "timestamp || time || \"@timestamp\" || ts" }`);
  expect(text).toContain('{{ if or (eq (len $t) 13) (gt (len $t) 19) }}{{ $t }}{{ end }}');
  expect(text).toContain('    format            = "RFC3339Nano"\n    fallback_formats  = ["UnixMs"]\n');
  expect(text).toContain('  stage.drop {\n    older_than = "167h"\n  }\n');
  expect(stored('format: text')).not.toContain('stage.timestamp');
});

test('every block is closed', () => {
  const text = stored('unwrap: $.log, multiline: stack_traces').replaceAll(/"(?:[^"\\]|\\.)*"/g, '');

  for (const [open, close] of ['{}', '[]', '()']) {
    expect(text.split(open ?? '').length).toBe(text.split(close ?? '').length);
  }
});
