import { describe, expect, it } from 'vitest';
import { argumentsOf, BLANK_DRAFT, newSession } from './session-draft.ts';

describe('a command line', () => {
  it.each([
    ['ls -l /etc', ['ls', '-l', '/etc']],
    ['  echo   "two words"  ', ['echo', 'two words']],
    ['sh -c \'echo "$HOME"\'', ['sh', '-c', 'echo "$HOME"']],
    ['echo a\\ b "" c', ['echo', 'a b', '', 'c']],
    ['', []],
  ])('%s is taken apart as a person means it', (line, expected) => {
    expect(argumentsOf(line)).toEqual(expected);
  });

  it('is not run while a quotation mark is open', () => {
    expect(argumentsOf('echo "two words')).toBeUndefined();
  });
});

describe('a draft', () => {
  it('leaves out variables without a name, and a host that nobody chose', () => {
    const env = [
      { name: ' A ', value: '1' },
      { name: '', value: 'lost' },
    ];
    const made = newSession({ ...BLANK_DRAFT, image: ' busybox ', env });
    expect(made).toMatchObject({ image: 'busybox', cpus: 0.5, memory_mb: 512, env: { A: '1' } });
    expect(made).not.toHaveProperty('host_id');
  });
});
