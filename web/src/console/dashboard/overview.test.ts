import { describe, expect, it } from 'vitest';
import { byStatus, catalogueInShort, sessionsInShort } from './overview.ts';

describe('the overview', () => {
  it('counts servers by status, those that need somebody first', () => {
    const servers = (['running', 'error', 'running', 'stopped'] as const).map((status) => ({ status }));
    expect(byStatus(servers)).toEqual([
      ['error', 1],
      ['running', 2],
      ['stopped', 1],
    ]);
    expect(byStatus([])).toEqual([]);
  });

  it('tells which running session ends next, and what was left behind', () => {
    const [early, late] = ['2026-11-20T10:00:00.000Z', '2026-11-20T12:00:00.000Z'];
    expect(
      sessionsInShort([
        { phase: 'running', idle_deadline: late },
        { phase: 'running', idle_deadline: early },
        { phase: 'ended', idle_deadline: '2026-11-20T09:00:00.000Z' },
        { phase: 'stranded', idle_deadline: early },
      ]),
    ).toEqual({ running: 2, stranded: 1, nextEnd: early });
    expect(sessionsInShort([])).toEqual({ running: 0, stranded: 0, nextEnd: undefined });
  });

  it('is as old as the oldest source of the catalogue', () => {
    const source = {
      source: 'official',
      age_seconds: 1,
      is_complete: true,
      is_refreshing: false,
      warning: null,
    } as const;
    const [old, fresh] = ['2026-11-20T08:00:00.000Z', '2026-11-20T12:00:00.000Z'];
    expect(
      catalogueInShort([
        { ...source, entries: 3, refreshed_at: fresh, dropped: 0 },
        { ...source, source: 'docker', entries: 4, refreshed_at: old, dropped: 0 },
      ]),
    ).toEqual({ entries: 7, refreshedAt: old });
    expect(catalogueInShort([])).toEqual({ entries: 0, refreshedAt: undefined });
  });
});
