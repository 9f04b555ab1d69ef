import { signal } from '@preact/signals';
import { describe, expect, it, vi } from 'vitest';
import { ApiError, type ClientErrorCode } from '../../../shared/client.ts';
import type { NextReply, NextRequest } from '../../../shared/rounds.schema.ts';
import { createPersistentCaller } from '../connection/persistent-call.ts';
import { createDeviceStorage, type DeviceStorage } from '../storage/device-storage.ts';
import { STORAGE_KEYS } from '../storage/storage-keys.ts';
import { NOW, sampleNext, sampleStart, sampleToken } from './round.samples.ts';
import { createRoundSession, type SessionPorts } from './round-session.ts';
import { parseSnapshot } from './snapshot.ts';
import { createStoredRound } from './stored-round.ts';

type Server = (request: NextRequest) => Promise<NextReply>;

/** One tab on a device; tabs that get the same storage share it like tabs of a browser. */
function openTab(
  server: Server,
  storage: DeviceStorage = createDeviceStorage(undefined),
  nowMs = NOW,
  onStep?: SessionPorts['onStep'],
) {
  const now = () => nowMs;
  const caller = createPersistentCaller({ online: signal(true), now });
  const session = createRoundSession({ stored: createStoredRound(storage), caller, next: server, now, onStep });
  return { session, storage, stored: () => parseSnapshot(storage.get(STORAGE_KEYS.round)) };
}

const refusing =
  (code: ClientErrorCode, status: number): Server =>
  () =>
    Promise.reject(new ApiError({ code, status, message: code, retryable: false }));
const silent: Server = () => new Promise(() => {});
const tokenTwo = sampleToken(NOW + 1000);

describe('a session', () => {
  it('stores the answer before it is sent', async () => {
    let storedAtSend: unknown;
    const { session, stored } = openTab(() => {
      storedAtSend = stored()?.phase;
      return Promise.resolve(sampleNext(1, 2, true));
    });
    session.begin(sampleStart());
    session.answer('a');
    await vi.waitFor(() => expect(session.snapshot.value?.phase.kind).toBe('revealed'));
    expect(storedAtSend).toMatchObject({ kind: 'sending', answer: 'a' });
  });

  it('replaces the token with the reveal and removes it with the last one', async () => {
    const server = vi.fn<Server>();
    server.mockResolvedValueOnce(sampleNext(1, 2, true, tokenTwo)).mockResolvedValueOnce(sampleNext(2, 2, true));
    const { session, storage } = openTab(server);
    session.begin(sampleStart());
    session.answer('a');
    await vi.waitFor(() => expect(storage.get(STORAGE_KEYS.token)).toBe(tokenTwo));
    session.proceed();
    session.answer('b');
    await vi.waitFor(() => expect(session.snapshot.value?.history).toHaveLength(2));
    expect(server.mock.calls.map(([request]) => request)).toEqual([
      { continuationToken: sampleToken(NOW), answer: 'a' },
      { continuationToken: tokenTwo, answer: 'b' },
    ]);
    expect(storage.get(STORAGE_KEYS.token)).toBeUndefined();
  });

  it('sends the same answer with the same token after a reload', async () => {
    const { session, storage } = openTab(silent);
    session.begin(sampleStart());
    session.answer('c');
    const server = vi.fn<Server>().mockResolvedValue(sampleNext(1, 2, false));
    const reloaded = openTab(server, storage).session;
    reloaded.restore();
    await vi.waitFor(() => expect(reloaded.snapshot.value?.phase.kind).toBe('revealed'));
    expect(server).toHaveBeenCalledExactlyOnceWith(
      { continuationToken: sampleToken(NOW), answer: 'c' },
      expect.anything(),
    );
  });

  it('tells of its own steps, not of what it restores or follows', async () => {
    const steps: string[] = [];
    const onStep: SessionPorts['onStep'] = ({ before, after }) =>
      steps.push(`${before.phase.kind} ${after.phase.kind}`);
    const storage = createDeviceStorage(undefined);
    const other = openTab(() => Promise.resolve(sampleNext(1, 2, true)), storage).session;
    const tab = openTab(silent, storage, NOW, onStep).session;
    other.begin(sampleStart());
    tab.restore();
    other.answer('a');
    await vi.waitFor(() => expect(other.snapshot.value?.phase.kind).toBe('revealed'));
    tab.follow();
    tab.proceed();
    tab.answer('b');
    expect(steps).toEqual(['revealed asking', 'asking sending']);
  });

  it('sends one answer for two quick clicks', () => {
    const server = vi.fn<Server>(silent);
    const { session } = openTab(server);
    session.begin(sampleStart());
    session.answer('a');
    session.answer('b');
    expect(server).toHaveBeenCalledOnce();
  });
});

