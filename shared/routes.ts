/**
 * Method and path of every public route, once for the Worker, the typed client and the OpenAPI document.
 * No dependencies: the browser carries this file.
 */

export const ROUTES = {
  manifest: { method: 'GET', path: '/v1/manifest' },
  availability: { method: 'POST', path: '/v1/availability' },
  roundsStart: { method: 'POST', path: '/v1/rounds/start' },
  roundsNext: { method: 'POST', path: '/v1/rounds/next' },
  receiptVerify: { method: 'POST', path: '/v1/rounds/receipt/verify' },
  telemetry: { method: 'POST', path: '/v1/metrics' },
  health: { method: 'GET', path: '/health' },
} as const satisfies Record<string, RouteAddress>;

export interface RouteAddress {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: `/${string}`;
}
