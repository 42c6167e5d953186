import type { Commands } from '../contestant.ts';
import { type HotPath, hotPathCommands } from '../hot_path_commands.ts';
import { type Page, type PageSource, pageCommands } from '../page.ts';
import { LABEL_SETS, type LabelSet, labelSets } from '../workload.ts';
import { NATIVE_FROM, NATIVE_ROOM, nativeIndex } from './native_index.ts';
import { Store } from './store.ts';

/** Counts and sums in typed arrays, and Maps from label values to where they are. */
class TypedArrays implements PageSource, HotPath {
  readonly #store = new Store();
  readonly #index = new LabelIndex();
  readonly #native: Uint32Array | null;
  readonly #counts = new Float64Array(LABEL_SETS);

  constructor(native: boolean) {
    this.#native = native ? new Uint32Array(LABEL_SETS * NATIVE_ROOM) : null;
  }

  inc(set: number): void {
    this.#counts[set] = (this.#counts[set] as number) + 1;
  }

  observe(set: number, value: number): void {
    this.#store.observe(set, value);
    if (this.#native === null) return;
    const at = set * NATIVE_ROOM + nativeIndex(value) - NATIVE_FROM;
    this.#native[at] = (this.#native[at] as number) + 1;
  }

  observeLabels(labels: LabelSet, value: number): void {
    this.observe(this.#index.find(labels), value);
  }

  render(): Page {
    throw new Error('This bound renders nothing.');
  }
}

type Branch = Map<string, Map<string, Map<string, Map<string, number>>>>;

/** Label sets by service, method, status and route; the label that varies most comes last. */
class LabelIndex {
  readonly #sets: Branch = new Map();

  constructor() {
    for (const [set, { service, method, status, route }] of labelSets.entries()) {
      const methods = at(this.#sets, service, () => new Map<string, Map<string, Map<string, number>>>());
      const statuses = at(methods, method, () => new Map<string, Map<string, number>>());
      at(statuses, status, () => new Map<string, number>()).set(route, set);
    }
  }

  find({ service, method, status, route }: LabelSet): number {
    const set = this.#sets.get(service)?.get(method)?.get(status)?.get(route);
    if (set === undefined) throw new Error('There is no such label set.');
    return set;
  }
}

function at<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

export function create(what: string, buckets?: string): Commands {
  const make = () => new TypedArrays(buckets === 'native');
  return what === 'hot' ? hotPathCommands(make()) : pageCommands(make);
}
