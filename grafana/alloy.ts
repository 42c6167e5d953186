import { posix } from 'node:path';
import type { Definition } from '../definition/schema.ts';
import type { Stack } from '../definition/stack.ts';
import {
  firstKey,
  levelNames,
  parseSelector,
  type Selector,
  type StoredLogs,
  storedLogs,
} from '../definition/stored_logs.ts';

const NOTICE =
  '// Rendered from monitoring.yml by `npx goldwatch render`. Edits are lost: change monitoring.yml instead.\n';

/** What is older than a week is not taken by Loki (`reject_old_samples_max_age`). */
const OLDEST = '167h';

/**
 * Keeps a time with its zone, and milliseconds, which have 13 digits: seconds taken for milliseconds would be of 1970, and
 * the line would be dropped.
 */
const KNOWN_TIME =
  '{{ $t := printf "%v" .Value }}{{ if or (eq (len $t) 13) (gt (len $t) 19) }}{{ $t }}{{ end }}';

/** Where lines carry their time, by what loggers call it; a line without keeps the time at which it was read. */
const TIMES = ['timestamp', 'time', '"@timestamp"', 'ts'];

/**
 * Text of the file that Alloy 1.18 reads: the files of sources with `store: loki` go to Loki, with the labels service, environment,
 * source and level (https://grafana.com/docs/alloy/latest/reference/components/loki/).
 */
export function alloyConfiguration(definition: Definition, stack: Stack): string {
  const sources = storedLogs(definition);
  const blocks = [
    'logging {\n  level = "warn"\n}\n',
    ...(sources.length === 0
      ? ['// No source has `store: loki`: there is nothing to read.\n']
      : [write(stack)]),
    ...sources.map((source, index) => pipeline(source, `source_${index}`, definition, stack)),
  ];
  return `${NOTICE}\n${blocks.join('\n')}`;
}

function write({ loki }: Stack): string {
  return `loki.write "loki" {
  endpoint {
    url = ${quoted(`http://${loki}/loki/api/v1/push`)}
  }
}
`;
}

function pipeline(source: StoredLogs, name: string, { service }: Definition, stack: Stack): string {
  const targets = source.paths.map((path) => {
    const glob = stack.logFile(path);
    return `    {
      __path__         = ${quoted(glob)},
      __path_exclude__ = ${quoted(posix.join(posix.dirname(glob), '*.gz'))},
      service          = ${quoted(source.serviceName)},
      environment      = ${quoted(service.environment)},
      source           = ${quoted(source.sourceName)},
    },`;
  });
  const stages = [...unwrapped(source), ...joined(source), ...level(source), ...time(source)];
  return `loki.source.file ${quoted(name)} {
  targets = [
${targets.join('\n')}
  ]
  forward_to = [loki.process.${name}.receiver]

  file_match {
    enabled           = true
    ignore_older_than = "${OLDEST}"
  }
}

loki.process ${quoted(name)} {
  forward_to = [loki.write.loki.receiver]
${stages.map((stage) => `\n${stage}`).join('')}
  // Loki would refuse them.
  stage.drop {
    older_than = "${OLDEST}"
  }

  // A rotated file would be a stream of its own.
  stage.label_drop {
    values = ["filename"]
  }
}
`;
}

/** The line that the application wrote, where a collector has wrapped it. */
function unwrapped({ unwrap }: StoredLogs): string[] {
  if (unwrap === undefined) return [];
  return [
    extractJson({ line: jmesPath(parseSelector(unwrap)) }),
    '  stage.output {\n    source = "line"\n  }\n',
  ];
}

function joined({ multiline }: StoredLogs): string[] {
  if (multiline === undefined) return [];
  const start = multiline === 'stack_traces' ? String.raw`^\S` : multiline.start;
  return [`  stage.multiline {\n    firstline = ${quoted(start)}\n    max_lines = 1000\n  }\n`];
}

/** The level by one name, whatever the logger calls it; `unknown` where the line has none. */
function level({ format, level: field }: StoredLogs): string[] {
  const names = levelNames();
  const toLabel = [
    `  stage.template {\n    source   = "level"\n    template = ${quoted(levelTemplate())}\n  }\n`,
    '  stage.labels {\n    values = { level = "" }\n  }\n',
  ];
  const selector = parseSelector(field);
  if (format === 'json') return [extractJson({ level: jmesPath(selector) }), ...toLabel];
  if (format === 'logfmt') return [extractLogfmt({ level: firstKey(selector) }), ...toLabel];
  if (format !== 'text') return [];
  const words = names.flatMap((one) => one.names.map((name) => name.toUpperCase()));
  const expression = String.raw`\b(?P<level>${words.join('|')})\b`;
  return [`  stage.regex {\n    expression = ${quoted(expression)}\n  }\n`, ...toLabel];
}

function levelTemplate(): string {
  const cases = levelNames().map(({ level: name, names, number }, index) => {
    const same = [...names, String(number)].map((one) => `(eq $v "${one}")`).join(' ');
    return `{{ ${index === 0 ? 'if' : 'else if'} or ${same} }}${name}`;
  });
  return `{{ $v := printf "%v" .Value | ToLower }}${cases.join('')}{{ else }}unknown{{ end }}`;
}

function time({ format }: StoredLogs): string[] {
  if (format !== 'json') return [];
  return [
    extractJson({ time: TIMES.join(' || ') }),
    `  stage.template {\n    source   = "time"\n    template = ${quoted(KNOWN_TIME)}\n  }\n`,
    `  stage.timestamp {
    source            = "time"
    format            = "RFC3339Nano"
    fallback_formats  = ["UnixMs"]
    action_on_failure = "skip"
  }
`,
  ];
}

function extractJson(expressions: Readonly<Record<string, string>>): string {
  const entries = Object.entries(expressions).map(([name, path]) => `${name} = ${quoted(path)}`);
  return `  stage.json {\n    expressions = { ${entries.join(', ')} }\n  }\n`;
}

function extractLogfmt(mapping: Readonly<Record<string, string>>): string {
  const entries = Object.entries(mapping).map(([name, key]) => `${name} = ${quoted(key)}`);
  return `  stage.logfmt {\n    mapping = { ${entries.join(', ')} }\n  }\n`;
}

/** A selector as JMESPath (https://jmespath.org/specification.html), which quotes keys that are no identifiers. */
function jmesPath({ steps }: Selector): string {
  return steps
    .map((step) => {
      if (step.kind === 'index') return `[${step.index}]`;
      const key = step.kind === 'key' ? step.key : '*';
      return `.${/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key)}`;
    })
    .join('')
    .slice(1);
}

// Alloy's texts are Go's, which JSON's are too.
function quoted(text: string): string {
  return JSON.stringify(text);
}
