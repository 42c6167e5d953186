/** The parts of Grafana's classic dashboard JSON that are drawn here. */
export interface DashboardJson {
  readonly uid: string;
  readonly title: string;
  readonly description?: string;
  readonly time?: { readonly from: string; readonly to: string };
  readonly templating?: { readonly list?: readonly VariableJson[] };
  readonly annotations?: { readonly list?: readonly AnnotationJson[] };
  readonly panels?: readonly PanelJson[];
}

export interface VariableJson {
  readonly name: string;
  readonly type: string;
  readonly label?: string;
  readonly query?: unknown;
  readonly allValue?: string | null;
  readonly current?: { readonly value?: string | readonly string[] };
}

export interface AnnotationJson {
  readonly name: string;
  readonly enable?: boolean;
  readonly iconColor?: string;
  readonly expr?: string;
  readonly titleFormat?: string;
  readonly useValueForTime?: boolean;
}

export interface TargetJson {
  readonly refId: string;
  readonly expr?: string;
  readonly instant?: boolean;
  readonly range?: boolean;
  readonly format?: string;
  readonly legendFormat?: string;
  readonly hide?: boolean;
  readonly interval?: string;
}

export interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly gridPos?: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly type?: string } | null;
  readonly targets?: readonly TargetJson[];
  readonly maxDataPoints?: number | null;
  readonly interval?: string | null;
  readonly timeFrom?: string;
  readonly repeat?: string;
  readonly collapsed?: boolean;
  readonly panels?: readonly PanelJson[];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly transformations?: readonly { readonly id: string; readonly options?: unknown }[];
  readonly fieldConfig?: {
    readonly defaults?: Readonly<Record<string, unknown>>;
    readonly overrides?: readonly OverrideJson[];
  };
}

export interface OverrideJson {
  readonly matcher: { readonly id: string; readonly options?: unknown };
  readonly properties: readonly { readonly id: string; readonly value?: unknown }[];
}

/** A dashboard that cannot be drawn, or not as Grafana would; the message says which part and what to do. */
export class PreviewError extends Error {
  override readonly name = 'PreviewError';
}

/** Every panel in reading order, those of collapsed rows too. */
export function panelsIn({ panels = [] }: DashboardJson): PanelJson[] {
  return panels.flatMap((panel) => [panel, ...(panel.type === 'row' ? (panel.panels ?? []) : [])]);
}
