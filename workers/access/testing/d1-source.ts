/** Policies and facts in rows of the real D1, written as a test likes, and a database that can be made to fail. */
import { env } from 'cloudflare:workers';
import type { Subject } from '../../kernel/principal.ts';
import { subjectObjectName } from '../freshness/freshness.ts';
import type { PolicySet, PolicySource, Role, SubjectFacts } from '../policies/model.ts';

export const NO_FACTS: SubjectFacts = { roles: [], grants: [], properties: {} };

export interface TestSource extends PolicySource {
  /** Reads that reached it. */
  readonly reads: { policies: number; subject: number };
  isDown: boolean;
  /** Runs after a read has its row and before it answers. */
  meanwhile: (() => Promise<void>) | undefined;
  writeSet(set: { readonly roles?: readonly Role[]; readonly policies?: PolicySet['policies'] }): Promise<void>;
  writeFacts(subject: Subject, facts: Partial<SubjectFacts>): Promise<void>;
}

/** @param scope Keeps the rows of one test apart from those of all others. */
export async function d1Source(scope: string): Promise<TestSource> {
  await env.DB.exec('CREATE TABLE IF NOT EXISTS test_access (name TEXT PRIMARY KEY, json TEXT NOT NULL)');
  const write = async (name: string, value: unknown) => {
    const statement = env.DB.prepare('INSERT OR REPLACE INTO test_access (name, json) VALUES (?, ?)');
    await statement.bind(`${scope} ${name}`, JSON.stringify(value)).run();
  };
  const read = async <Value>(name: string, otherwise: Value): Promise<Value> => {
    if (source.isDown) throw new Error('D1 is away');
    const statement = env.DB.prepare('SELECT json FROM test_access WHERE name = ?');
    const json = await statement.bind(`${scope} ${name}`).first<string>('json');
    await source.meanwhile?.();
    return json === null ? otherwise : (JSON.parse(json) as Value);
  };
  const source: TestSource = {
    reads: { policies: 0, subject: 0 },
    isDown: false,
    meanwhile: undefined,
    writeSet: ({ roles = [], policies = [] }) => write('set', { roles, policies }),
    writeFacts: (subject, facts) => write(subjectObjectName(subject), { ...NO_FACTS, ...facts }),
    policySet: async () => {
      source.reads.policies += 1;
      const { roles, policies } = await read<{ roles: Role[]; policies: PolicySet['policies'] }>('set', {
        roles: [],
        policies: [],
      });
      return { roles: new Map(roles.map((role) => [role.name, role])), policies };
    },
    factsOf: async (subject) => {
      source.reads.subject += 1;
      return await read(subjectObjectName(subject), NO_FACTS);
    },
  };
  return source;
}
