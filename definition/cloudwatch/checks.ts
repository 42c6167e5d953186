import { nearestName, oneOf } from '../../conventions/names.ts';
import type { SourceSettings } from '../../exporter/settings.ts';
import type { Diagnostic } from '../diagnostics.ts';
import { secondNames } from '../notify/names.ts';
import type { Path, Positions } from '../positions.ts';
import type { Section } from './alert_checks.ts';
import { type CloudwatchSettings, cloudwatchSettings } from './settings.ts';

/** What is known around `cloudwatch`. */
interface Around {
  /** Sources that are right in themselves. */
  readonly sources: readonly { readonly path: Path; readonly value: SourceSettings }[];
  /** Whether these are all that there are. */
  readonly areSourcesRight: boolean;
  /** Where the mirror sends; undefined where that is not said, or not right. */
  readonly mirrorRegion: unknown;
  readonly positions: Positions;
}

/** The section `cloudwatch` of a file. */
export function sectionOf(written: unknown): Section {
  if (written === undefined || written === null) return 'missing';
  const parsed = cloudwatchSettings.safeParse(written);
  return parsed.success ? parsed.data : 'wrong';
}

/** Mistakes between parts of `cloudwatch`, and what they name elsewhere. Looks at a section that is right in itself. */
export function cloudwatchMistakes(section: Section, around: Around): Diagnostic[] {
  if (section === 'missing' || section === 'wrong') return [];
  const { positions } = around;
  const groups = section.logs.groups.map(({ name }, index) => ({ name, path: groupPath(index, 'name') }));
  const heartbeats = section.heartbeats.map(({ name }, index) => ({
    name,
    path: ['cloudwatch', 'heartbeats', index, 'name'],
  }));
  return [
    ...secondNames(groups, 'log group', positions),
    ...secondNames(heartbeats, 'heartbeat', positions),
    ...section.logs.groups.flatMap((group, index) => [
      ...unknownSource(group.source, groupPath(index, 'source'), around),
      ...withoutArchive(group.archive, groupPath(index, 'archive'), section, positions),
    ]),
    ...unknownGroups(section, positions),
    ...otherRegion(section, around),
    ...keyOfOtherRegion(section, around),
  ];
}

function groupPath(index: number, key: string): Path {
  return ['cloudwatch', 'logs', 'groups', index, key];
}

function unknownSource(
  source: string | undefined,
  path: Path,
  { sources, areSourcesRight, positions }: Around,
): Diagnostic[] {
  if (source === undefined) return [];
  const called = sources.map(({ path: at, value: { name, type } }) => ({
    type,
    name: name ?? type,
    written: positions.written([...at, name === undefined ? 'type' : 'name']) ?? type,
  }));
  const known = called.filter(({ type }) => type === 'logs');
  if (known.some(({ name }) => name === source)) return [];
  const other = called.find(({ name }) => name === source);
  // It may be one of those that are wrong elsewhere.
  if (other === undefined && !areSourcesRight) return [];
  const names = known.map(({ written }) => written);
  const suggestion = nearestName(positions.written(path) ?? '', names);
  return [
    {
      ...positions.value(path),
      problem: other === undefined ? 'no source is called that' : `this source is of type ${other.type}`,
      expected: names.length === 0 ? 'a source of type logs, by its name' : oneOf(names),
      ...(suggestion !== undefined && { suggestion }),
    },
  ];
}

function withoutArchive(
  archive: boolean,
  path: Path,
  section: CloudwatchSettings,
  positions: Positions,
): Diagnostic[] {
  if (!archive || section.archive !== undefined) return [];
  const expected = '`cloudwatch.archive` with the name of a bucket';
  return [{ ...positions.value(path), problem: 'there is no archive that lines could go to', expected }];
}

function unknownGroups({ logs }: CloudwatchSettings, positions: Positions): Diagnostic[] {
  const written = logs.groups.map(({ name }, index) => positions.written(groupPath(index, 'name')) ?? name);
  return logs.queries.flatMap(({ groups = [] }, query) =>
    groups.flatMap((name, index) => {
      if (logs.groups.some((group) => group.name === name)) return [];
      const path = ['cloudwatch', 'logs', 'queries', query, 'groups', index];
      const suggestion = nearestName(positions.written(path) ?? '', written);
      return [
        {
          ...positions.value(path),
          problem: 'no entry of cloudwatch.logs.groups is called that',
          expected: written.length === 0 ? 'an entry of that name' : oneOf(written),
          ...(suggestion !== undefined && { suggestion }),
        },
      ];
    }),
  );
}

// Alarms see metrics of their own region only, and would be silent.
function otherRegion({ region }: CloudwatchSettings, { mirrorRegion, positions }: Around): Diagnostic[] {
  if (region === undefined || typeof mirrorRegion !== 'string' || mirrorRegion === region) return [];
  const problem = 'the mirror sends to another region, whose metrics alarms here would not see';
  const expected = 'the region of mirror.cloudwatch, or none';
  return [{ ...positions.value(['cloudwatch', 'region']), problem, expected }];
}

// SNS takes any key for a topic, and then nobody is told.
function keyOfOtherRegion(
  { region, kms_key: key }: CloudwatchSettings,
  { mirrorRegion, positions }: Around,
): Diagnostic[] {
  const its = key?.split(':')[3];
  const ours = region ?? mirrorRegion;
  if (its === undefined || typeof ours !== 'string' || its === ours) return [];
  const problem = `the key is in ${its}, where topics of ${ours} cannot use it`;
  return [{ ...positions.value(['cloudwatch', 'kms_key']), problem, expected: `a key in ${ours}` }];
}
