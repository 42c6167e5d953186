interface Query {
  readonly expr?: string;
  readonly datasource?: { readonly type?: string };
}

interface Queries {
  readonly panels?: readonly { readonly targets?: readonly Query[] }[];
  readonly annotations?: { readonly list?: readonly Query[] };
  readonly templating?: {
    readonly list?: readonly (Query & { readonly type: string; readonly query?: unknown })[];
  };
}

/**
 * What a dashboard's variables stand for where Grafana is not there to fill them in: every service, every
 * environment, and intervals that fit a scrape every 15 seconds.
 */
export const VARIABLES: Readonly<Record<string, string>> = {
  service: '.*',
  environment: '.*',
  __rate_interval: '1m',
  __interval: '15s',
  __range: '1h',
};

/**
 * Every PromQL expression of a dashboard, in reading order: of its panels, its annotations, and what its
 * variables select. They are as written, with variables; `substituteVariables` makes them PromQL.
 * `dashboardJson` is the text of a file in grafana/dashboards/.
 */
export function expressionsOf(dashboardJson: string): string[] {
  const { panels = [], annotations, templating } = JSON.parse(dashboardJson) as Queries;
  const queries = [...panels.flatMap(({ targets = [] }) => targets), ...(annotations?.list ?? [])];
  return [
    ...queries.filter(asksPrometheus).flatMap(({ expr }) => expr ?? []),
    ...(templating?.list ?? [])
      .filter((variable) => variable.type === 'query' && asksPrometheus(variable))
      .map(({ query }) => selectorOf(String(query))),
  ];
}

// Loki's expressions are LogQL.
function asksPrometheus({ datasource }: Query): boolean {
  return datasource?.type !== 'loki';
}

/**
 * An expression with `$name`, `${name}` and `${name:format}` replaced, as Grafana would before it asks
 * Prometheus. Throws where a variable has no value, for then nobody would notice a misspelt one.
 */
export function substituteVariables(expression: string, values = VARIABLES): string {
  return expression.replaceAll(/\$(?:(\w+)|\{(\w+)(?::\w+)?\})/g, (text, plain?: string, braced?: string) => {
    const value = values[plain ?? braced ?? ''];
    if (value === undefined) throw new Error(`The variable ${text} has no value in: ${expression}`);
    return value;
  });
}

// label_values(selector, label), the only kind of variable query in use.
function selectorOf(query: string): string {
  const selector = /^label_values\((.+),\s*\w+\)$/.exec(query)?.[1];
  if (selector === undefined)
    throw new Error(`A variable queries label_values(selector, label), not: ${query}`);
  return selector;
}
