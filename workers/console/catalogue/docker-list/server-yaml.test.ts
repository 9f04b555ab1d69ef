import { describe, expect, it } from 'vitest';
import { dockerEntry } from './server-yaml.ts';

const BRAVE = `
name: brave
image: mcp/brave-search
type: server
meta: { category: Search, tags: [brave, search] }
about:
  title: Brave Search
  description: Search the Web.
source: { project: https://github.com/brave/brave-search-mcp-server }
run:
  command: [--region, '{{brave.region}}']
  volumes: ['{{brave.folder}}:/data']
config:
  secrets:
    - { name: brave.api_key, env: BRAVE_API_KEY, example: YOUR_KEY }
    - { name: brave.other, env: OTHER_KEY, required: false }
  env:
    - { name: BRAVE_REGION, value: '{{brave.region}}' }
    - { name: LIMIT, value: 10 }
    - { name: 'not a name', value: x }
  parameters:
    type: object
    properties: { region: { type: string, description: Where to, default: jp, enum: [jp, eu] } }
    required: [region]
`;

it('maps a server to what an install form needs', () => {
  expect(dockerEntry(BRAVE)).toMatchObject({
    name: 'brave',
    title: 'Brave Search',
    category: 'search',
    repository: 'https://github.com/brave/brave-search-mcp-server',
    image: 'docker.io/mcp/brave-search:latest',
    images: [
      {
        image: 'docker.io/mcp/brave-search:latest',
        transport: 'stdio',
        environment: [
          { name: 'BRAVE_API_KEY', is_secret: true, is_required: true, placeholder: 'YOUR_KEY' },
          { name: 'OTHER_KEY', is_secret: true, is_required: false },
          { name: 'BRAVE_REGION', is_secret: false, is_required: true, default: 'jp', choices: ['jp', 'eu'] },
          { name: 'LIMIT', is_secret: false, default: '10' },
        ],
        arguments: [{ value: '--region' }, { placeholder: '{{brave.region}}', is_required: true }],
        volumes: ['{{brave.folder}}:/data'],
      },
    ],
  });
});

it('maps a remote server, whose credential belongs in a vault', () => {
  const entry = dockerEntry(
    'name: apify\ntype: remote\nremote:\n  transport_type: streamable-http\n  url: https://mcp.apify.com\n' +
      "  headers: { Authorization: 'Bearer $APIFY_API_KEY' }\nconfig:\n  secrets: [{ env: APIFY_API_KEY }]\n",
  );
  expect(entry).toMatchObject({
    image: null,
    images: [],
    remotes: [{ url: 'https://mcp.apify.com/', headers: [{ name: 'Authorization', is_secret: true }] }],
  });
});

describe('what is refused', () => {
  it.each([
    ['no YAML', 'a: [1'],
    ['a list', '- a'],
    ['no name', 'type: server'],
    ['a name that leads elsewhere', 'name: ../../etc\ntype: server'],
    ['a tag of another type', 'name: !!js/function "x"\ntype: server'],
    ['an image that is none', 'name: x\ntype: [server]'],
  ])('%s', (_, text) => {
    expect(dockerEntry(text)).toBeUndefined();
  });

  it('an alias that grows without end', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from('bcdefghi', (name, index) => {
      const before = 'abcdefgh'[index];
      return `${name}: &${name} [*${before},*${before},*${before},*${before},*${before},*${before},*${before}]`;
    }).join('\n')}\nname: x\ntype: server\nmeta: { category: c, tags: *i }\n`;
    expect(dockerEntry(bomb)?.tags ?? []).toEqual([]);
  });

  it('addresses that are not https, and text that hides', () => {
    const entry = dockerEntry(
      'name: x\ntype: server\nabout: { title: "a\\u202Eb" }\nsource: { project: "javascript:alert(1)" }',
    );
    expect(entry?.title).toBe('ab');
    expect(entry).not.toHaveProperty('repository');
  });
});
