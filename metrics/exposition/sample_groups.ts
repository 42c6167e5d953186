import type { Sample } from '../family.ts';

/** The series of one label set of a histogram or summary. */
export interface SampleGroup {
  /** Without `le` and `quantile`. */
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly Sample[];
}

export interface SampleGroups {
  readonly groups: readonly SampleGroup[];
  /** Whether the samples of each label set follow one another, as OpenMetrics wants them. */
  readonly contiguous: boolean;
}

interface OpenGroup extends SampleGroup {
  readonly size: number;
  readonly samples: Sample[];
}

/** The samples of a histogram (`apart` is `le`) or a summary (`quantile`) by their other labels, in order. */
export function groupSamples(values: readonly Sample[], apart: 'le' | 'quantile'): SampleGroups {
  const groups = new Map<string, OpenGroup>();
  let current: OpenGroup | undefined;
  let contiguous = true;
  for (const sample of values) {
    if (current === undefined || !belongs(sample, current, apart)) {
      const labels = labelsWithout(sample, apart);
      const key = JSON.stringify(Object.entries(labels).sort(byName));
      const known = groups.get(key);
      if (known !== undefined) contiguous = false;
      current = known ?? { labels, size: Object.keys(labels).length, samples: [] };
      groups.set(key, current);
    }
    current.samples.push(sample);
  }
  return { groups: [...groups.values()], contiguous };
}

function belongs({ labels = {} }: Sample, { labels: its, size }: OpenGroup, apart: string): boolean {
  let same = 0;
  for (const name in labels) {
    if (name === apart) continue;
    if (its[name] !== String(labels[name])) return false;
    same += 1;
  }
  return same === size;
}

function labelsWithout({ labels = {} }: Sample, apart: string): Record<string, string> {
  const others = Object.entries(labels).filter(([name]) => name !== apart);
  return Object.fromEntries(others.map(([name, value]) => [name, String(value)]));
}

function byName([a]: [string, string], [b]: [string, string]): number {
  return a < b ? -1 : 1;
}
