/**
 * What a feature with sealed records offers to the operator: how many each key holds, to seal them anew, to carry them
 * away and bring them back. Everything that crosses this border is sealed.
 */
import type { Census, SealedRecord } from './sealed-table.ts';

export interface SweepReport {
  readonly resealed: number;
  readonly unopenable: number;
  /** False when there may be more: ask again. */
  readonly complete: boolean;
}

export interface SealedHolder {
  /** Of the feature; the ids of its records begin with it and a slash. */
  readonly name: string;
  census(): Promise<Census>;
  sweep(): Promise<SweepReport>;
  export(): Promise<readonly SealedRecord[]>;
  /**
   * Puts a record in the place of the one with its id.
   *
   * @throws AppError `bad_request` when it is none of its records or does not open.
   */
  import(record: SealedRecord): Promise<void>;
}
