import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LinkStatus } from '../../exporter/outputs/cloudwatch_mirror/worker_link.ts';
import { type Contestant, withField } from '../exposition/contest.ts';
import type { Group } from '../exposition/group.ts';
import { type Figure, GOLDWATCH, type Row } from '../exposition/row.ts';
import * as entrants from './entrants.ts';
import { SERIES } from './workload.ts';

const HOUR = 60;
const DRAIN_MS = 20_000;

/** A day without AWS in simulated time, and the end of it. */
export const outageGroup: Group = async ({ quick }, done) => {
  const hours = quick ? 2 : 24;
  const spoolSize = quick ? '100MB' : '1GB';
  const endpoint = await entrants.withStandIn(async (url) => url);
  await withField(
    [await entrants.goldwatch(endpoint, spoolSize)],
    [],
    async ({ contestants: [contestant] }) => {
      if (contestant === undefined) throw new Error('The mirror did not start.');
      const memory: number[] = [];
      let status = await contestant.ask<LinkStatus>('outage 1');
      const bytesPerDatum = status.spool.bytes / status.spool.datums;
      for (let hour = 0; hour < hours; hour += 1) {
        for (let part = 0; part < 4; part += 1)
          status = await contestant.ask<LinkStatus>(`outage ${HOUR / 4}`);
        memory.push(await residentMegabytes(contestant.pid, 'VmRSS'));
      }
      const peak = await residentMegabytes(contestant.pid, 'VmHWM');
      done(memoryRow(memory, peak, { hours, spoolSize }));
      done(diskRow(bytesPerDatum, status));
      const port = Number(new URL(endpoint).port);
      done(await entrants.withStandIn(() => drained(contestant, status), port));
    },
  );
};

function memoryRow(
  memory: readonly number[],
  peak: number,
  { hours, spoolSize }: { readonly hours: number; readonly spoolSize: string },
): Row {
  const half = memory.slice(0, memory.length / 2);
  const figures: Figure[] = [
    { name: 'the first half', role: 'bound', values: half },
    { name: 'the most at any time', role: 'also', values: [peak] },
    { name: GOLDWATCH, role: 'goldwatch', values: memory.slice(memory.length / 2) },
  ];
  return {
    title: `Resident memory, every hour of ${hours} without AWS, ${SERIES} datums a minute, spool_size ${spoolSize}`,
    unit: 'MB',
    figures,
    reaches: [{ beside: 'the first half', atMost: 1.1 }],
    note: 'Registry, worker and 10 000 series included; goldwatch: the second half.',
  };
}

function diskRow(bytesPerDatum: number, { spool, counts }: LinkStatus): Row {
  return {
    title: 'Disk for a datum that waits',
    unit: 'B',
    figures: [{ name: GOLDWATCH, role: 'goldwatch', values: [bytesPerDatum] }],
    reaches: [],
    note:
      `At the end ${spool.datums} datums waited in ${(spool.bytes / 1e6).toFixed(0)} MB, and ` +
      `${counts.dropped.spool_full} had been dropped, for which it had no room.`,
  };
}

/** How long sending a day of datums takes, by what is sent within a while. */
async function drained(contestant: Contestant, before: LinkStatus): Promise<Row> {
  let status = await contestant.ask<LinkStatus>('status');
  const accepted = () => status.counts.accepted - before.counts.accepted;
  while (accepted() === 0) {
    await sleep(20);
    status = await contestant.ask<LinkStatus>('status');
  }
  const [first, start] = [accepted(), performance.now()];
  while (status.spool.datums > 0 && performance.now() - start < DRAIN_MS) {
    await sleep(50);
    status = await contestant.ask<LinkStatus>('status');
  }
  const seconds = (performance.now() - start) / 1000;
  const rate = (accepted() - first) / seconds;
  return {
    title: `Time to send a day of ${SERIES} datums a minute after an outage`,
    unit: 's',
    figures: [{ name: GOLDWATCH, role: 'goldwatch', values: [entrants.DATUMS_A_DAY / rate] }],
    reaches: [],
    note:
      `Scaled: ${accepted() - first} datums in ${seconds.toFixed(1)} s, by a stand-in that judges each of them ` +
      'on the same machine.',
  };
}

/** Of a process, in units of 10^6 bytes: what it holds (VmRSS), or the most that it ever held (VmHWM). */
async function residentMegabytes(pid: number, field: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const [, kilobytes] = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status) ?? [];
  return (Number(kilobytes) * 1024) / 1e6;
}
