import { VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { DATASOURCE } from './datasource.ts';
import { words } from './mappings.ts';

interface StatesOptions {
  readonly title: string;
  readonly description: string;
  readonly noValue: string;
  /** What 0 is called, and is bad. */
  readonly zero: string;
  /** What 1 is called, and is good. */
  readonly one: string;
}

/** When each of several things was well, and when it was not: a line for each, red where its series is 0. */
export function states({ title, description, noValue, zero, one }: StatesOptions): PanelBuilder {
  return new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(DATASOURCE)
    .unit(units.NoUnit)
    .min(0)
    .max(1)
    .noValue(noValue)
    .mappings([words(zero, one)])
    .showValue(VisibilityMode.Never)
    .height(8)
    .span(12);
}
