/** The contests by name: who takes part in each, and whom they are compared with. */
import { type Contestant, hold } from './contest.ts';
import type { Field, Place } from './field.ts';
import { deniedContestants, fromAnywhere } from './limited-callers.ts';
import { compare, type Line } from './report.ts';
import type { TokenMint } from './token-mint.ts';

export const CONTESTS = ['next', 'limits', 'metrics', 'denied', 'growth', 'placement'] as const;
export type ContestName = (typeof CONTESTS)[number];

export type Given = Omit<Parameters<typeof hold>[1], 'warmUpSlices'>;
export interface Table {
  readonly title: string;
  readonly lines: readonly Line[];
}

const CONNECTION_COUNTS = [1, 8, 32, 64, 128, 512] as const;
const SHARD_COUNTS = [1, 8, 64, 512] as const;
/** Shards at which queueing without joining is measured too; one figure says enough. */
const QUEUED_SHARDS = 8;

/** Holds one contest. */
export async function holdContest(name: ContestName, field: Field, mint: TokenMint, given: Given): Promise<Table[]> {
  const { house, bare, noLedger, noLimits, noMetrics } = field;
  const next = nextWith(mint);
  switch (name) {
    case 'next': {
      const contestants = [
        next('bare', 'bare handler, same cryptography', bare),
        next('no-ledger', 'next without ledger', noLedger),
        next('next', 'next', house),
      ];
      const slices = await hold(contestants, { ...given, warmUpSlices: 4 });
      return [
        tableOf('POST /v1/rounds/next, first answers', contestants, slices),
        tableOf('The same against no ledger', contestants.slice(1), slices),
      ];
    }
    case 'limits': {
      const ofNext = [next('next-free', 'next without limits', noLimits), next('next', 'next', house)];
      const ofStart = [start('start-free', 'start without limits', noLimits), start('start', 'start', house)];
      const slices = await hold([...ofNext, ...ofStart], { ...given, warmUpSlices: 3 });
      return [
        tableOf('Limits on POST /v1/rounds/next', ofNext, slices),
        tableOf('Limits on POST /v1/rounds/start, each from another address', ofStart, slices),
      ];
    }
    case 'metrics':
      return [
        await simple('Metrics on POST /v1/rounds/next', given, 3, [
          next('no-metrics', 'next without metrics', noMetrics),
          next('next', 'next', house),
        ]),
      ];
    case 'denied': {
      const [deniedNext, deniedStart] = deniedContestants(house, mint);
      const ofNext = [next('next', 'next, admitted', house), deniedNext];
      const ofStart = [start('start', 'start, admitted', house), deniedStart];
      const slices = await hold([...ofNext, ...ofStart], { ...given, warmUpSlices: 3 });
      return [
        tableOf('A denial that the isolate remembers: POST /v1/rounds/next', ofNext, slices),
        tableOf('A denial that the isolate remembers: POST /v1/rounds/start', ofStart, slices),
      ];
    }
    case 'growth':
      return [
        await simple(
          'POST /v1/rounds/next by connections',
          given,
          2,
          CONNECTION_COUNTS.map((connections) => ({
            ...next(`connections-${connections}`, `${connections}`, house),
            connections,
          })),
        ),
      ];
    case 'placement':
      return [await simple('Ledger placement, a light request', given, 1, placementContestants(field))];
  }
}

/** Holds a contest whose first contestant is the one that all are compared with. */
export async function simple(title: string, given: Given, warmUpSlices: number, contestants: readonly Contestant[]) {
  return tableOf(title, contestants, await hold(contestants, { ...given, warmUpSlices }));
}

/** The first contestant is the one that all are compared with. */
export function tableOf(
  title: string,
  contestants: readonly Contestant[],
  slices: Awaited<ReturnType<typeof hold>>,
): Table {
  const base = contestants[0]?.id ?? '';
  return { title, lines: contestants.map((contestant) => compare(contestant, base, slices)) };
}

/** Each request is the first answer of a round of its own. */
function nextWith(mint: TokenMint) {
  const body = () => JSON.stringify({ continuationToken: mint.mint(), answer: 'a' });
  return (id: string, label: string, { url, runtimePid }: Place): Contestant => {
    return { id, label, url: `${url}/v1/rounds/next`, body, runtimePid };
  };
}

function start(id: string, label: string, { url, runtimePid }: Place): Contestant {
  return { id, label, url: `${url}/v1/rounds/start`, body: () => '{}', headers: fromAnywhere, runtimePid };
}

function placementContestants({ placement, churn }: Field): Contestant[] {
  const way = (id: string, label: string, { url, runtimePid } = placement): Contestant => {
    return { id, label, url: `${url}/${id}`, runtimePid };
  };
  const shards = (count: number) => (count === 1 ? '1 shard' : `${count} shards`);
  return [
    way('no-hop', 'no hop'),
    way('fresh-object', 'fresh object per round', churn),
    way('own-object', 'own object, one storage write per call'),
    ...SHARD_COUNTS.map((count) => way(`shards/${count}/direct`, `${shards(count)}, a hop per call`)),
    way(`shards/${QUEUED_SHARDS}/queued`, `${shards(QUEUED_SHARDS)}, one hop at a time`),
    ...SHARD_COUNTS.map((count) => way(`shards/${count}/coalesced`, `${shards(count)}, coalesced`)),
  ];
}
