/** What a dashboard is made of. */
import type { AlertName } from './alerts.ts';
import type { PromQl } from './promql.ts';
import { type RecordedName, recorded } from './recordings.ts';

/** Grafana puts the chosen environment in. */
export const ENV = '$env';

export type Unit = 'short' | 's' | 'percentunit' | 'reqps' | 'cps';
export interface Panel {
  readonly title: string;
  readonly unit: Unit;
  /** Legend of each line; `{{label}}` is filled in. */
  readonly lines: Readonly<Record<string, PromQl>>;
  /** May be below 0. */
  readonly isSigned?: boolean;
  /** Draws the threshold of this alert in production. */
  readonly alert?: AlertName;
}
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
}

export const record = (name: RecordedName) => recorded(name, ENV);
