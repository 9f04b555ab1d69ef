/** Loads the manifest once per page; the HTTP cache decides how old it may be. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { ApiError } from '../../../shared/client.ts';
import type { Manifest } from '../../../shared/rounds.schema.ts';
import type { CallStatus, PersistentCaller } from '../connection/persistent-call.ts';

export interface ManifestLoader {
  readonly manifest: ReadonlySignal<Manifest | undefined>;
  readonly refusal: ReadonlySignal<ApiError | undefined>;
  readonly status: ReadonlySignal<CallStatus>;
  /** Loads unless it is there or on its way. */
  load(): void;
  retryNow(): void;
}

export function createManifestLoader(
  caller: PersistentCaller,
  fetchManifest: (signal: AbortSignal) => Promise<Manifest>,
): ManifestLoader {
  const manifest = signal<Manifest | undefined>(undefined);
  const refusal = signal<ApiError | undefined>(undefined);

  async function run(): Promise<void> {
    refusal.value = undefined;
    const outcome = await caller.run(fetchManifest);
    if (outcome.kind === 'done') manifest.value = outcome.value;
    if (outcome.kind === 'failed') refusal.value = outcome.error;
  }

  return {
    manifest,
    refusal,
    status: caller.status,
    load() {
      if (manifest.peek() === undefined && caller.status.peek().kind === 'idle') void run();
    },
    retryNow: caller.retryNow,
  };
}
