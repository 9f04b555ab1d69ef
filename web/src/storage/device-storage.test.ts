import { describe, expect, it } from 'vitest';
import { createDeviceStorage, type StorageArea } from './device-storage.ts';

function mapArea(): StorageArea {
  const map = new Map<string, string>();
  return {
    get length() {
      return map.size;
    },
    key: (index) => [...map.keys()][index] ?? null,
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
  };
}

const refuse = (): never => {
  throw new DOMException('refused', 'QuotaExceededError');
};

describe('device storage', () => {
  it('reads what another tab wrote, not what this one remembers', () => {
    const area = mapArea();
    const storage = createDeviceStorage(area);
    storage.set('k', 'mine');
    area.setItem('k', 'theirs');
    expect(storage.get('k')).toBe('theirs');
  });

  it('goes on in memory without an area', () => {
    const storage = createDeviceStorage(undefined);
    storage.set('k', 'v');
    expect(storage.get('k')).toBe('v');
    expect(storage.persistent.value).toBe(false);
  });

  it('keeps the value in memory when the device refuses to write it', () => {
    const storage = createDeviceStorage({ ...mapArea(), setItem: refuse });
    storage.set('k', 'v');
    expect(storage.get('k')).toBe('v');
    expect(storage.persistent.value).toBe(false);
  });

  it('forgets its own keys only', () => {
    const area = mapArea();
    area.setItem('other.app', 'stays');
    const storage = createDeviceStorage(area);
    storage.set('vgm2.a', '1');
    storage.set('vgm2.b', '2');
    storage.forget('vgm2.');
    expect(storage.get('vgm2.a')).toBeUndefined();
    expect(storage.get('vgm2.b')).toBeUndefined();
    expect(storage.get('other.app')).toBe('stays');
  });
});
