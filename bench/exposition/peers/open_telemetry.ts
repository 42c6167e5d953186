import { loadPeer } from '../../peers/load.ts';
import type { Commands } from '../contestant.ts';
import { type Page, type PageSource, pageCommands, pageOf } from '../page.ts';
import { BOUNDS, HELP, LABEL_SETS, labelSets, METRIC } from '../workload.ts';

interface Reader {
  collect(): Promise<{ resourceMetrics: object; errors: readonly unknown[] }>;
}
interface SdkMetrics {
  readonly MeterProvider: new (
    options: object,
  ) => {
    getMeter(name: string): {
      createHistogram(name: string, options: object): { record(value: number, attributes: object): void };
    };
  };
}
interface ExporterPrometheus {
  readonly PrometheusExporter: new (options: object) => Reader;
  readonly PrometheusSerializer: new (...options: unknown[]) => { serialize(metrics: object): string };
}

class OpenTelemetryPages implements PageSource {
  readonly #reader: Reader;
  readonly #serializer: { serialize(metrics: object): string };
  readonly #histogram: { record(value: number, attributes: object): void };

  constructor() {
    const { MeterProvider } = loadPeer<SdkMetrics>('@opentelemetry/sdk-metrics');
    const { PrometheusExporter, PrometheusSerializer } = loadPeer<ExporterPrometheus>(
      '@opentelemetry/exporter-prometheus',
    );
    this.#reader = new PrometheusExporter({ preventServerStart: true });
    // Without the scope label, which would lengthen every line.
    this.#serializer = new PrometheusSerializer(undefined, false, undefined, true, true);
    const views = [{ instrumentName: METRIC, aggregationCardinalityLimit: LABEL_SETS + 1 }];
    const meter = new MeterProvider({ readers: [this.#reader], views }).getMeter('bench');
    this.#histogram = meter.createHistogram(METRIC, {
      description: HELP,
      advice: { explicitBucketBoundaries: [...BOUNDS] },
    });
  }

  observe(set: number, value: number): void {
    this.#histogram.record(value, labelSets[set] ?? {});
  }

  async render(format: string): Promise<Page> {
    if (format !== 'text') throw new Error(`OpenTelemetry's serializer has no ${format}.`);
    const { resourceMetrics, errors } = await this.#reader.collect();
    if (errors.length > 0) throw errors[0];
    return pageOf(this.#serializer.serialize(resourceMetrics), 'text/plain; version=0.0.4');
  }
}

export function create(): Commands {
  return pageCommands(() => new OpenTelemetryPages());
}
