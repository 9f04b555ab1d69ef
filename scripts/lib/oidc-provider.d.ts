/** The part of oidc-provider that the development provider uses; the package brings no types. */
declare module 'oidc-provider' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  /** What a person's choice becomes. */
  type InteractionResult =
    | { readonly login: { readonly accountId: string; readonly amr: readonly string[] } }
    | { readonly error: string; readonly error_description: string };

  export class Provider {
    constructor(issuer: string, configuration: Readonly<Record<string, unknown>>);
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    /** Rejects without the cookie of the interaction. */
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<unknown>;
    interactionFinished(request: IncomingMessage, response: ServerResponse, result: InteractionResult): Promise<void>;
  }
}

declare module 'oidc-provider/lib/adapters/memory_adapter.js' {
  /** A store in memory, of its own. */
  export function createMemoryAdapter(clockToleranceSeconds: number): new (name: string) => object;
}
