/**
 * Reading what comes in over HTTP: JSON is strict UTF-8, and a schema decides. Every refusal is a 4xx that says where
 * the fault is and never repeats a value.
 */
import type * as z from 'zod';
import { ERROR_CATALOGUE } from '../../shared/errors.ts';
import { type BodyBounds, readBody } from './body.ts';
import { AppError } from './errors.ts';

/** Bytes of a JSON body unless its contract says otherwise: it is far smaller, a token is 4 KiB at most. */
export const JSON_BODY_BYTES_MAX = 16 * 1024;
/** A pointer names members that the caller chose: keep it short. */
const POINTER_CHARS_MAX = 128;
const JSON_CONTENT_TYPE = /^application\/json(?:\s*;\s*charset="?utf-8"?)?\s*$/i;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

interface JsonBounds extends BodyBounds {
  /** What a body of another type is called. */
  readonly wrongTypeCode: 'bad_request' | 'unsupported_media_type';
}

/**
 * Reads and validates a JSON body.
 *
 * @param schema What the body must be.
 * @param bounds How many bytes it may have (`JSON_BODY_BYTES_MAX`), whether it may be packed (no), and the code for another
 *   type (`unsupported_media_type`).
 * @returns The parsed value.
 * @throws AppError `unsupported_media_type`, `payload_too_large` or `bad_request` (with `details.pointer`).
 */
export async function readJson<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  { bytesMax = JSON_BODY_BYTES_MAX, gzip = false, wrongTypeCode = 'unsupported_media_type' }: Partial<JsonBounds> = {},
): Promise<z.output<Schema>> {
  if (!JSON_CONTENT_TYPE.test(request.headers.get('Content-Type') ?? '')) {
    throw new AppError(wrongTypeCode, { message: ERROR_CATALOGUE.unsupported_media_type.message });
  }
  const parsed = schema.safeParse(parseJson(await readBody(request, { bytesMax, gzip })));
  if (parsed.success) return parsed.data;
  throw badRequest(parsed.error.issues);
}

/**
 * Validates the query of the address. A name that comes twice is refused like one that is not known.
 *
 * @throws AppError `bad_request` (with `details.pointer`).
 */
export function readQuery<Schema extends z.ZodType>(request: Request, schema: Schema): z.output<Schema> {
  const pairs = [...new URL(request.url).searchParams];
  const parsed = schema.safeParse(Object.fromEntries(pairs));
  if (!parsed.success) throw badRequest(parsed.error.issues);
  if (new Set(pairs.map(([name]) => name)).size === pairs.length) return parsed.data;
  throw new AppError('bad_request', { message: 'The request is not valid: a name comes twice in the query.' });
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(strictUtf8.decode(bytes));
  } catch {
    throw new AppError('bad_request', { message: 'The body is not valid JSON in UTF-8.', details: { pointer: '' } });
  }
}

function badRequest(issues: readonly z.core.$ZodIssue[]): AppError {
  const { path, message } = deepestIssue(issues, []);
  return new AppError('bad_request', {
    message: `The request is not valid: ${message}.`,
    details: { pointer: jsonPointer(path) },
  });
}

/** RFC 6901, cut at whole members where it would grow too long. */
function jsonPointer(path: readonly PropertyKey[]): string {
  let pointer = '';
  for (const part of path) {
    const longer = `${pointer}/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (longer.length > POINTER_CHARS_MAX) break;
    pointer = longer;
  }
  return pointer;
}

interface Fault {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Of the alternatives of a union, the one that came furthest says best what is wrong. */
function deepestIssue(issues: readonly z.core.$ZodIssue[], base: readonly PropertyKey[]): Fault {
  let deepest: Fault = { path: base, message: 'this has the wrong form' };
  for (const issue of issues) {
    const path = [...base, ...issue.path];
    const fault =
      issue.code === 'invalid_union'
        ? deepestIssue(issue.errors.flat(), path)
        : issue.code === 'unrecognized_keys'
          ? { path: [...path, ...issue.keys.slice(0, 1)], message: 'this field is not known' }
          : { path, message: publicMessage(issue) };
    if (fault.path.length > deepest.path.length || deepest.message === 'this has the wrong form') deepest = fault;
  }
  return deepest;
}

/** Our schemas' own words where they carry bounds; never a piece of the input. */
function publicMessage(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${issue.expected}`;
    case 'too_small':
      return `at least ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    case 'invalid_value':
      return `expected one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
    case 'custom':
      return issue.message;
    default:
      return 'this has the wrong form';
  }
}

/**
 * Answers a GET with JSON and an entity tag, or 304 when the caller has it already.
 *
 * @see RFC 9110 §8.8.3 (`ETag`), §13.1.2 (`If-None-Match`, weak comparison)
 */
export async function answerConditional(request: Request, body: unknown, cacheControl: string): Promise<Response> {
  const text = JSON.stringify(body);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  const etag = `"${digest.subarray(0, 16).toHex()}"`;
  const headers = { ETag: etag, 'Cache-Control': cacheControl };
  const known = (request.headers.get('If-None-Match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known.includes(etag) || known.includes('*')) return new Response(null, { status: 304, headers });
  return new Response(text, { headers: { ...headers, 'Content-Type': 'application/json' } });
}
