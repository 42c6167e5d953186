import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { promtool } from '../../prometheus/testing/promtool.ts';
import { exampleText } from './template.ts';

const labels = { service: 'shop', path: '/a b?c=d&e', instance: 'host:8080' };
const externalLabels = { environment: 'staging' };

const TEMPLATES = [
  'no action',
  '{{ $value | humanizePercentage }} of the requests to {{ $labels.service }} failed.',
  '{{$value|humanizeDuration}}',
  '{{ $value | humanize }}req/s',
  '{{ $value | humanize1024 }}B',
  '{{ humanize $value }}',
  '{{ printf "%.2f" $value }} and {{ $value | printf "%.3g%%" }}',
  '{{ .Value | printf "%.0f" }}',
  '{{ .Labels.instance }}{{ $labels.missing }}',
  '{{ if $labels.service }}{{ $labels.service }}{{ else }}nobody{{ end }}',
  '{{ if $labels.missing }}somebody{{ else }}nobody{{ end }}',
  '{{ if $labels.missing }}a{{ else if $labels.service }}b{{ else }}c{{ end }}',
  '{{ with $labels.instance }}at {{ . }}{{ end }}{{ with $labels.missing }}at {{ . }}{{ end }}',
  '{{ with $labels.missing }}{{ . }}{{ else }}none{{ end }}',
  '{{ if eq $labels.service "shop" }}ours{{ end }}{{ if ne $labels.service "shop" }}theirs{{ end }}',
  '{{ $labels.service | toUpper }} in {{ $externalLabels.environment }}',
  'a {{- " b " -}} c {{ "{{" }} {{ `}}` }}',
];
const VALUES = [0, 1, 0.0123, 0.95, 12.6, 59.99, 90, 3726, 200_000, 1536, 12_345_678, -0.4, -90];

test('a template comes to what Prometheus makes of it', async () => {
  const cases = TEMPLATES.flatMap((template, index) =>
    VALUES.map((value) => ({ template, value, name: `Template${index}`, id: `${index}/${value}` })),
  );
  const series = cases.map(({ id, value }) => ({
    series: `value{id="${id}", service="shop", path="/a b?c=d&e", instance="host:8080"}`,
    values: `${value}`,
  }));
  const rules = TEMPLATES.map((template, index) => ({
    alert: `Template${index}`,
    expr: `value{id=~"${index}/.*"}`,
    annotations: { text: template },
  }));
  const told = TEMPLATES.map((_, index) => ({
    eval_time: '0m',
    alertname: `Template${index}`,
    exp_alerts: cases
      .filter(({ name }) => name === `Template${index}`)
      .map(({ template, value, id }) => ({
        exp_labels: { ...labels, id },
        exp_annotations: { text: exampleText(template, { value, labels, externalLabels }) },
      })),
  }));

  expect(await objections(rules, { input_series: series, alert_rule_test: told })).toBe('');
});

test('what is beyond an example is an ellipsis, and never an error', () => {
  const shown = (template: string) => exampleText(template, { value: 1, labels, externalLabels });

  expect(shown('{{ query "up" | first | value }} up')).toBe('… up');
  expect(shown('{{ ($value) }}, {{ $x := 1 }}, {{ . }}')).toBe('…, …, …');
  expect(shown('{{ range query "up" }}')).toBe('…');
  expect(shown('{{ if and $value 1 }}a{{ end }} {{ open')).toBe('a {{ open');
  expect(shown('{{ end }}b')).toBe('');
});

/** What promtool objects to in a test of rules; empty where it objects to nothing. */
async function objections(rules: readonly object[], scenario: object): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'goldwatch-templates-'));
  try {
    const [rulesFile, testFile] = [join(directory, 'rules.yml'), join(directory, 'test.yml')];
    await writeFile(rulesFile, stringify({ groups: [{ name: 'templates', rules }] }));
    const tests = [{ interval: '1m', external_labels: externalLabels, ...scenario }];
    await writeFile(testFile, stringify({ rule_files: [rulesFile], evaluation_interval: '1m', tests }));
    const { output, status } = await promtool('test', 'rules', testFile);
    return status === 0 ? '' : output;
  } finally {
    await rm(directory, { recursive: true });
  }
}
