/**
 * Widgets as CloudWatch takes them, without their places.
 * Source: Amazon CloudWatch API Reference, «Dashboard Body Structure and Syntax».
 */
export type Widget = MetricWidget | LogWidget | AlarmWidget | TextWidget;

interface Size {
  /** In columns of 24. */
  readonly width: number;
  readonly height: number;
}

export interface MetricWidget extends Size {
  readonly type: 'metric';
  readonly properties: MetricProperties;
}

export interface LogWidget extends Size {
  readonly type: 'log';
  readonly properties: {
    readonly title: string;
    readonly query: string;
    readonly region: string;
    readonly view: 'table' | 'timeSeries' | 'bar' | 'pie';
  };
}

export interface AlarmWidget extends Size {
  readonly type: 'alarm';
  readonly properties: {
    readonly title: string;
    readonly alarms: readonly string[];
    readonly sortBy: 'default' | 'stateUpdatedTimestamp' | 'timestamp';
  };
}

export interface TextWidget extends Size {
  readonly type: 'text';
  readonly properties: { readonly markdown: string; readonly background: 'transparent' | 'solid' };
}

/** Namespace, name, and dimensions one after another; or nothing but how an expression is shown. */
export type MetricRow = readonly (string | MetricOptions)[];

export interface MetricOptions {
  readonly id?: string;
  readonly expression?: string;
  readonly label?: string;
  readonly stat?: string;
  readonly period?: number;
  readonly visible?: boolean;
  readonly yAxis?: 'left' | 'right';
  readonly color?: string;
}

export interface Annotation {
  readonly label: string;
  readonly value: number;
  readonly color: string;
  readonly yAxis?: 'right';
}

export interface Axis {
  readonly min?: number;
  readonly max?: number;
  readonly label?: string;
  readonly showUnits: boolean;
}

export interface MetricProperties {
  readonly title: string;
  readonly region: string;
  /** Lines over time unless given. */
  readonly view?: 'singleValue';
  readonly metrics: readonly MetricRow[];
  /** The statistic of metrics that name none. */
  readonly stat?: string;
  /** Seconds. */
  readonly period?: number;
  readonly annotations?: { readonly horizontal: readonly Annotation[] };
  readonly yAxis?: { readonly left?: Axis; readonly right?: Axis };
  readonly sparkline?: boolean;
  readonly setPeriodToTimeRange?: boolean;
  /** How far back, where that is not what the dashboard shows: `-P30D`. */
  readonly start?: string;
}

/** A widget at its place, the upper left corner of which is meant. */
export type PlacedWidget = Widget & { readonly x: number; readonly y: number };
