/** The two rings as `npm run keys` walks them: how a key is made, what is asked before a step, and what a step would do. */
import { createHash, randomBytes } from 'node:crypto';
import { ROUND_TOKEN_TTL_SECONDS } from '../../workers/rounds/rounds.constants.ts';
import { CONNECTION_TTL_MS } from '../../workers/zaim/zaim.constants.ts';
import { describeFacts, ENCRYPTION_RING, planEncryptionStep, sealedFacts } from './encryption-rotation.ts';
import { JWT_RING, planStep, type RotationCommand } from './jwt-rotation.ts';
import type { RingNames, RotationPhase, Step, WalkInput } from './key-rotation.ts';
import { readMetrics, ringFacts, scrapeRing } from './ring-facts.ts';

const SECRET_BYTES = 32;

/** How to read the metrics of the deployment. @throws Error when they cannot be read. */
interface Watch {
  readonly url: string;
  readonly token: string;
  readonly sampleSeconds: number;
}

/** Plans a step with what was found out before. */
export interface Prepared {
  plan(command: RotationCommand, input: WalkInput): Step;
  /** Lines for `status`. */
  readonly found: readonly string[];
}

export interface Ring {
  readonly names: RingNames;
  readonly commands: readonly RotationCommand[];
  freshKey(): string;
  /** @param watch Reads the metrics; undefined when this step does not ask them. */
  prepare(phase: RotationPhase, newKey: string | undefined, watch: Watch | undefined): Promise<Prepared>;
}

export const RINGS = { jwt: jwtRing(), encryption: encryptionRing() } as const satisfies Record<string, Ring>;

function jwtRing(): Ring {
  return {
    names: JWT_RING.names,
    commands: ['begin', 'switch', 'finish', 'abort', 'emergency'],
    freshKey: () => randomBytes(SECRET_BYTES).toString('hex'),
    prepare: async (phase, newKey, watch) => {
      const facts = await tried(watch, async ({ url, token, sampleSeconds }) => {
        const before = await scrapeRing(url, token);
        await new Promise((resolve) => setTimeout(resolve, sampleSeconds * 1000));
        const newKid = newKey && createHash('sha256').update(newKey).digest('hex').slice(0, 16);
        return ringFacts(phase, newKid, before, await scrapeRing(url, token));
      });
      const tokenTtlSeconds = ROUND_TOKEN_TTL_SECONDS;
      return { found: [], plan: (command, input) => planStep({ ...input, command, facts, tokenTtlSeconds }) };
    },
  };
}

function encryptionRing(): Ring {
  return {
    names: ENCRYPTION_RING.names,
    commands: ['begin', 'switch', 'finish', 'abort'],
    freshKey: () => randomBytes(SECRET_BYTES).toString('base64'),
    prepare: async (_phase, _newKey, watch) => {
      const facts = await tried(watch, async ({ url, token }) => sealedFacts(await readMetrics(url, token)));
      // A connection to Zaim waits sealed for its user and is not among the records.
      const underWaySeconds = CONNECTION_TTL_MS / 1000;
      return {
        found: describeFacts(facts),
        plan: (command, input) => {
          if (command === 'emergency') throw new Error('Sealed records outlive their key: there is no emergency exit.');
          return planEncryptionStep({ ...input, command, facts, underWaySeconds });
        },
      };
    },
  };
}

async function tried<Facts>(
  watch: Watch | undefined,
  read: (watch: Watch) => Promise<Facts>,
): Promise<Facts | undefined> {
  try {
    return watch === undefined ? undefined : await read(watch);
  } catch (error) {
    console.error(`The metrics could not be read: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
