export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
  /** Whether a label of this value is meant; one that a series does not have is empty. */
  matches(value: string): boolean;
}

/** Series by their labels, `__name__` among them. Range and offset are milliseconds. */
export interface Selector {
  readonly type: 'selector';
  readonly matchers: readonly Matcher[];
  /** Of a range vector; null of an instant one. */
  readonly range: number | null;
  readonly offset: number;
}

export interface Aggregation {
  readonly type: 'aggregation';
  readonly operator: string;
  readonly grouping: 'by' | 'without';
  readonly labels: readonly string[];
  readonly parameter: Promql | null;
  readonly of: Promql;
}

export interface Binary {
  readonly type: 'binary';
  readonly operator: string;
  /** Whether a comparison yields 0 or 1 rather than to drop what is not so. */
  readonly isBool: boolean;
  readonly left: Promql;
  readonly right: Promql;
  readonly matching: 'on' | 'ignoring';
  readonly labels: readonly string[];
  /** Which side may have several for each of the other. */
  readonly many: 'left' | 'right' | null;
  readonly include: readonly string[];
}

export interface Call {
  readonly type: 'call';
  readonly name: string;
  readonly arguments: readonly Promql[];
}

export interface Subquery {
  readonly type: 'subquery';
  readonly of: Promql;
  readonly range: number;
  /** Null where it is the evaluation interval. */
  readonly step: number | null;
  readonly offset: number;
}

/** A PromQL expression as a tree, without parentheses. */
export type Promql =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'negative'; readonly of: Promql }
  | Selector
  | Subquery
  | Call
  | Aggregation
  | Binary;

/** An expression uses a part of PromQL that goldwatch does not calculate with. */
export class UnsupportedPromqlError extends Error {
  override readonly name = 'UnsupportedPromqlError';
}
