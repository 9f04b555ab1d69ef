/**
 * Health: is the Worker alive, is it configured, does each store answer. Open to everybody, so it tells names and states
 * only, and probes the stores at most once in `PROBE_REUSE_MS` however often it is asked.
 */
import { type HealthReply, healthContract } from '../../shared/health.contract.ts';
import { type Endpoint, endpoint } from '../kernel/app.ts';
import type { Clock } from '../kernel/clock.ts';
import type { EnvProblem } from '../kernel/env.ts';

const PROBE_REUSE_MS = 5000;
/** A store that has not answered by then is failing as far as a player is concerned. */
const PROBE_TIMEOUT_MS = 2000;

/** One cheap call for each binding; it rejects when the store does not answer. */
export type Probes = Readonly<Record<string, () => Promise<unknown>>>;

type BindingState = HealthReply['bindings'][string];

export interface ConfigurationReport {
  /** What is wrong; the house then serves nothing but its health. */
  readonly problems: readonly EnvProblem[];
  /** What an operator should know although the house serves. */
  readonly notes: readonly EnvProblem[];
}

export function healthEndpoint(probes: Probes, { problems, notes }: ConfigurationReport, clock: Clock): Endpoint {
  const configuration: HealthReply['configuration'] = [
    ...problems.map((problem) => ({ level: 'error' as const, ...problem })),
    ...notes.map((note) => ({ level: 'note' as const, ...note })),
  ];
  let states: Promise<HealthReply['bindings']> | undefined;
  let probedAtMs = Number.NEGATIVE_INFINITY;
  return endpoint(healthContract, async (_, { waitUntil }) => {
    if (states === undefined || clock.nowMs() - probedAtMs >= PROBE_REUSE_MS) {
      probedAtMs = clock.nowMs();
      states = statesOf(probes);
      waitUntil(states);
    }
    const bindings = await states;
    const ready = problems.length === 0 && Object.values(bindings).every((state) => state === 'ok');
    const reply: HealthReply = { live: true, ready, bindings, configuration };
    return Response.json(reply, { status: ready ? 200 : 503, headers: { 'Cache-Control': 'no-store' } });
  });
}

async function statesOf(probes: Probes): Promise<HealthReply['bindings']> {
  const entries = Object.entries(probes).map(async ([name, probe]) => [name, await stateOf(probe)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function stateOf(probe: () => Promise<unknown>): Promise<BindingState> {
  const answered = async () => {
    await probe();
    return 'ok' as const;
  };
  const late = scheduler.wait(PROBE_TIMEOUT_MS).then(() => 'failing' as const);
  return await Promise.race([answered().catch(() => 'failing' as const), late]);
}
