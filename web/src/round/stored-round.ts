/**
 * The round on the device: the token under its own key, as other frontends of the API know it, and the snapshot beside
 * it. The token is written first, because other tabs take the snapshot as the sign that both are there.
 */
import type { DeviceStorage } from '../storage/device-storage.ts';
import { STORAGE_KEYS } from '../storage/storage-keys.ts';
import type { RoundSnapshot } from './round.types.ts';
import { parseSnapshot, serializeSnapshot } from './snapshot.ts';
import { looksLikeToken } from './token-hint.ts';

export interface StoredRound {
  /** The snapshot, or `undefined` when there is none that can be read. */
  read(): RoundSnapshot | undefined;
  /** The token, or `undefined` when there is none worth sending. */
  readToken(): string | undefined;
  /** @param token `undefined` once the round needs none. */
  write(snapshot: RoundSnapshot, token: string | undefined): void;
  remove(): void;
}

export function createStoredRound(storage: DeviceStorage): StoredRound {
  return {
    read: () => parseSnapshot(storage.get(STORAGE_KEYS.round)),
    readToken() {
      const token = storage.get(STORAGE_KEYS.token);
      return looksLikeToken(token) ? token : undefined;
    },
    write(snapshot, token) {
      if (token === undefined) storage.remove(STORAGE_KEYS.token);
      else storage.set(STORAGE_KEYS.token, token);
      storage.set(STORAGE_KEYS.round, serializeSnapshot(snapshot));
    },
    remove() {
      storage.remove(STORAGE_KEYS.token);
      storage.remove(STORAGE_KEYS.round);
    },
  };
}
