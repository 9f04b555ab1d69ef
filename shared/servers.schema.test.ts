import { describe, expect, it } from 'vitest';
import { serverVolume } from './servers.schema.ts';

describe('a volume', () => {
  it.each(['/data', '/srv/a b/データ', '/with.dots/..hidden'])('may be mounted at %s', (path) => {
    expect(serverVolume.safeParse({ volume: 'data', path }).success).toBe(true);
  });

  it.each([
    '/data,volume-opt=type=none,volume-opt=device=/',
    '/data"',
    '/data:rw',
    '/data\n/etc',
    '/data\0',
    '/a/../etc',
    '/\u202edata',
    '/',
    'data',
  ])('brings no option along: %j', (path) => {
    expect(serverVolume.safeParse({ volume: 'data', path }).success).toBe(false);
  });
});
