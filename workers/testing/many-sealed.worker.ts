/**
 * A Worker for one test (scripts/tests/sealed-kill.test.ts): an object with as many sealed records as a test wants, kept by
 * the same table and ring as a household's, so that a rotation can be killed in the middle.
 */
import { DurableObject } from 'cloudflare:workers';
import { SealedTable } from '../kernel/keys/sealed-table.ts';
import { SealingRing } from '../kernel/keys/sealing-ring.ts';

// wrangler.toml binds these, and a Worker must have what is bound.
export * from '../index.ts';

/** Records that one call seals anew. */
const PART = 250;

interface ManySealedEnv {
  readonly ENCRYPTION_KEY: string;
  readonly ENCRYPTION_KEY_NEW?: string;
  readonly ENCRYPTION_SIGNER?: 'current' | 'new';
  readonly MANY_SEALED: DurableObjectNamespace<ManySealed>;
}

const idOf = (nth: number) => `many/${String(nth).padStart(5, '0')}`;
const textOf = (nth: number) => `plain text number ${nth}`;

export class ManySealed extends DurableObject<ManySealedEnv> {
  readonly #table: SealedTable;
  readonly #ring: Promise<SealingRing>;

  constructor(state: DurableObjectState, env: ManySealedEnv) {
    super(state, env);
    this.#table = new SealedTable(state.storage.sql);
    const { ENCRYPTION_KEY: current, ENCRYPTION_KEY_NEW: next, ENCRYPTION_SIGNER: signer = 'current' } = env;
    this.#ring = SealingRing.from({ current, next, signer });
  }

  async fill(from: number, to: number): Promise<void> {
    const ring = await this.#ring;
    for (let nth = from; nth < to; nth += 1) {
      this.#table.put({ id: idOf(nth), envelope: await ring.seal(textOf(nth), idOf(nth)) });
    }
  }

  /** Whether a record opens as what was put in. */
  async read(nth: number): Promise<boolean> {
    const text = await (await this.#ring).open(this.#table.get(idOf(nth)) ?? '', idOf(nth)).catch(() => undefined);
    return text === textOf(nth);
  }

  async sweep(): Promise<object> {
    return { ...(await this.#table.sweep(await this.#ring, PART)), census: this.#table.census() };
  }
}

export default {
  fetch: async (request, { MANY_SEALED }) => {
    const { pathname, searchParams } = new URL(request.url);
    const many = MANY_SEALED.getByName('many');
    const number = (name: string) => Number(searchParams.get(name));
    switch (pathname) {
      case '/fill':
        await many.fill(number('from'), number('to'));
        return Response.json({});
      case '/read':
        return Response.json({ isRight: await many.read(number('nth')) });
      case '/sweep':
        return Response.json(await many.sweep());
      default:
        return new Response(null, { status: 404 });
    }
  },
} satisfies ExportedHandler<ManySealedEnv>;
