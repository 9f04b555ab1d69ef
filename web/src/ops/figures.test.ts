import { describe, expect, it } from 'vitest';
import { shownShare } from '../ui/shown-share.ts';
import { type DoFetch, fetchNumbers } from './fetch-numbers.ts';
import { inOrder, shownDay, type TrackNumbers } from './figures.ts';

const track = (name: string, answers: number, accuracy: number): TrackNumbers => ({
  track: name,
  title: null,
  game: null,
  answers,
  correct: answers * accuracy,
  wrong: 0,
  timeout: 0,
  skip: 0,
  accuracy,
});

describe('figures', () => {
  it('are written in the language of the reader', () => {
    expect(shownShare(0.256, 'en')).toBe('26%');
    expect(shownShare(null, 'en')).toBeUndefined();
    expect(shownDay('2026-11-20', 'en-GB')).toMatch(/Fri.*20 Nov/);
    expect(shownDay('2026-11-20', 'ja')).toBe('11月20日(金)');
  });

  it('put the least known track first, of equals the one that more people tried', () => {
    const tracks = [track('a', 9, 1), track('b', 5, 0.5), track('c', 7, 0.5)];
    expect(inOrder(tracks, 'accuracy').map((one) => one.track)).toEqual(['c', 'b', 'a']);
    expect(inOrder(tracks, 'answers')).toBe(tracks);
  });
});

describe('fetchNumbers', () => {
  const answering =
    (status: number): DoFetch =>
    async () =>
      new Response('{}', { status });

  it('sends the token as a header, never in the address, and only the days that are chosen', async () => {
    const asked: [string, unknown][] = [];
    const doFetch: DoFetch = async (address, init) => {
      asked.push([address, init.headers]);
      return new Response('{}');
    };
    await fetchNumbers('t0ken', { from: '2026-11-01', to: '' }, doFetch);
    expect(asked).toEqual([['/admin/telemetry?from=2026-11-01', { Authorization: 'Bearer t0ken' }]]);
  });

  it.each([
    [404, 'refused'],
    [400, 'days'],
    [503, 'unavailable'],
    [500, 'unavailable'],
  ])('tells %i as %s', async (status, fault) => {
    expect(await fetchNumbers('t', { from: '', to: '' }, answering(status))).toEqual({ fault });
  });

  it('tells what does not arrive, and a token that no header carries, as unreachable', async () => {
    const down: DoFetch = () => Promise.reject(new TypeError('failed'));
    expect(await fetchNumbers('t', { from: '', to: '' }, down)).toEqual({ fault: 'unreachable' });
  });
});
