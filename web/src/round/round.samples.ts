/** Replies and snapshots for the unit tests of a round. */
import type { NextReply, StartReply } from '../../../shared/rounds.schema.ts';
import { beginRound } from './round.machine.ts';
import type { RoundSnapshot } from './round.types.ts';

export const NOW = 1_800_000_000_000;

const choices = (['a', 'b', 'c', 'd'] as const).map((id) => ({ id, text: `Game ${id}` }));

/** A token as the server builds it, without a signature that means anything. */
export function sampleToken(issuedAtMs: number, ttlSeconds = 120): string {
  const part = (value: object) =>
    btoa(JSON.stringify(value)).replace(/=+$/, '').replace(/\+/g, '-').replace(/\//g, '_');
  const iat = Math.floor(issuedAtMs / 1000);
  return `${part({ alg: 'HS256' })}.${part({ iat, exp: iat + ttlSeconds })}.c2ln`;
}

export function sampleStart(total = 2, token = sampleToken(NOW)): StartReply {
  return {
    round: {
      id: '00000000-0000-4000-8000-000000000001',
      mode: 'm',
      date: '2027-01-15',
      filters: { difficulty: 'easy', series: ['zelda'] },
      progress: { index: 1, total },
      token,
    },
    question: { id: 'q1', title: 'Track 1' },
    choices,
    continuationToken: token,
    progress: { index: 1, total },
  };
}

export function sampleNext(number: number, total: number, correct: boolean, token = sampleToken(NOW)): NextReply {
  const result = {
    correct,
    correctAnswer: 'a' as const,
    reveal: { title: `Track ${number}`, game: 'Game a', composer: 'C', year: 1998, platform: 'P', series: 'zelda' },
  };
  const finished = number === total;
  const progress = { index: finished ? total : number + 1, total };
  return finished
    ? { result, finished, progress, receipt: 'r.e.c' }
    : {
        result,
        finished,
        question: { id: `q${number + 1}`, title: `Track ${number + 1}` },
        choices,
        continuationToken: token,
        progress,
      };
}

export function sampleRound(total = 2): RoundSnapshot {
  return beginRound(sampleStart(total), NOW);
}
