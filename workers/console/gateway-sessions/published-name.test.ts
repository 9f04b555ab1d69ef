import { expect, it } from 'vitest';
import { publishedName } from './published-name.ts';

it.each([
  ['https://docker.example.com', 'docker.example.com'],
  ['http://127.0.0.1', '127.0.0.1'],
  ['http://[::1]', '::1'],
])('of %s is %s', (published, name) => {
  expect(publishedName(published)).toBe(name);
});

// A session whose order cannot be read back would be lost to its owner.
it.each([[undefined], ['https://docker_1.example.com'], ['https://example.com.'], ['https://mcp-{port}.example.com']])(
  'is not there for %s',
  (published) => {
    expect(publishedName(published)).toBeUndefined();
  },
);
