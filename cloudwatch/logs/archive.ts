import type { Definition } from '../../definition/schema.ts';
import { prefixOf } from '../names.ts';
import { logGroups } from './groups.ts';

const DAY_MS = 86_400_000;
/** Characters of the name of a delivery stream: CreateDeliveryStream, API reference of Amazon Data Firehose. */
const LONGEST_STREAM_NAME = 64;
const STREAM = '-log-archive';

/** Where lines go for long, and which ones. */
export interface ArchivePlan {
  readonly bucket: string;
  /** Of the delivery stream that carries them there. */
  readonly stream: string;
  readonly glacierAfterDays: number;
  /** Null for never. */
  readonly expireAfterDays: number | null;
  /** Log groups, by name. */
  readonly groups: readonly string[];
}

/** The archive of a definition; null where no log group goes there. */
export function archivePlan(definition: Definition): ArchivePlan | null {
  const archive = definition.cloudwatch?.archive;
  const groups = logGroups(definition)
    .filter((group) => group.archive)
    .map(({ name }) => name);
  if (archive === undefined || groups.length === 0) return null;
  const { bucket, glacier_after, expire_after } = archive;
  return {
    bucket,
    stream: `${prefixOf(definition).slice(0, LONGEST_STREAM_NAME - STREAM.length)}${STREAM}`,
    glacierAfterDays: glacier_after / DAY_MS,
    expireAfterDays: expire_after === undefined ? null : expire_after / DAY_MS,
    groups,
  };
}