describe('a round that cannot go on', () => {
  it.each([
    ['token_expired', 'expired'],
    ['invalid_token', 'invalid'],
  ] as const)('ends on %s and keeps its history', async (code, reason) => {
    const { session } = openTab(refusing(code, 401));
    session.begin(sampleStart());
    session.answer('a');
    await vi.waitFor(() => expect(session.snapshot.value?.phase).toEqual({ kind: 'ended', reason }));
  });

  it('ends without a request when the stored token has expired', () => {
    const { session, storage } = openTab(silent);
    session.begin(sampleStart());
    storage.set(STORAGE_KEYS.token, sampleToken(NOW - 200_000));
    const server = vi.fn<Server>(silent);
    const reloaded = openTab(server, storage).session;
    reloaded.restore();
    expect(reloaded.snapshot.value?.phase).toEqual({ kind: 'ended', reason: 'expired' });
    expect(server).not.toHaveBeenCalled();
  });

  it('ends when the token is gone', () => {
    const { session, storage } = openTab(silent);
    session.begin(sampleStart());
    storage.remove(STORAGE_KEYS.token);
    const reloaded = openTab(silent, storage).session;
    reloaded.restore();
    expect(reloaded.snapshot.value?.phase).toEqual({ kind: 'ended', reason: 'invalid' });
  });

  it('is discarded when its snapshot cannot be read, with its token', () => {
    const { session, storage } = openTab(silent);
    storage.set(STORAGE_KEYS.token, sampleToken(NOW));
    storage.set(STORAGE_KEYS.round, '{"version":1}');
    session.restore();
    expect(session.snapshot.value).toBeUndefined();
    expect(storage.get(STORAGE_KEYS.round)).toBeUndefined();
    expect(storage.get(STORAGE_KEYS.token)).toBeUndefined();
  });

  it('shows a refusal that is nobody’s turn to explain, and sends the answer again on request', async () => {
    const server = vi.fn<Server>(refusing('bad_request', 400));
    const { session } = openTab(server);
    session.begin(sampleStart());
    session.answer('a');
    await vi.waitFor(() => expect(session.refusal.value?.code).toBe('bad_request'));
    server.mockResolvedValueOnce(sampleNext(1, 2, true));
    session.sendAgain();
    await vi.waitFor(() => expect(session.snapshot.value?.phase.kind).toBe('revealed'));
  });
});

describe('two tabs', () => {
  it('stop the second answer before it is sent and let its tab follow', async () => {
    let answerFirst: (reply: NextReply) => void = () => {};
    const { session: first, storage } = openTab(() => new Promise((resolve) => (answerFirst = resolve)));
    first.begin(sampleStart());
    const server = vi.fn<Server>().mockResolvedValue(sampleNext(1, 2, true));
    const { session: second } = openTab(server, storage);
    second.restore();
    first.answer('a');
    second.answer('b');
    expect(second.overtaken.value).toBe('answered_elsewhere');
    expect(server).not.toHaveBeenCalled();
    answerFirst(sampleNext(1, 2, true, tokenTwo));
    await vi.waitFor(() => expect(first.snapshot.value?.phase.kind).toBe('revealed'));
    expect(second.canFollow()).toBe(true);
    second.follow();
    expect(second.overtaken.value).toBeUndefined();
    expect(second.snapshot.value).toEqual(first.snapshot.value);
  });

  it('explain a conflict that only the server saw, and wait for something to follow', async () => {
    const { session } = openTab(refusing('already_answered', 409));
    session.begin(sampleStart());
    session.answer('b');
    await vi.waitFor(() => expect(session.overtaken.value).toBe('answered_elsewhere'));
    expect(session.canFollow()).toBe(false);
  });

  it('notice a reveal elsewhere, but not a pending answer', async () => {
    const { session: first, storage } = openTab(() => Promise.resolve(sampleNext(1, 2, true)));
    first.begin(sampleStart());
    const { session: second } = openTab(silent, storage);
    second.restore();
    first.answer('a');
    second.noticeOtherTab();
    expect(second.overtaken.value).toBeUndefined();
    await vi.waitFor(() => expect(first.snapshot.value?.phase.kind).toBe('revealed'));
    second.noticeOtherTab();
    expect(second.overtaken.value).toBe('answered_elsewhere');
  });

  it('leave a newer round to the tab that began it', () => {
    const { session: first, storage } = openTab(silent);
    first.begin(sampleStart());
    const { session: second } = openTab(silent, storage);
    const reply = sampleStart();
    second.begin({ ...reply, round: { ...reply.round, id: 'newer' } });
    first.answer('a');
    expect(first.overtaken.value).toBe('newer_round');
    expect(parseSnapshot(storage.get(STORAGE_KEYS.round))?.round.id).toBe('newer');
  });
});
