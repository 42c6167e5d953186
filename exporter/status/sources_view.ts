import type { SourceDetails } from '../source_runner.ts';
import type { SourceView } from './view.ts';

/** How sources fare, those that do not work first and the others in their order. */
export function sourcesView(sources: readonly SourceDetails[]): SourceView[] {
  return sources
    .map((source): SourceView => {
      const { id, type, service, trouble, last } = source;
      return {
        id,
        type,
        service,
        state: stateOf(source),
        trouble,
        lastMessage: last.message,
        lastSuccess: last.success,
        lag: last.lag,
      };
    })
    .toSorted((one, other) => Number(other.state === 'down') - Number(one.state === 'down'));
}

function stateOf({ trouble, isRunning, isBehind, isElsewhere }: SourceDetails): SourceView['state'] {
  if (trouble !== null) return 'down';
  if (!isRunning) return 'starting';
  if (isElsewhere) return 'read by Prometheus';
  return isBehind ? 'catching up' : 'up';
}
