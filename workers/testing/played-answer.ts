/** What a played issuer answers at one path. For the tests that write it and for what serves it (scripts/lib/played-issuers.ts). */
export interface PlayedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds before the answer begins. */
  readonly delayMs?: number;
  /** Bytes after which the connection is cut, although the header promised them all. */
  readonly cutAfter?: number;
  /** How often the body is repeated. */
  readonly times?: number;
}
