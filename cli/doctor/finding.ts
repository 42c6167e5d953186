import { FINDINGS, type FindingId, type FindingTexts } from './findings/index.ts';

/** A link that does not hold: what is so, why that may be, and what mends it; each in whole sentences. */
export interface Finding {
  /** Stable: programs may go by it. */
  readonly id: FindingId;
  readonly text: string;
  readonly why: string;
  readonly remedy: string;
  /** What the text is about, by the names of its slots. */
  readonly about: Readonly<Record<string, string>>;
}

/** Names of the slots in a text: `job` of `The job {job}`. */
type SlotsOf<Text extends string> = Text extends `${string}{${infer Slot}}${infer Rest}`
  ? Slot | SlotsOf<Rest>
  : never;

type AllSlots<Id extends FindingId> = SlotsOf<(typeof FINDINGS)[Id][keyof FindingTexts]>;

/** What fills the slots of a finding. */
export type About<Id extends FindingId> = Readonly<Record<AllSlots<Id>, string>>;

const SLOT = /\{(\w+)\}/g;

/** A finding of the catalogue, with its slots filled. */
export function finding<Id extends FindingId>(id: Id, about: About<Id>): Finding {
  const given: Readonly<Record<string, string>> = about;
  const filled = (text: string) => text.replace(SLOT, (_slot, name: string) => given[name] ?? '');
  const { what, why, remedy } = FINDINGS[id];
  return { id, text: filled(what), why: filled(why), remedy: filled(remedy), about: { ...given } };
}
