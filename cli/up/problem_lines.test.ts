import { describe, expect, test } from 'vitest';
import { problemOf } from './problem_lines.ts';

describe('what a line tells of trouble', () => {
  test.each([
    [
      'Prometheus 2.42',
      'ts=2026-01-02T03:04:05.678Z caller=main.go:585 level=warn component="rule manager" msg="Evaluating rule failed" rule="record: a\\nexpr: b\\n" err="found duplicate series: \\"a\\""',
      'warn',
      'rule manager: Evaluating rule failed: found duplicate series: "a"',
    ],
    [
      'Prometheus 3',
      'time=2026-01-02T03:04:05.678Z level=ERROR source=main.go:1024 msg="Error loading config" err="open x: no such file or directory"',
      'error',
      'Error loading config: open x: no such file or directory',
    ],
    [
      'Prometheus 3, an unquoted message',
      'time=2026-01-02T03:04:05.678Z level=WARN source=notifier.go:600 msg=Dropped component=notifier count=3',
      'warn',
      'notifier: Dropped',
    ],
    [
      'Alertmanager',
      'ts=2026-01-02T03:04:05.678Z caller=dispatch.go:352 level=error component=dispatcher msg="Notify for alerts failed" num_alerts=1 err="goldwatch/webhook[0]: notify retry canceled"',
      'error',
      'dispatcher: Notify for alerts failed: goldwatch/webhook[0]: notify retry canceled',
    ],
    [
      'Grafana',
      'logger=sqlstore t=2026-01-02T03:04:05.678901Z level=error msg="Failed to connect" error="disk is full"',
      'error',
      'Failed to connect: disk is full',
    ],
    [
      'an older Grafana',
      't=2026-01-02T03:04:05+0000 lvl=eror msg="Failed to look up user" logger=context error="not found"',
      'error',
      'Failed to look up user: not found',
    ],
    [
      'the exporter',
      '{"level":50,"time":"2026-01-02T03:04:05.678Z","source":"logs","reason":"read","msg":"The file /a cannot be read."}',
      'error',
      'logs: The file /a cannot be read.',
    ],
    [
      'the exporter, a warning of no source',
      '{"level":40,"time":"2026-01-02T03:04:05.678Z","msg":"Something is odd."}',
      'warn',
      'Something is odd.',
    ],
    [
      'a Go program that dies',
      'panic: runtime error: index out of range [3] with length 3',
      'error',
      'panic: runtime error: index out of range [3] with length 3',
    ],
    ['a line with a level and no message', 'level=error code=7', 'error', 'level=error code=7'],
    ['a message whose escapes are Go’s own', 'level=warn msg="bad byte \\xff"', 'warn', 'bad byte \\xff'],
    [
      'a later field of the same name, which is the message’s, not the program’s',
      'level=warn msg="Rejected" level=info',
      'warn',
      'Rejected',
    ],
  ] as const)('%s', (_, line, level, text) => {
    expect(problemOf(line)).toEqual({ level, text });
  });
});

describe('a line of no trouble is not shown', () => {
  test.each([
    [
      'ts=2026-01-02T03:04:05.678Z caller=main.go:585 level=info msg="Server is ready to receive web requests."',
    ],
    ['time=2026-01-02T03:04:05.678Z level=INFO source=main.go:1234 msg="no error at all"'],
    ['level=info msg="a text with level=error in it"'],
    ['logger=http t=2026-01-02T03:04:05Z level=debug msg=error'],
    ['{"level":30,"time":"2026-01-02T03:04:05.678Z","msg":"The exporter listens."}'],
    // Alerts have lines of their own.
    ['{"level":40,"event":"alert","status":"firing","alertname":"A","msg":"A is firing."}'],
    ['{"level":"error","msg":"no level of pino"}'],
    ['{"level":50,"msg":"cut off'],
    ['traffic: 594 answered, 3 errors'],
    ['an error without any form'],
    [''],
  ])('%s', (line) => {
    expect(problemOf(line)).toBeNull();
  });
});
