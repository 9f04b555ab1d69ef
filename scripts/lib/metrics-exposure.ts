/**
 * Asks a deployment for its metrics as outsiders would, and as the scraper does, and judges what came back. Whatever an
 * outsider sends, the answer must be 403; only a 200 with a sound page will do for the scraper.
 */
import { parseMetricsPage } from './metrics-page.ts';

/** `unsure`: nothing leaked, but it cannot be said that all is as it should be. */
export type Verdict = 'closed' | 'open' | 'exposed' | 'unsure';

export interface Finding {
  readonly probe: string;
  readonly verdict: Verdict;
  readonly detail: string;
}

interface Answer {
  readonly status: number;
  readonly contentType: string | null;
  readonly text: string;
}

/** What somebody tries who was not let in. Addresses that a proxy would be believed for are the interesting ones. */
const OUTSIDERS: readonly { readonly name: string; readonly headers: Readonly<Record<string, string>> }[] = [
  { name: 'outside, without a token', headers: {} },
  { name: 'outside, with a wrong token', headers: { Authorization: 'Bearer not-the-token' } },
  {
    name: 'outside, claiming to be inside',
    headers: {
      Forwarded: 'for=127.0.0.1',
      'True-Client-IP': '10.0.0.1',
      'X-Forwarded-For': '127.0.0.1, 10.0.0.1',
      'X-Real-IP': '127.0.0.1',
    },
  },
];

/**
 * @param url Address of the metrics page.
 * @param token What the scraper sends; without it only the outside is probed.
 */
export async function probeExposure(url: URL, token: string | undefined, timeoutMs: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, headers } of OUTSIDERS)
    findings.push(await judge(name, () => ask(url, headers, timeoutMs), outsideVerdict));
  if (token !== undefined) {
    const headers = { Authorization: `Bearer ${token}`, Accept: 'application/openmetrics-text;version=1.0.0' };
    findings.push(await judge('inside, with the token', () => ask(url, headers, timeoutMs), insideVerdict));
  }
  return findings;
}

async function ask(url: URL, headers: Readonly<Record<string, string>>, timeoutMs: number): Promise<Answer> {
  // A redirect is an answer of its own: following it would send the token somewhere else.
  const response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
  return { status: response.status, contentType: response.headers.get('Content-Type'), text: await response.text() };
}

type Judgement = Pick<Finding, 'verdict' | 'detail'>;

async function judge(
  probe: string,
  send: () => Promise<Answer>,
  decide: (answer: Answer) => Judgement,
): Promise<Finding> {
  try {
    return { probe, ...decide(await send()) };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return { probe, verdict: 'unsure', detail: `no answer: ${messageOf(cause)}` };
  }
}

function outsideVerdict({ status }: Answer): Judgement {
  if (status === 403) return { verdict: 'closed', detail: 'refused with 403' };
  if (status >= 200 && status < 300) return { verdict: 'exposed', detail: `answered ${status}` };
  return { verdict: 'unsure', detail: `answered ${status}, expected 403` };
}

function insideVerdict({ status, contentType, text }: Answer): Judgement {
  if (status !== 200) return { verdict: 'unsure', detail: `answered ${status}, expected 200` };
  try {
    return { verdict: 'open', detail: `answered 200 with ${parseMetricsPage(text, contentType).length} samples` };
  } catch (error) {
    return { verdict: 'unsure', detail: `answered 200, but ${messageOf(error)}` };
  }
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
