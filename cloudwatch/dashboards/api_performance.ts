import type { Question } from '../queries/query.ts';
import { type SelectedMetric, selectedMetrics } from '../queries/selected_metrics.ts';
import { selectedQuestions } from '../queries/selected_questions.ts';
import { errorRatioOf, latencyOf, trafficOf } from '../queries/signals.ts';
import { type Context, ifMirrored, periodInWords, periodOf } from './context.ts';
import { savedIn } from './logs.ts';
import { limitsOn } from './thresholds.ts';
import { graph } from './widgets/graph.ts';
import type { Section } from './widgets/grid.ts';
import { heading } from './widgets/text.ts';
import type { Widget } from './widgets/widget.ts';

const FIVE_MINUTES = 300;
const QUANTILES = [
  { quantile: 0.5, title: 'How long does a usual request take? p50' },
  { quantile: 0.95, title: 'How long does a slow one take? p95' },
  { quantile: 0.99, title: 'How long do the slowest take? p99' },
] as const;
const ROUTE = 'route';

/** The dashboard «API performance»: how much is asked, how quickly it is answered, and which routes fail. */
export function apiPerformance(context: Context): Section[] {
  return [traffic(context), latency(context), routes(context), logged(context)].filter(
    (section) => section.length > 1,
  );
}

function traffic(context: Context): Section {
  const { definition } = context;
  return [
    heading(
      'How much is asked, and what fails?',
      'By service. An error is an answer 5xx; lines across are where alerts fire.',
    ),
    ...byService(context, 'Requests per second', 'traffic', (service) => trafficOf(definition, service)),
    ...byService(context, 'Share of requests that fail', 'error_ratio', (service) =>
      errorRatioOf(definition, service),
    ),
  ];
}

function latency(context: Context): Section {
  return [
    heading(
      'How quickly is it answered?',
      'Half of the requests, 95% and 99% of them were faster than this, by service.',
    ),
    ...QUANTILES.flatMap(({ quantile, title }) =>
      byService(
        context,
        title,
        (alert) => alert.signal === 'latency' && alert.quantile === quantile,
        (service) => latencyOf(context.definition, service, quantile),
        8,
      ),
    ),
  ];
}

type Choice = Parameters<typeof limitsOn>[2];

function byService(
  context: Context,
  title: string,
  watched: 'traffic' | 'error_ratio' | Choice,
  ask: (service: string) => Question | null,
  width = 12,
): Widget[] {
  const told = context.services.flatMap((service) =>
    ifMirrored(context, ask(service)).map((question) => ({ question, label: service })),
  );
  if (told.length === 0) return [];
  const isChosen: Choice = typeof watched === 'string' ? ({ signal }) => signal === watched : watched;
  return [
    graph({
      title,
      lines: told,
      limits: told.flatMap(({ label }) => limitsOn(context, label, isChosen)),
      period: periodOf(context, FIVE_MINUTES),
      width,
    }),
  ];
}

/** Of what the mirror sends by route. */
function routes(context: Context): Section {
  const period = periodOf(context, FIVE_MINUTES);
  const graphs = selectedMetrics(context.definition)
    .filter(({ labels }) => labels.includes(ROUTE))
    .flatMap((selected): Widget[] => {
      const [question] = selectedQuestions(selected);
      if (question === undefined) return [];
      return [
        graph({
          title: titleOf(selected),
          lines: [{ question }],
          period,
          axisLabel: selected.type === 'counter' ? `in ${periodInWords(period)}` : undefined,
        }),
      ];
    });
  return [
    heading(
      'Which routes are to blame?',
      'The ten highest of those that `mirror.cloudwatch.select` sends by route; a route that was quiet for two weeks is not found.',
    ),
    ...graphs,
  ];
}

function titleOf({ name, type, isOfFailures }: SelectedMetric): string {
  if (type === 'histogram') return `Which routes are slowest? p95 of ${name}`;
  return isOfFailures ? `Which routes fail? ${name}` : `Which routes are busiest? ${name}`;
}

function logged(context: Context): Section {
  return [
    heading(
      'What do the logs say?',
      'Each look reads the log groups, and CloudWatch bills by what it reads.',
    ),
    ...savedIn(context, 'Performance'),
  ];
}
