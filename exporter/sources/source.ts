import type { Readable } from 'node:stream';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { MetricDeclaration } from '../../conventions/metrics.ts';
import type { MetricScope } from '../../metrics/scope.ts';
import type { Delivery, Receive, ReceivedPath } from './receiver.ts';

/** How a source tells how it fares; each call becomes a `goldwatch_source_*` series. */
export interface SourceReport {
  /** The source did its work just now. */
  succeeded(): void;
  /**
   * An attempt failed. `reason` is one of a few fixed words, for the metric; `problem` is the sentence for the
   * log and the status page (what, where, why, what to do), without secrets. Repeats are logged once.
   */
  failed(reason: string, problem: string): void;
  /** Something is amiss that does not stop the source: counted by reason; each sentence is logged once. */
  problem(reason: string, problem: string): void;
  /** Bytes that wait to be read. */
  lag(bytes: number): void;
}

/** What a source is given to work with. */
export interface SourceContext {
  /** Unique among the sources of one exporter: the source's `name`, or else its type. */
  readonly id: string;
  /** The service whose signals it carries. */
  readonly service: string;
  /** Its own series; nobody else writes or removes them. */
  readonly metrics: MetricScope;
  /** A directory of its own, made by the source when it first needs it. */
  readonly stateDirectory: string;
  /** Relative paths in the definition are relative to this directory. */
  readonly baseDirectory: string;
  readonly report: SourceReport;
  readonly log: Logger;
  /**
   * Answers what is piped into the exporter, always the same. At most one source reads it at a time; what it has not counted it
   * leaves there for the one that follows after a reload. Missing where nothing can be piped in.
   */
  readonly standardInput?: () => Readable;
}

/** Errors that are the same one, as a source has seen them; without secrets. */
export interface SeenErrors {
  readonly fingerprint: string;
  readonly type: string;
  /** The message without what differs from one to the next. */
  readonly message: string;
  /** Where it was thrown; empty where that is not known. */
  readonly frame: string;
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** The first of them as it was logged. */
  readonly sample: string;
}

/** A source at work. */
export interface RunningSource {
  /**
   * Resolves when the source has caught up with what was there at its start, cannot (somebody else does not
   * answer), or is stopped; never rejects. Until then the exporter serves no metrics.
   */
  readonly caughtUp: Promise<void>;
  /**
   * Makes durable what was counted so far, as after a crash it would be counted again otherwise; left out where nothing
   * survives anyway. Never rejects: what goes wrong is reported.
   */
  save?(): Promise<void>;
  /** Takes what is sent to the paths that its definition names; not called any more once it is being stopped. */
  receive?(delivery: Delivery): ReturnType<Receive>;
  /** Groups of errors that it has seen, a bounded number. */
  seenErrors?(): readonly SeenErrors[];
  /** Ends the work and saves what must survive; resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}

/** What `collect.ts` of a source exports. */
export interface SourceModule<Config> {
  /**
   * Begins the work, and waits for nobody. What may mend itself (a missing file, a refused connection) is
   * reported, not thrown. Rejects where the source cannot work at all; the exporter then reports it as down, serves
   * the rest, and tries again from time to time and at every reload.
   */
  start(config: Config, context: SourceContext): Promise<RunningSource>;
}

/** A source type as `definition.ts` of its folder declares it. */
export interface SourceDefinition<Type extends string = string, Schema extends z.ZodObject = z.ZodObject> {
  readonly type: Type;
  /** One sentence for the reference. */
  readonly summary: string;
  readonly config: Schema;
  /**
   * Every metric it can emit whatever its settings are, so that `check` refuses an alert on a series that nobody emits.
   */
  readonly metrics: readonly MetricDeclaration[];
  /** The metrics that its settings declare, beside those. */
  metricsOf?(config: z.output<Schema>): readonly MetricDeclaration[];
  /** Where others send to it over HTTP. */
  readonly receives?: readonly ReceivedPath[];
  /** The setting without which it takes nothing there; none unless said. */
  readonly receivesWith?: {
    /** As it is written. */
    readonly setting: string;
    isSet(config: z.output<Schema>): boolean;
  };
  /** Whether its metrics come from CloudWatch, and so are never mirrored back; not unless said. */
  readonly isFromCloudwatch?: boolean;
  /** Loads the work lazily, so that renderers stay light. */
  readonly load: () => Promise<SourceModule<z.output<Schema>>>;
}

/** Declares a source type; see CONTRIBUTING.md, «Add a source». */
export function defineSource<const Type extends string, Schema extends z.ZodObject>(
  definition: SourceDefinition<Type, Schema>,
): SourceDefinition<Type, Schema> {
  return definition;
}
