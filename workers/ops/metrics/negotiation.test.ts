import { describe, expect, it } from 'vitest';
import { acceptsGzip, negotiateFormat } from './negotiation.ts';

const TEXT = 'text/plain; version=0.0.4; charset=utf-8';
const TEXT_1 = 'text/plain; version=1.0.0; charset=utf-8';
const OPENMETRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

describe('negotiateFormat', () => {
  it.each([
    [null, TEXT],
    ['', TEXT],
    ['*/*', TEXT],
    ['text/*', TEXT],
    ['text/plain', TEXT],
    ['text/plain;version=0.0.4', TEXT],
    ['text/plain;version="0.0.4"', TEXT],
    ['text/plain;version=1.0.0', TEXT_1],
    ['application/openmetrics-text', OPENMETRICS],
    ['APPLICATION/OpenMetrics-Text ; Version=1.0.0 ; charset=utf-8', OPENMETRICS],
    ['application/*', OPENMETRICS],
    // What Prometheus 2.42 and 3.x send.
    [
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      OPENMETRICS,
    ],
    [
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      OPENMETRICS,
    ],
    // A version that we do not have does not count as liked.
    ['application/openmetrics-text;version=0.0.1,text/plain;version=0.0.4;q=0.5', TEXT],
    ['application/openmetrics-text;version=2.0.0,*/*;q=0.1', TEXT],
    // The most precise range decides, whatever the order.
    ['*/*;q=1,application/openmetrics-text;q=0,text/plain;version=0.0.4;q=0.2', TEXT_1],
    ['text/plain;q=0.4,application/openmetrics-text;q=0.5', OPENMETRICS],
    ['application/openmetrics-text;q=0.5,text/plain;q=0.5', TEXT],
    ['application/openmetrics-text;q=0.001,text/plain;q=0', OPENMETRICS],
    // Nothing that we have, or nothing that makes sense.
    ['application/json', TEXT],
    ['text/html,application/xhtml+xml', TEXT],
    ['*/*;q=0', TEXT],
    ['application/openmetrics-text;q=2', TEXT],
    ['application/openmetrics-text;q=-1', TEXT],
    ['application/openmetrics-text;q=NaN,text/plain;q=0.1', TEXT],
    [',,;;=,', TEXT],
  ])('answers %j with %s', (accept, contentType) => {
    expect(negotiateFormat(accept).contentType).toBe(contentType);
    expect(negotiateFormat(accept).format).toBe(contentType === OPENMETRICS ? 'openmetrics' : 'text');
  });
});

describe('acceptsGzip', () => {
  it.each([
    [null, false],
    ['', false],
    ['identity', false],
    ['gzip', true],
    ['GZIP', true],
    ['br, gzip', true],
    ['gzip;q=0.1', true],
    ['gzip;q=0', false],
    ['*', true],
    ['*;q=0', false],
    ['*, gzip;q=0', false],
    ['gzip, *;q=0', true],
    ['x-gzip-not', false],
  ])('%j: %s', (header, expected) => {
    const headers = new Headers(header === null ? {} : { 'Accept-Encoding': header });
    expect(acceptsGzip({ headers })).toBe(expected);
  });

  it('asks for what the scraper sent, not for what the edge made of it', () => {
    const headers = new Headers({ 'Accept-Encoding': 'br, gzip' });
    const cf = (clientAcceptEncoding: string) => ({ clientAcceptEncoding }) as unknown as CfProperties;
    expect(acceptsGzip({ headers, cf: cf('') })).toBe(false);
    expect(acceptsGzip({ headers, cf: cf('deflate') })).toBe(false);
    expect(acceptsGzip({ headers, cf: cf('gzip') })).toBe(true);
  });
});
