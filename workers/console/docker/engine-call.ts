/**
 * One call to an engine over HTTP: the host's credentials, the version of the API that both sides speak, and what goes
 * wrong as an `EngineError`. Every call passes the guard for addresses that people may choose.
 */
import type * as z from 'zod';
import { OutboundError } from '../../kernel/outbound.ts';
import {
  API_VERSION_MAX,
  API_VERSION_MIN,
  QUICK_TIMEOUT_MS,
  REFUSAL_BYTES_MAX,
  REPLY_BYTES_MAX,
} from './docker.constants.ts';
import { EngineError, type EngineFault, faultOf } from './engine-error.ts';
import { refusal } from './engine-replies.ts';

/** What a host asks of us before it answers. */
export type HostCredential =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly token: string }
  /** Of Cloudflare Access, for the tunnel that the engine is behind. */
  | { readonly kind: 'service_token'; readonly client_id: string; readonly client_secret: string };

export interface GuardedCalls {
  fetch(
    url: string,
    init: RequestInit,
    bounds: { timeoutMs: number; bytesMax: number; redirectsMax?: number; stream?: boolean; idleMs?: number },
  ): Promise<Response>;
}

export interface EngineAddress {
  /** Origin, perhaps with a path below which the engine is. */
  readonly url: string;
  readonly credential: HostCredential;
}

export interface EngineRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the version, with its query. */
  readonly path: string;
  readonly body?: unknown;
  /** In place of `body`: an uncompressed tar archive. */
  readonly tar?: Uint8Array;
  readonly timeoutMs?: number;
  readonly bytesMax?: number;
  readonly streams?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** What is missing when it answers 404; the container unless said otherwise. */
  readonly notFound?: EngineFault;
  readonly conflict?: EngineFault;
}

export class EngineCaller {
  readonly #calls: GuardedCalls;
  readonly #address: EngineAddress;
  #version: Promise<string> | undefined;

  constructor(calls: GuardedCalls, address: EngineAddress) {
    this.#calls = calls;
    this.#address = address;
  }

  /** @returns The answer to a request that the engine took: 2xx, or 304 where there was nothing to do. */
  async send(request: EngineRequest): Promise<Response> {
    if (leadsAstray(request.path)) throw new EngineError(request.notFound ?? 'container_not_found');
    this.#version ??= this.#agreeOnVersion();
    const version = await this.#version.catch((error: unknown) => {
      this.#version = undefined;
      throw error;
    });
    return await this.#answerTo(request, `/v${version}${request.path}`);
  }

  /** Reads the answer by a schema. @throws EngineError `not_an_engine` when it does not fit. */
  async read<Schema extends z.ZodType>(request: EngineRequest, schema: Schema): Promise<z.output<Schema>> {
    const response = await this.send(request);
    const parsed = schema.safeParse(await response.json().catch(() => undefined));
    if (!parsed.success)
      throw new EngineError('not_an_engine', `${request.method} ${request.path.split('?')[0]}: another shape`);
    return parsed.data;
  }

  /** Asks `/_ping`, which has no version in its address and tells one in its headers. */
  async #agreeOnVersion(): Promise<string> {
    const ping = await this.#answerTo({ method: 'GET', path: '', notFound: 'not_an_engine' }, '/_ping');
    await ping.body?.cancel();
    const told = ping.headers.get('Api-Version') ?? '';
    if (!/^\d{1,3}\.\d{1,3}$/.test(told)) throw new EngineError('not_an_engine', 'no Api-Version');
    if (isOlder(told, API_VERSION_MIN)) throw new EngineError('engine_too_old');
    return isOlder(told, API_VERSION_MAX) ? told : API_VERSION_MAX;
  }

  async #answerTo(request: EngineRequest, path: string): Promise<Response> {
    const { method, body, tar, timeoutMs = QUICK_TIMEOUT_MS, bytesMax = REPLY_BYTES_MAX, streams = false } = request;
    const { url, credential } = this.#address;
    const init: RequestInit = {
      method,
      headers: {
        ...credentialHeaders(credential),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(tar === undefined ? {} : { 'Content-Type': 'application/x-tar' }),
      },
      body: tar ?? (body === undefined ? null : JSON.stringify(body)),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    };
    // A command or a log may say nothing for as long as the call may take.
    const bounds = { timeoutMs, bytesMax, redirectsMax: 0, ...(streams && { stream: true, idleMs: timeoutMs }) };
    const response = await this.#calls
      .fetch(`${url.replace(/\/$/, '')}${path}`, init, bounds)
      .catch((error: unknown) => {
        request.signal?.throwIfAborted();
        throw engineErrorOf(error);
      });
    if (response.ok || response.status === 304) return streams ? inOurWords(response, request.signal) : response;
    const fault = faultOf(response.status, await refusalOf(response), request.notFound ?? 'container_not_found');
    const cause = `${method} ${path.split('?')[0]}: status ${response.status}`;
    if (fault === 'route_refused' && path === '/_ping') throw new EngineError('not_admitted', cause);
    throw new EngineError(fault === 'state_conflict' ? (request.conflict ?? fault) : fault, cause);
  }
}

function credentialHeaders(credential: HostCredential): Record<string, string> {
  switch (credential.kind) {
    case 'none':
      return {};
    case 'bearer':
      return { Authorization: `Bearer ${credential.token}` };
    case 'service_token':
      return { 'CF-Access-Client-Id': credential.client_id, 'CF-Access-Client-Secret': credential.client_secret };
    default:
      return credential satisfies never;
  }
}

/** What the guard refuses stays as it is: it says why and what to do. */
function engineErrorOf(error: unknown): unknown {
  if (!(error instanceof OutboundError)) return error;
  switch (error.fault) {
    case 'timeout':
      return new EngineError('timed_out', error);
    case 'redirect':
      // Access leads whoever it does not know to its page for signing in.
      return new EngineError('not_admitted', error);
    case 'too_large':
      return new EngineError('said_too_much', error);
    default:
      return new EngineError('unreachable', error);
  }
}

/** The same answer, whose body breaks off in our words. */
function inOurWords(response: Response, signal: AbortSignal | undefined): Response {
  const reader = response.body?.getReader();
  if (reader === undefined) return response;
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        signal?.throwIfAborted();
        throw engineErrorOf(error);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return new Response(body, response);
}

/** The engine's message, for `faultOf` alone; undefined when the answer is not an engine's. */
async function refusalOf(response: Response): Promise<string | undefined> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  while (reader !== undefined && text.length < REFUSAL_BYTES_MAX) {
    const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }));
    if (done) break;
    text += decoder.decode(value, { stream: true });
  }
  await reader?.cancel().catch(() => undefined);
  // One piece of it may be as long as an answer.
  if (text.length > REFUSAL_BYTES_MAX) return undefined;
  try {
    return refusal.safeParse(JSON.parse(text)).data?.message;
  } catch {
    return undefined;
  }
}

/** Escaping leaves the dots of `..` alone, and an address makes another one of them. No engine has anything of such a name. */
function leadsAstray(path: string): boolean {
  const [, ...segments] = path.replace(/\?.*$/s, '').split('/');
  return segments.some((segment) => ['', '.', '..'].includes(segment));
}

function isOlder(version: string, other: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}
