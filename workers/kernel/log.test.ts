import { afterEach, describe, expect, it, vi } from 'vitest';
import { testClock } from '../testing/harness.ts';
import { createLog, describeThrown, type LogFields } from './log.ts';
import { Recorder } from './metrics/recorder.ts';
import { watchedSecrets, watchSecret } from './sanitise/watched-secrets.ts';

const TOKEN = `ghp_${'a1B2c3D4'.repeat(4)}abcd`;
const sources = import.meta.glob<string>('../**/*.ts', { eager: true, query: '?raw', import: 'default' });

function lineOf(fields: LogFields, event = 'something_happened'): string {
  const lines: string[] = [];
  createLog('debug', (_, line) => lines.push(line)).info(event, fields);
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
}

/** Control characters, line and paragraph separators, marks of direction, what is not seen. */
function isUnprintable(character: string): boolean {
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(character);
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a log line', () => {
  it('hides secrets in every field, by shape, by name and by value', () => {
    watchSecret('a value without a shape');
    const line = lineOf({ cause: `bad ${TOKEN}`, password: 'x', said: 'it is a value without a shape', status: 200 });
    expect(JSON.parse(line)).toEqual({
      level: 'info',
      event: 'something_happened',
      cause: 'bad [hidden:github_token]',
      password: '[hidden:named_secret]',
      said: 'it is [hidden:watched_secret]',
      status: 200,
    });
  });

  it('cannot be broken, forged or made to command a terminal by a value', () => {
    const hostile = [
      '\n{"level":"error","event":"forged"}',
      '\r\n\u0000\u0007\u001b[2J\u001b]0;title\u0007',
      '\u0085\u2028\u2029\u009b31m\u007f',
      '\u202e\u2066\u200f\ufeff\u00ad',
      '","level":"error","event":"forged',
      '\ud800 lone \udfff',
    ];
    for (const value of hostile) {
      const line = lineOf({ value });
      expect(line.split('').filter(isUnprintable)).toEqual([]);
      expect(line.match(/"level":/g)).toHaveLength(1);
      const told = JSON.parse(line);
      expect([told.level, told.event]).toEqual(['info', 'something_happened']);
      expect(told.value).toBe(value.toWellFormed() === value ? value : told.value);
    }
  });

  it('has level and event once, whatever the names of fields', () => {
    const fields = JSON.parse('{"level":"error","event":"forged","__proto__":"x","a\\nb":"x","Upper":"x","good":"y"}');
    expect(lineOf(fields)).toBe('{"level":"info","event":"something_happened","good":"y"}');
    expect(lineOf({}, 'x\n{"event":"forged"}')).toBe('{"level":"info","event":"unnamed"}');
  });

  it('loses its body when it cannot be made safe, keeps what cannot hold a secret, and is counted', async () => {
    vi.spyOn(watchedSecrets, 'find').mockImplementation(() => {
      throw new Error(`broke at ${TOKEN}`);
    });
    const line = lineOf({ cause: `bad ${TOKEN}`, status: 500, is_final: true });
    expect(JSON.parse(line)).toEqual({
      level: 'info',
      event: 'something_happened',
      sanitiser: 'failed',
      status: 500,
      is_final: true,
    });
    const parcels: { deltas: readonly { name: string }[] }[] = [];
    const recorder = new Recorder({
      send: async (parcel) => void parcels.push(parcel),
      clock: testClock(),
      log: createLog('silent'),
      intervalMs: 0,
    });
    await recorder.handOver();
    expect(JSON.stringify(parcels)).toContain('log_sanitiser_failures_total');
  });

  it('is written through one door: nothing else in the Worker writes to the console', () => {
    const writers = Object.entries(sources).filter(
      ([path, source]) =>
        !/\.test\.ts$|\/testing\//.test(path) &&
        /\bconsole(?:\.(?:debug|info|log|warn|error|trace|dir|table)\b|\[)/.test(source),
    );
    expect(Object.keys(sources).length).toBeGreaterThan(100);
    expect(writers.map(([path]) => path)).toEqual(['./log.ts']);
  });
});

describe('what was thrown', () => {
  it('is sanitised before it is cut', () => {
    for (let before = 440; before < 500; before += 1) {
      const told = describeThrown(new Error('x'.repeat(before), { cause: new Error(TOKEN) }));
      expect(told).not.toContain('ghp_');
      expect(told.length).toBeLessThanOrEqual(500);
    }
  });

  it('tells nothing when it cannot be made safe', () => {
    vi.spyOn(watchedSecrets, 'find').mockImplementation(() => {
      throw new Error('broke');
    });
    expect(describeThrown(new Error(TOKEN))).toBe('');
  });

  it('is silent about a thrown value that cannot be read', () => {
    const withMessage = (message: unknown) => Object.defineProperty(new Error(), 'message', { value: message });
    const throwing = Object.defineProperty(new Error(), 'cause', {
      get: () => {
        throw new Error('not for anybody');
      },
    });
    for (const thrown of [withMessage(Symbol('x')), withMessage(Object.create(null)), throwing])
      expect(describeThrown(thrown)).toBe('');
  });
});
