/**
 * Which format and which encoding a scraper gets. Who cannot be satisfied gets the oldest format, as the Prometheus
 * guideline has it: a page that is not quite what was asked for is more use than none.
 *
 * @see RFC 9110 §12.5.1 (`Accept`), §12.5.3 (`Accept-Encoding`)
 */
import type { Format } from '../../kernel/metrics/exposition.ts';

interface Offer {
  readonly type: string;
  readonly version: string;
  readonly format: Format;
}

/** The oldest first: it wins when a scraper likes several alike. Text 1.0.0 differs only for names that we do not use. */
const OLDEST: Offer = { type: 'text/plain', version: '0.0.4', format: 'text' };
const OFFERS: readonly Offer[] = [
  OLDEST,
  { type: 'text/plain', version: '1.0.0', format: 'text' },
  { type: 'application/openmetrics-text', version: '1.0.0', format: 'openmetrics' },
];

interface Preference {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** From 0 (not wanted) to 1. */
  readonly quality: number;
}

/** Chooses among what `Accept` names. */
export function negotiateFormat(accept: string | null): { readonly format: Format; readonly contentType: string } {
  const preferences = parsePreferences(accept ?? '*/*');
  let best = OLDEST;
  let bestQuality = 0;
  for (const offer of OFFERS) {
    const quality = qualityOf(offer, preferences);
    if (quality > bestQuality) [best, bestQuality] = [offer, quality];
  }
  const { type, version, format } = best;
  return { format, contentType: `${type}; version=${version}; charset=utf-8` };
}

/** True when the scraper takes gzip. The edge puts its own `Accept-Encoding` in place and keeps the scraper's aside. */
export function acceptsGzip({ headers, cf }: Pick<Request, 'headers' | 'cf'>): boolean {
  const original = cf?.clientAcceptEncoding;
  const preferences = parsePreferences(
    typeof original === 'string' ? original : (headers.get('Accept-Encoding') ?? ''),
  );
  const named = preferences.find(({ value }) => value === 'gzip') ?? preferences.find(({ value }) => value === '*');
  return (named?.quality ?? 0) > 0;
}

/** The quality that the most precise range gives to an offer. */
function qualityOf({ type, version }: Offer, preferences: readonly Preference[]): number {
  const precision = ({ value, parameters }: Preference): number => {
    const wanted = parameters.get('version');
    if (wanted !== undefined && wanted !== version) return 0;
    if (value === type) return wanted === undefined ? 3 : 4;
    if (value === `${type.split('/')[0]}/*`) return 2;
    return value === '*/*' ? 1 : 0;
  };
  let chosen = { precision: 0, quality: 0 };
  for (const preference of preferences) {
    const match = { precision: precision(preference), quality: preference.quality };
    if (match.precision > chosen.precision) chosen = match;
  }
  return chosen.quality;
}

function parsePreferences(header: string): Preference[] {
  return header.split(',').flatMap((part) => {
    const [value = '', ...rest] = part.split(';').map((piece) => piece.trim().toLowerCase());
    if (value === '') return [];
    const parameters = new Map(
      rest.map((piece) => {
        const [name = '', text = ''] = piece.split('=', 2);
        return [name.trim(), text.trim().replace(/^"(.*)"$/, '$1')] as const;
      }),
    );
    const quality = parameters.get('q') ?? '1';
    return [{ value, parameters, quality: /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(quality) ? Number(quality) : 0 }];
  });
}
