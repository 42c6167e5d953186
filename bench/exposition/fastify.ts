import { installPeers } from '../peers/install.ts';
import { type Contestant, type Entrant, type Field, nodeCommand, takeTurns, withField } from './contest.ts';
import * as entrants from './entrants.ts';
import type { Group, Settings } from './group.ts';
import { pinned } from './pinned.ts';
import { GOLDWATCH, type Row } from './row.ts';

const TURN_SECONDS = 0.2;

/** What the Fastify plugin costs: time in a request, and requests that a server can no longer answer. */
export const fastifyGroup: Group = async (settings, done) => {
  const [server, client] = await pinned();
  const loader: Entrant = {
    name: 'load',
    role: 'bound',
    command: [...client, ...nodeCommand(entrants.here('load.ts'))],
  };
  await withField(await pairs(server), [], async (field) => {
    done(await added(field, settings));
    done(
      await withField([loader], [], async ({ contestants: [load] }) => {
        if (load === undefined) throw new Error('There is no load.');
        return await kept(field, load, settings);
      }),
    );
  });
};

async function added(field: Field, { quick }: Settings): Promise<Row> {
  const rounds = quick ? 2 : 18;
  return {
    title: 'Time that the Fastify plugin adds to a request (inject), against an empty onResponse hook',
    unit: 'µs',
    figures: await takeTurns(field, { rounds, warmUp: 1 }, (contestant) => contestant.ask('inject')),
    reaches: [{ atMost: 1 }],
  };
}

async function kept(field: Field, load: Contestant, { quick }: Settings): Promise<Row> {
  const ports = new Map<Contestant, Ports>();
  for (const contestant of field.contestants) ports.set(contestant, await contestant.ask('listen'));
  const turns = quick ? { rounds: 2, warmUp: 0 } : { rounds: 14, warmUp: 1 };
  let busy = 1;
  const figures = await takeTurns(field, turns, async (contestant) => {
    const [empty, plugin] = ports.get(contestant) ?? [0, 0];
    const without = await answers(contestant, load, empty);
    const withPlugin = await answers(contestant, load, plugin);
    busy = Math.min(busy, without.busy, withPlugin.busy);
    return withPlugin.perSecond / without.perSecond;
  });
  return {
    title: 'Requests per second of a busy core kept, against an empty onResponse hook',
    unit: 'share',
    figures,
    reaches: [{ atLeast: 0.97 }],
    note: `The server's core was busy for ${Math.round(busy * 100)} % of the time at least; the rest does not count.`,
  };
}

type Ports = readonly [empty: number, plugin: number];

interface Answers {
  /** Requests per second of the server's processor time. */
  readonly perSecond: number;
  /** The share of the time in which the server had its core. */
  readonly busy: number;
}

async function answers(server: Contestant, load: Contestant, port: number): Promise<Answers> {
  const before = await server.ask('busy');
  const requests = await load.ask(`load ${port} ${TURN_SECONDS}`);
  const seconds = (await server.ask('busy')) - before;
  return { perSecond: requests / seconds, busy: seconds / TURN_SECONDS };
}

/** Each plugin beside an empty hook; the empty hook itself shows how far chance reaches. */
async function pairs(prefix: readonly string[]): Promise<Entrant[]> {
  const obstacle = await installPeers();
  const pair = (name: string, role: Entrant['role'], missing: string | null = null): Entrant => ({
    name: name === 'an empty hook' ? 'an empty hook again' : name,
    role,
    command: missing ?? [...prefix, ...nodeCommand(entrants.here('peers/fastify_pair.ts'), [name])],
  });
  return [
    pair('fastify-metrics', 'peer', obstacle),
    pair('@promster/fastify', 'peer', obstacle),
    pair('a prom-client hook by hand', 'peer'),
    pair('an empty hook', 'bound'),
    pair('a closure per route', 'bound'),
    pair(GOLDWATCH, 'goldwatch'),
  ];
}
