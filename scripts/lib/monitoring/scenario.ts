/** What a history for an alert is made of. */
import type { PromQl } from './promql.ts';

export interface InputSeries {
  readonly series: PromQl;
  /** One value a minute from minute 0 on, in promtool's notation; `_` is none. */
  readonly values: string;
}
export interface Scenario {
  readonly atMinute: number;
  readonly fires: readonly InputSeries[];
  readonly silent: readonly InputSeries[];
  /** Labels that the firing alert has beside `severity` and `env`. */
  readonly labels?: Readonly<Record<string, string>>;
}

export const input = (of: PromQl, values: string): InputSeries => ({ series: of, values });
/** Minute 10 brings a series that was not there. */
export const appearsWith = (count: number) => `_x10 ${count}+0x60`;
export const steady = (perMinute: number) => `0+${perMinute}x90`;

/** A counter that may bring `most` within the window, and brings one more. */
export function overCount(of: PromQl, most: number): Scenario {
  return {
    atMinute: 20,
    fires: [input(of, appearsWith(most + 1))],
    silent: [input(of, appearsWith(most))],
  };
}
