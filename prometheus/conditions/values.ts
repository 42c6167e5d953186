import type { Unit } from '../../definition/alerts/limit.ts';

// `humanize` writes a fifth as 200m, which reads like millions.
const NUMBER =
  '{{ if and (gt $value -1.0) (lt $value 1.0) }}{{ printf "%.3g" $value }}{{ else }}{{ humanize $value }}{{ end }}';

/** The live value in its unit, as a template of Prometheus. */
export function valueIn(unit: Unit | null): string {
  switch (unit) {
    case 'seconds':
      return '{{ $value | humanizeDuration }}';
    case 'bytes':
      return '{{ $value | humanize1024 }}B';
    case 'ratio':
      return '{{ $value | humanizePercentage }}';
    case 'dollars':
      return '{{ printf "%.2f" $value }} dollars';
    case null:
      return NUMBER;
  }
}

interface Bounds<L> {
  readonly above?: L | undefined;
  readonly below?: L | undefined;
}

/** How the value is compared, with what, and how a sentence says it. */
export function boundOf<L>({ above, below }: Bounds<L>): {
  readonly operator: '<' | '>';
  readonly limit: L;
  readonly words: 'at least' | 'at most';
} {
  if (above !== undefined) return { operator: '>', limit: above, words: 'at most' };
  if (below !== undefined) return { operator: '<', limit: below, words: 'at least' };
  throw new Error('An alert has neither a limit above nor one below; its schema asks for one of them.');
}
