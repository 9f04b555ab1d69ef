import { expect, it } from 'vitest';
import { isInstalled } from './installed.ts';

it('knows an image whatever its version and however its name is written', () => {
  const installed = ['mcp/brave-search:2', `ghcr.io/vendor/weather@sha256:${'a'.repeat(64)}`];
  expect(isInstalled('docker.io/mcp/brave-search:latest', installed)).toBe(true);
  expect(isInstalled('ghcr.io/vendor/weather:1.0.0', installed)).toBe(true);
});

it('does not take a similar name, or none, for the same', () => {
  expect(isInstalled('docker.io/mcp/brave:latest', ['mcp/brave-search'])).toBe(false);
  expect(isInstalled('ghcr.io/mcp/brave', ['mcp/brave'])).toBe(false);
  expect(isInstalled(null, ['mcp/brave'])).toBe(false);
  expect(isInstalled('not an image', ['not an image'])).toBe(false);
});
