import { describe, expect, it } from 'vitest';
import { parseImageReference } from './image-reference.ts';

const DIGEST = `sha256:${'a1'.repeat(32)}`;

describe('an image reference', () => {
  it.each([
    ['alpine', 'docker.io/library/alpine:latest'],
    ['alpine:3.20', 'docker.io/library/alpine:3.20'],
    ['mcp/github', 'docker.io/mcp/github:latest'],
    ['ghcr.io/owner/server_one:v1.2-rc.1', 'ghcr.io/owner/server_one:v1.2-rc.1'],
    ['localhost/busy:1', 'localhost/busy:1'],
    ['127.0.0.1:5000/team/a--b:1', '127.0.0.1:5000/team/a--b:1'],
    [`registry.example:8443/a/b/c@${DIGEST}`, `registry.example:8443/a/b/c@${DIGEST}`],
    [`mcp/github:1@${DIGEST}`, `docker.io/mcp/github@${DIGEST}`],
  ])('%s is %s', (text, full) => {
    expect(parseImageReference(text)?.full).toBe(full);
  });

  it.each([
    '',
    ' alpine',
    'alpine ',
    'Alpine',
    'mcp/Github',
    'alpine:',
    'alpine:.x',
    `alpine:${'a'.repeat(129)}`,
    'alpine@',
    'alpine@sha256:abc',
    `alpine@md5:${'a'.repeat(64)}`,
    '../alpine',
    'a//b',
    '/alpine',
    'alpine/',
    'https://registry.example/alpine',
    'user:word@registry.example/alpine',
    'registry.example:99999999/alpine',
    'alpine?x=1',
    'alpine#x',
    'alpine\n',
    'a'.repeat(256),
    `${'a/'.repeat(300)}a`,
  ])('is not %j', (text) => {
    expect(parseImageReference(text)).toBeUndefined();
  });
});
