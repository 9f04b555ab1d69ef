import { describe, expect, it } from 'vitest';
import { installServerRequest } from '../../../../shared/servers.schema.ts';
import { BLANK, draftOf, draftOfEntry, faultIn, settingsOf, suggestedName } from './server-draft.ts';

const WHOLE = {
  image: 'ghcr.io/owner/server:1',
  env: { TOKEN: '{{ bw:item:password }}', COMMIT: { value: 'a8f5f167f44f4964e6c998de', not_secret: true as const } },
  args: ['--port', '8080'],
  ports: [{ container: 8080, host: 18_080, protocol: 'udp' as const, address: '127.0.0.2' }],
  volumes: [{ volume: 'data', path: '/data', read_only: true }],
  cpus: 0.5,
  memory_bytes: 128 * 1024 * 1024,
  restart_policy: 'always' as const,
  network: 'inner',
  read_only_root: true,
  capabilities: ['CHOWN' as const],
};

describe('the form of a server', () => {
  it('gives back the settings that it was filled with, also what it does not show', () => {
    expect(settingsOf(draftOf(WHOLE), WHOLE)).toEqual(WHOLE);
  });

  it('makes settings that the server takes, without the rows that are empty', () => {
    const draft = {
      ...BLANK,
      image: ' mcp/github ',
      env: [
        { name: '', value: '', isNoSecret: false },
        { name: 'A', value: 'b', isNoSecret: false },
      ],
      ports: [
        { container: '80', host: '' },
        { container: '', host: '1' },
      ],
      args: 'one\n\ntwo words',
    };
    const input = { host_id: crypto.randomUUID(), name: 'github', ...settingsOf(draft) };
    const parsed = installServerRequest.parse(input);
    expect(parsed).toMatchObject({ image: 'mcp/github', env: { A: 'b' }, args: ['one', 'two words'] });
    expect(parsed.ports).toMatchObject([{ container: 80, address: '127.0.0.1' }]);
  });

  it('is filled in by a catalogue, but for secrets and what nobody must give', () => {
    const input = { description: '', format: 'string' as const, is_required: false, is_secret: false };
    const image = {
      image: 'docker.io/vendor/server:2',
      transport: 'streamable-http' as const,
      port: 8000,
      environment: [
        {
          ...input,
          name: 'TOKEN',
          is_required: true,
          is_secret: true,
          default: 'never',
          description: 'Of the account',
        },
        { ...input, name: 'LEVEL', default: 'info' },
        { ...input, name: 'OPTIONAL' },
      ],
      arguments: [{ ...input, name: 'port', flag: '--port', value: '8000' }],
      volumes: ['/etc:/etc'],
    };
    expect(draftOfEntry({ images: [image] })).toMatchObject({
      image: 'docker.io/vendor/server:2',
      env: [
        { name: 'TOKEN', value: '', isRequired: true, about: 'Of the account' },
        { name: 'LEVEL', value: 'info' },
      ],
      args: '--port\n8000',
      ports: [{ container: '8000', host: '' }],
      volumes: [],
    });
    expect(draftOfEntry({ images: [] })).toEqual(BLANK);
  });

  it.each([
    ['io.github.owner/my-server', 'my-server'],
    ['@scope/näme server', 'n-me-server'],
    ['.hidden', 'hidden'],
  ])('suggests a name for %s', (entry, name) => {
    expect(suggestedName(entry)).toBe(name);
  });

  it('says what is wrong before anybody is asked', () => {
    expect(faultIn({ ...BLANK, image: 'Not An Image' })).toBe('image');
    const variable = { name: 'A', value: '', isNoSecret: false };
    expect(faultIn({ ...BLANK, env: [variable, variable] })).toBe('twice');
    expect(faultIn(BLANK)).toBeUndefined();
  });
});
