/** Unit tests of the browser app: pure modules only, so plain Node without a DOM is enough. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: import.meta.dirname,
  test: { name: 'web', environment: 'node', include: ['src/**/*.test.ts'] },
});
