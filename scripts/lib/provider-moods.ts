/**
 * Makes a provider misbehave on request, for the browser tests: towards the Worker only, so that a person still comes
 * through to the pages. `PUT /test-mood/<mood>` on the provider's own address sets it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

const MOODS = ['well', 'down', 'slow', 'html', 'error'] as const;
type Mood = (typeof MOODS)[number];

/** What the Worker calls when a person comes back. */
const WORKERS_PATHS = new Set(['/oauth2/token', '/.well-known/jwks.json']);
/** Longer than the Worker waits. */
const SLOW_MS = 10_000;
const PAGE = '<!doctype html><title>Maintenance</title><h1>We are mending this</h1>';

export class ProviderMoods {
  #mood: Mood = 'well';

  /** @returns True when the request has been dealt with. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const path = request.url ?? '';
    const wanted = MOODS.find((mood) => path === `/test-mood/${mood}`);
    if (request.method === 'PUT' && wanted !== undefined) {
      this.#mood = wanted;
      response.writeHead(204).end();
      return true;
    }
    if (this.#mood === 'well' || !WORKERS_PATHS.has(path)) return false;
    misbehave(this.#mood, response);
    return true;
  }
}

function misbehave(mood: Exclude<Mood, 'well'>, response: ServerResponse): void {
  switch (mood) {
    case 'down':
      response.destroy();
      return;
    case 'slow':
      setTimeout(() => response.end('{}'), SLOW_MS).unref();
      return;
    case 'html':
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(PAGE);
      return;
    case 'error':
      response.writeHead(503, { 'Content-Type': 'text/html' }).end(PAGE);
  }
}
