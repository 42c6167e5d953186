import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Definition } from '../definition/schema.ts';
import { dashboardFrame } from './panels/frame.ts';
import { withRows } from './panels/layout.ts';
import { GOLDEN_SIGNALS_UID } from './panels/links.ts';
import { budget } from './rows/budget.ts';
import { errors } from './rows/errors.ts';
import { latency } from './rows/latency.ts';
import { now } from './rows/now.ts';
import { routes } from './rows/routes.ts';
import { saturation } from './rows/saturation.ts';
import { sources } from './rows/sources.ts';
import { traffic } from './rows/traffic.ts';

/** The dashboard «Golden signals». From top to bottom: what is wrong, how bad, since when, and where. */
export function goldenSignals(definition: Definition): Dashboard {
  const dashboard = dashboardFrame({
    title: 'Golden signals',
    uid: GOLDEN_SIGNALS_UID,
    description: 'Traffic, errors, latency and saturation of every watched service.',
    tags: ['golden-signals'],
    definition,
  });
  return withRows(dashboard, [
    now(definition),
    ...(definition.objectives.length === 0 ? [] : [budget(definition)]),
    traffic(),
    errors(definition),
    latency(definition),
    saturation(definition),
    routes(definition),
    sources(definition),
  ]);
}
