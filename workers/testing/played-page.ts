/** What tests have the outside world say: shared with the process in Node that plays it, so it knows no platform. */

/** What the resolver says of a host at one look-up. */
export interface PlayedZone {
  /** RFC 1035 §4.1.1; 0 when it is not given. */
  readonly status?: number;
  readonly isCut?: boolean;
  readonly alias?: string;
  readonly a?: readonly string[];
  readonly aaaa?: readonly string[];
  readonly delayMs?: number;
  /** In place of all that. */
  readonly raw?: string;
  readonly rawStatus?: number;
}

export interface PlayedPage {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How often the body is repeated. */
  readonly times?: number;
  readonly delayMs?: number;
  readonly isGzip?: boolean;
  /** Never ends its body. */
  readonly isHanging?: boolean;
}

export interface PlayedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}
