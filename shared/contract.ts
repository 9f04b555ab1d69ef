/**
 * What one route promises: address, input, output, errors. The Worker serves it, the OpenAPI document describes it, and
 * a test walks over every one of them.
 */
import type * as z from 'zod';
import type { ErrorCode } from './errors.ts';
import type { PolicyName } from './limits.vocabulary.ts';
import type { RouteAddress } from './routes.ts';

/** The rate limits of a route. It adds `rate_limited` to the errors and the `RateLimit` fields to the answers. */
export interface RouteLimits {
  readonly policies: readonly PolicyName[];
  /** `first`: by the frame, before the body is read. `by-handler`: when the handler knows that, or for whom, it counts. */
  readonly charged: 'first' | 'by-handler';
}

export interface RouteContract extends RouteAddress {
  /** Operation name in the OpenAPI document. */
  readonly id: string;
  readonly tag: string;
  /** For the API description, as is `description`: written with `apiText`, so that the Worker does not ship it. */
  readonly summary: string;
  readonly description?: string;
  /** Schema of the JSON body of a POST. */
  readonly request?: z.ZodType;
  /** What the body may be beyond the ordinary: its bytes at most, and whether `Content-Encoding: gzip` is taken. */
  readonly requestBody?: {
    readonly bytesMax: number;
    readonly gzip: boolean;
    /** What a body of another type is called, where a protocol wants another code than `unsupported_media_type`. */
    readonly wrongTypeCode?: 'bad_request';
  };
  /** Schema of the query of a GET: each name once, each value a text. */
  readonly query?: z.ZodType;
  /** Schema of the JSON body of a 200 answer. Without one the answer is 202 and has no body. */
  readonly reply?: z.ZodType;
  /** Statuses with which the reply may come where it is not 200 alone: 201 for something made, 202 for work under way. */
  readonly replyStatuses?: readonly (200 | 201 | 202)[];
  /** Media type of an answer that is sent bit by bit; it takes the place of `reply`. */
  readonly streams?: 'text/event-stream';
  /** Seconds within which an answer begins, where the ordinary ones do not do: a call that waits for work. */
  readonly deadlineSeconds?: number;
  /** Error codes that this route adds to those that every route may answer. */
  readonly errors: readonly ErrorCode[];
  readonly limits?: RouteLimits;
  /** True when the answer carries an `ETag` and a matching `If-None-Match` is answered 304. */
  readonly conditional?: boolean;
  /**
   * True for what proxies ask, who send along the method of the request that they ask about: every method is taken, and a
   * preflight is a request like any other.
   */
  readonly anyMethod?: boolean;
  /** True when a caller's `X-Request-ID` comes back in the answer. Our own id stays in the log and in error bodies. */
  readonly echoesRequestId?: boolean;
  /** True when the same reply body may also come with status 503. */
  readonly replyWhenUnavailable?: boolean;
  /** True when a browser walks through here and is sent on (302). */
  readonly redirects?: boolean;
}
