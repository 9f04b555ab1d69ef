/**
 * Sign-ins under way, from the isolate's side. A state that we did not issue costs no look-up; what is stored is sealed
 * and bound to its record (AES-GCM with the record's id as associated data), so that neither the object nor its backup
 * shows a code verifier, and no record can be put in the place of another.
 */
import * as z from 'zod';
import { sha256Hex } from '../../kernel/digest.ts';
import { AppError } from '../../kernel/errors.ts';
import type { MarkedId, MarkedIds } from '../sessions/marked-ids.ts';
import { callObject } from '../sessions/object-call.ts';
import { BINDING_BYTES, TRANSACTION_TIMEOUT_MS } from './sign-in.constants.ts';
import type { SignInTransaction } from './transaction.do.ts';

const IV_BYTES = 12;
const BASE64URL = { alphabet: 'base64url', omitPadding: true } as const;
/** 43 characters of base64url are 32 bytes. */
const BINDING = /^[A-Za-z0-9_-]{43}$/;

const contentSchema = z.strictObject({
  /** RFC 7636 §4.1. */
  codeVerifier: z.string(),
  nonce: z.string(),
  returnTo: z.string(),
  /** Whether the provider was asked to have the person show who they are anew. */
  isStepUp: z.boolean(),
  startedAtMs: z.number(),
});
export type TransactionContent = Readonly<z.infer<typeof contentSchema>>;

/** Why a callback does not belong to a sign-in under way. */
export type TransactionFault = 'sign_in_expired' | 'other_browser';

interface TransactionsParts {
  readonly namespace: DurableObjectNamespace<SignInTransaction>;
  /** For states alone. */
  readonly ids: MarkedIds;
  /** AES-GCM, for this purpose alone. */
  readonly sealingKey: CryptoKey;
}

export class Transactions {
  readonly #parts: TransactionsParts;

  constructor(parts: TransactionsParts) {
    this.#parts = parts;
  }

  /**
   * @param binding The value of the browser's cookie, from `newBinding`.
   * @returns The state to send along.
   * @throws AppError `unavailable`.
   */
  async begin(content: TransactionContent, binding: string): Promise<string> {
    const state = await this.#parts.ids.issue();
    const sealed = await this.#seal(content, state.digest);
    const bindingDigest = await sha256Hex(binding);
    await this.#call(state, (stub) => stub.begin(bindingDigest, sealed));
    return state.text;
  }

  /**
   * What was remembered for a state, once.
   *
   * @param binding The browser's cookie, if it has one.
   * @throws AppError `unavailable`.
   */
  async consume(stateText: string, binding: string | undefined): Promise<TransactionContent | TransactionFault> {
    const state = await this.#parts.ids.read(stateText);
    if (state === undefined) return 'sign_in_expired';
    const bindingDigest = await sha256Hex(isBinding(binding) ? binding : '');
    const consumed = await this.#call(state, (stub) => stub.consume(bindingDigest));
    switch (consumed.kind) {
      case 'none':
        return 'sign_in_expired';
      case 'other_browser':
        return 'other_browser';
      case 'consumed':
        return await this.#open(consumed.sealed, state.digest);
    }
  }

  #call<Value>({ digest }: MarkedId, ask: (stub: DurableObjectStub<SignInTransaction>) => Promise<Value>) {
    return callObject(() => ask(this.#parts.namespace.getByName(digest)), TRANSACTION_TIMEOUT_MS);
  }

  async #seal(content: TransactionContent, recordId: string): Promise<string> {
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const plain = new TextEncoder().encode(JSON.stringify(content));
    const cipher = await crypto.subtle.encrypt(gcm(iv, recordId), this.#parts.sealingKey, plain);
    return `v1.${iv.toBase64(BASE64URL)}.${new Uint8Array(cipher).toBase64(BASE64URL)}`;
  }

  async #open(sealed: string, recordId: string): Promise<TransactionContent> {
    try {
      const [version, iv, cipher] = sealed.split('.');
      if (version !== 'v1') throw new Error('sealed in a way that is not known');
      const bytes = (part = '') => Uint8Array.fromBase64(part, { alphabet: 'base64url' });
      const plain = await crypto.subtle.decrypt(gcm(bytes(iv), recordId), this.#parts.sealingKey, bytes(cipher));
      return contentSchema.parse(JSON.parse(new TextDecoder().decode(plain)));
    } catch (cause) {
      throw new AppError('internal_error', { cause });
    }
  }
}

function gcm(iv: Uint8Array, recordId: string) {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(recordId) };
}

/** A value that ties a sign-in to the browser that holds it. */
export function newBinding(): string {
  return crypto.getRandomValues(new Uint8Array(BINDING_BYTES)).toBase64(BASE64URL);
}

export function isBinding(value: string | undefined): value is string {
  return value !== undefined && BINDING.test(value);
}
