/** Sends what the form holds and reports the answer as it came. Never throws. */
import { clientId } from '../connection/client-id.ts';
import type { Operation } from './openapi.ts';

/** Headers that tell a caller something; the rest is noise on a page. */
const HEADERS_SHOWN = [
  'content-type',
  'cache-control',
  'etag',
  'allow',
  'www-authenticate',
  'retry-after',
  'ratelimit',
  'ratelimit-policy',
  'x-request-id',
];

export interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly tookMs: number;
  readonly headers: readonly (readonly [string, string])[];
  /** Parsed JSON, or `undefined` when the body is something else. */
  readonly json: unknown;
  readonly text: string;
}

/**
 * @param bearer What goes into `Authorization`; nothing when it is empty.
 * @returns The answer, or `undefined` when none came.
 */
export async function sendRequest(
  method: Operation['method'],
  address: string,
  body: string | undefined,
  bearer = '',
): Promise<Answer | undefined> {
  const startedMs = performance.now();
  try {
    const response = await fetch(address, {
      method,
      headers: {
        'X-Client-Id': clientId,
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(bearer !== '' && { Authorization: `Bearer ${bearer}` }),
      },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    return {
      status: response.status,
      statusText: response.statusText,
      tookMs: Math.round(performance.now() - startedMs),
      headers: HEADERS_SHOWN.flatMap((name) => {
        const value = response.headers.get(name);
        return value === null ? [] : [[name, value] as const];
      }),
      json: parsed(text),
      text,
    };
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
