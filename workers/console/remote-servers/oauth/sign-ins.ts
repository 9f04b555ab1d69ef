/** Sign-ins under way, from the isolate's side: sealed, bound to their state and to the session that began. */
import * as z from 'zod';
import { sha256Hex } from '../../../kernel/digest.ts';
import { type SealingRing, UnsealError } from '../../../kernel/keys/sealing-ring.ts';
import { askObject } from '../../ask-object.ts';
import { STATE_BYTES } from '../remote-servers.constants.ts';
import { knownServer, oauthClient } from './grant.ts';
import { oauthFault } from './oauth-fault.ts';
import type { RemoteSignIn } from './remote-sign-in.do.ts';

const BASE64URL = { alphabet: 'base64url', omitPadding: true } as const;
const STATE = /^[A-Za-z0-9_-]{43}$/;

const content = z.strictObject({
  version: z.literal(1),
  serverId: z.string(),
  /** As it was when the sign-in began. */
  endpoint: z.string(),
  server: knownServer,
  client: oauthClient,
  resource: z.string(),
  /** RFC 7636 §4.1. */
  codeVerifier: z.string(),
  scopes: z.array(z.string()),
});
export type SignInContent = Readonly<z.infer<typeof content>>;

export class SignIns {
  readonly #namespace: DurableObjectNamespace<RemoteSignIn>;
  readonly #ring: SealingRing;

  constructor(namespace: DurableObjectNamespace<RemoteSignIn>, ring: SealingRing) {
    this.#namespace = namespace;
    this.#ring = ring;
  }

  /** @returns The state to send along. */
  async begin(signIn: SignInContent, sessionId: string): Promise<string> {
    const state = crypto.getRandomValues(new Uint8Array(STATE_BYTES)).toBase64(BASE64URL);
    const name = await sha256Hex(state);
    const envelope = await this.#ring.seal(JSON.stringify(signIn), recordIdOf(name));
    const sessionDigest = await sha256Hex(sessionId);
    await askObject(() => this.#namespace.getByName(name).begin(envelope, sessionDigest));
    return state;
  }

  /** @throws AppError with the fault `unknown_state`. */
  async consume(state: string, sessionId: string): Promise<SignInContent> {
    // What is no state of ours costs no look-up.
    if (!STATE.test(state)) throw oauthFault('unknown_state');
    const name = await sha256Hex(state);
    const sessionDigest = await sha256Hex(sessionId);
    const envelope = await askObject(async () => await this.#namespace.getByName(name).consume(sessionDigest));
    if (envelope === undefined) throw oauthFault('unknown_state');
    try {
      return content.parse(JSON.parse(await this.#ring.open(envelope, recordIdOf(name))));
    } catch (error) {
      // The key was rotated away meanwhile: beginning anew helps.
      if (error instanceof UnsealError) throw oauthFault('unknown_state');
      throw error;
    }
  }
}

function recordIdOf(name: string): string {
  return `remote-sign-in/${name}`;
}
