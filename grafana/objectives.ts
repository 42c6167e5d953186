import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { SLO_SERIES } from '../conventions/objectives.ts';
import type { Definition } from '../definition/schema.ts';
import { dashboardFrame } from './panels/frame.ts';
import { withRows } from './panels/layout.ts';
import { budgetForecast } from './rows/budget_forecast.ts';
import { burnRates } from './rows/burn_rates.ts';
import { objectiveEvents } from './rows/objective_events.ts';
import { objectiveTable } from './rows/objective_table.ts';

/** The dashboard «Objectives»: how much may still fail, how fast it is being spent, and until when it lasts. */
export function objectives(definition: Definition): Dashboard {
  const dashboard = dashboardFrame({
    title: 'Objectives',
    uid: 'goldwatch-objectives',
    description:
      'Error budgets of every objective: what is left, how fast it is spent, and when it will be gone.',
    tags: ['objectives'],
    definition,
    servicesOf: SLO_SERIES.objective,
  });
  return withRows(dashboard.time({ from: 'now-24h', to: 'now' }), [
    objectiveTable(definition),
    budgetForecast(),
    ...burnRates(definition),
    objectiveEvents(definition),
  ]);
}
