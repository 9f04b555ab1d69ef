import { describe, expect, it } from 'vitest';
import { gatewayConfig } from '../../../../shared/gateway-config.schema.ts';
import { BLANK_ROW, BLANK_SERVER, configOf, draftOf, settingPointer } from './config-draft.ts';

const CONFIG = gatewayConfig.parse({
  version: '1.0',
  servers: [
    {
      name: 'fetch',
      container_id: 'c0ffee',
      enabled: false,
      config: {
        env: { TOKEN: '{{ bw:a:b }}', SITE_KEY: { value: 'abc', not_secret: true }, PORT: 8080 },
        args: ['--verbose'],
        retries: 3,
      },
    },
    { name: 'plain', container_id: 'b', enabled: true, config: {} },
    { name: 'odd', container_id: 'c', enabled: true, config: { env: ['A=1'] } },
  ],
  global_settings: { log_level: 'info', limits: { cpu: 0.5 }, none: null },
});

describe('the form', () => {
  it('gives back what was put in', () => {
    expect(configOf(draftOf(CONFIG))).toEqual(CONFIG);
  });

  it('has texts in rows and everything else as JSON', () => {
    const { servers, global } = draftOf(CONFIG);
    expect(servers[0]?.env).toEqual([
      { name: 'TOKEN', value: '{{ bw:a:b }}', isMarked: false },
      { name: 'SITE_KEY', value: 'abc', isMarked: true },
    ]);
    expect(JSON.parse(servers[0]?.others ?? '')).toEqual({ args: ['--verbose'], retries: 3, env: { PORT: 8080 } });
    expect(global).toEqual([{ name: 'log_level', value: 'info', isMarked: false }]);
  });

  it('leaves out rows without a name, and the blanks around names', () => {
    const server = {
      ...BLANK_SERVER,
      name: ' a ',
      containerId: ' b ',
      env: [BLANK_ROW, { ...BLANK_ROW, name: ' X ', value: ' 1 ' }],
    };
    expect(configOf({ version: '1.0', servers: [server], global: [], otherGlobal: '' })?.servers).toEqual([
      { name: 'a', container_id: 'b', enabled: true, config: { env: { X: ' 1 ' } } },
    ]);
  });

  it.each(['{', '[]', '1', '"x"', 'null'])('cannot be sent while its JSON is %j', (others) => {
    expect(
      configOf({ version: '1.0', servers: [{ ...BLANK_SERVER, others }], global: [], otherGlobal: '' }),
    ).toBeUndefined();
    expect(configOf({ version: '1.0', servers: [], global: [], otherGlobal: others })).toBeUndefined();
  });

  it('names places as the server does', () => {
    expect(settingPointer('/config/servers/0/config/env', ' a/b~c ')).toBe('/config/servers/0/config/env/a~1b~0c');
  });
});
