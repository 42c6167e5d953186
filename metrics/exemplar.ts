/** One observation that stands for those of its bucket, and says where to look: a trace. */
export interface Exemplar {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}
