import { describe, expect, it } from 'vitest';
import { type KeyPress, shortcutFor } from './shortcuts.ts';

const press = (part: Partial<KeyPress>): KeyPress => ({
  key: '',
  code: '',
  repeat: false,
  modified: false,
  onControl: false,
  ...part,
});

describe('shortcuts', () => {
  it('answer with the digit row, the number pad, and layouts that shift digits', () => {
    const second = { kind: 'choose', position: 1 };
    expect(shortcutFor(press({ key: '2', code: 'Digit2' }), 'asking', true)).toEqual(second);
    expect(shortcutFor(press({ key: '2', code: 'Numpad2' }), 'asking', true)).toEqual(second);
    expect(shortcutFor(press({ key: 'é', code: 'Digit2' }), 'asking', true)).toEqual(second);
    expect(shortcutFor(press({ key: '5', code: 'Digit5' }), 'asking', true)).toBeUndefined();
  });

  it('skip with S', () => {
    expect(shortcutFor(press({ key: 'S', code: 'KeyS' }), 'asking', true)).toEqual({ kind: 'skip' });
  });

  it('continue with Enter, unless a control takes it', () => {
    expect(shortcutFor(press({ key: 'Enter' }), 'revealed', true)).toEqual({ kind: 'continue' });
    expect(shortcutFor(press({ key: 'Enter', onControl: true }), 'revealed', true)).toBeUndefined();
  });

  it('leave combinations, held keys and other phases alone', () => {
    const one = { key: '1', code: 'Digit1' };
    expect(shortcutFor(press({ ...one, modified: true }), 'asking', true)).toBeUndefined();
    expect(shortcutFor(press({ ...one, repeat: true }), 'asking', true)).toBeUndefined();
    expect(shortcutFor(press(one), 'sending', true)).toBeUndefined();
    expect(shortcutFor(press(one), 'revealed', true)).toBeUndefined();
  });

  it('can be switched off, except Enter', () => {
    expect(shortcutFor(press({ key: '1', code: 'Digit1' }), 'asking', false)).toBeUndefined();
    expect(shortcutFor(press({ key: 's', code: 'KeyS' }), 'asking', false)).toBeUndefined();
    expect(shortcutFor(press({ key: 'Enter' }), 'revealed', false)).toEqual({ kind: 'continue' });
  });
});
