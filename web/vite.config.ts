/**
 * Build of the browser app: the game, the API viewer and the pages of people who sign in or operate, which share
 * their chunks.
 *
 * The output must run under a policy without inline script or style, so nothing is inlined and the preload polyfill
 * stays out. `npm run dev` style use proxies the API to a Worker on BASE_URL.
 */
import { resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

const root = import.meta.dirname;
const api = process.env.BASE_URL ?? 'http://localhost:8787';

/** What several pages have: in one piece, because many small ones compress badly and the first load pays for them. */
const COMMON =
  /node_modules|web\/src\/(?:preferences|i18n|settings|storage|connection\/client-id|ui\/(?:announcer|crash-guard|error-notice|page-frame|page-title|radio-field|turntable))|shared\/(?:client|errors|routes)/;

/** Holds the first paint until the entry has set theme and language, so that neither flashes. */
function blockFirstPaint(): Plugin {
  return {
    name: 'block-first-paint',
    transformIndexHtml: {
      order: 'post',
      handler: (html) => html.replace('<script type="module"', '<script type="module" blocking="render"'),
    },
  };
}

export default defineConfig({
  root,
  plugins: [blockFirstPaint()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'common', test: COMMON }] } },
      input: {
        app: resolve(root, 'index.html'),
        access: resolve(root, 'access/index.html'),
        account: resolve(root, 'account/index.html'),
        console: resolve(root, 'console/index.html'),
        docs: resolve(root, 'docs/index.html'),
        ops: resolve(root, 'ops/index.html'),
        zaim: resolve(root, 'zaim/index.html'),
      },
    },
  },
  server: {
    proxy: {
      '/v1': api,
      '/auth': api,
      '/access/v1': api,
      '/admin': api,
      '/zaim/auth': api,
      '/zaim/summary': api,
      '/zaim/fetch': api,
      '/api': api,
      '/health': api,
      '/openapi.json': api,
    },
  },
});
