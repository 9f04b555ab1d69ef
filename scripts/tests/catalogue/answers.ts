/** Answers of the parties that are played here. */

export type Played =
  | {
      readonly status: number;
      readonly type: string;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection breaks. */
  | 'down';

type Answer = Exclude<Played, 'down'>;

export const json = (status: number, body: unknown): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
});

export const page = (status: number, body: string): Answer => ({ status, type: 'text/html', body });
