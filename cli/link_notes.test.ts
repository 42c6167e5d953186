import { expect, test } from 'vitest';
import { loadDefinition } from '../definition/load.ts';
import { linkNotes } from './link_notes.ts';

const notesOn = (notify: string) =>
  linkNotes(loadDefinition(`service: { name: shop }\nnotify: ${notify}`, 'monitoring.yml', {}));

const SLACK = 'slack: { webhook_file: secrets/slack, channels: { critical: "#alerts" } }';
const SNS = 'sns: { topic_arn: "arn:aws:sns:us-west-2:123456789012:alerts" }';
const LINKS = [
  'prometheus: "https://prometheus.example.com"',
  'alertmanager: "https://example.com/alertmanager/"',
  'grafana: "https://grafana.example.com"',
];

test('links to this machine are pointed out, with what Slack does to them', () => {
  expect(notesOn(`{ ${SLACK} }`)).toEqual([
    'Note: links in messages to Prometheus, Alertmanager and Grafana lead to this machine only, and Slack hides buttons that do: notify.links says where people reach them.',
  ]);
  expect(notesOn(`{ ${SNS}, links: { ${LINKS.slice(0, 2).join()} } }`)).toEqual([
    'Note: links in messages to Grafana lead to this machine only: notify.links says where people reach them.',
  ]);
  expect(
    notesOn(`{ ${SNS}, links: { ${LINKS.slice(1).join()}, prometheus: "http://127.0.0.1:9090" } }`),
  ).toEqual([
    'Note: links in messages to Prometheus lead to this machine only: notify.links says where people reach them.',
  ]);
});

test('nothing is said where everybody reaches them, or nobody is told', () => {
  expect(notesOn(`{ ${SLACK}, links: { ${LINKS.join()} } }`)).toEqual([]);
  expect(notesOn('{}')).toEqual([]);
});
