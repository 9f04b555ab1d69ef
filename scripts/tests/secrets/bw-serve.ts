/**
 * What `bw serve` answers, and the tunnel in front of it, as far as the console meets them: no caller from a page, the own
 * host name only, 400 for everything that goes wrong. The real one runs in `npm run test:bitwarden`.
 *
 * @see bitwarden/clients, apps/cli/src/oss-serve-configurator.ts and commands/serve.command.ts
 */
import { timingSafeEqual } from 'node:crypto';

export interface Call {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds before anything is answered. */
  readonly delayMs?: number;
}

/** As tests set it: a vault, who may come through the tunnel, and what is out of order. */
export interface VaultState {
  items: readonly { readonly id: string; readonly name: string; readonly [member: string]: unknown }[];
  password: string;
  status: 'locked' | 'unlocked' | 'unauthenticated';
  /** Undefined: the tunnel lets everybody through. */
  token: { readonly id: string; readonly secret: string } | undefined;
  /** `server`: Bitwarden’s own is away; `tunnel`: nothing is behind the tunnel; `slow`: nothing answers in time. */
  down: 'server' | 'tunnel' | 'slow' | undefined;
}

const HOST = 'localhost:8087';

export class SimulatedBwServe {
  state: VaultState = { items: [], password: 'correct horse', status: 'locked', token: undefined, down: undefined };
  /** What was asked, without bodies. */
  readonly calls: string[] = [];

  answer(call: Call): Answer {
    const { down } = this.state;
    if (!this.#letsThrough(call)) {
      return { status: 302, headers: { Location: 'https://team.cloudflareaccess.com/cdn-cgi/access/login' }, body: '' };
    }
    if (down === 'tunnel') return { status: 530, body: 'error code: 1033' };
    this.calls.push(`${call.method} ${call.url.pathname}${call.url.search}`);
    if (down === 'slow') return { ...json(200, {}), delayMs: 60_000 };
    return this.#serve({ ...call, headers: { ...call.headers, host: HOST } });
  }

  #letsThrough({ headers }: Call): boolean {
    const { token } = this.state;
    if (token === undefined) return true;
    return same(headers['cf-access-client-id'], token.id) && same(headers['cf-access-client-secret'], token.secret);
  }

  #serve({ method, url, headers, body }: Call): Answer {
    if (headers.origin !== undefined || headers.host !== HOST) return { status: 403, body: 'Forbidden' };
    const [, first = '', second = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
    switch (`${method} ${first}`) {
      case 'GET status':
        return done({ object: 'template', template: { serverUrl: null, status: this.state.status } });
      case 'POST unlock':
        return this.#unlock(body);
      case 'POST lock':
        this.state.status = 'locked';
        return done({ noColor: false, object: 'message', title: 'Your vault is locked.', message: null });
      case 'POST sync':
        if (this.state.status === 'unauthenticated') return failed('You are not logged in.');
        return this.state.down === 'server'
          ? failed('Syncing failed: connect ECONNREFUSED 127.0.0.1:443')
          : done({ noColor: false, object: 'message', title: 'Syncing complete.', message: null });
      case 'GET list':
      case 'GET object':
        if (this.state.status === 'unauthenticated') return failed('You are not logged in.');
        if (this.state.status === 'locked') return failed('Vault is locked.');
        return first === 'list'
          ? this.#list(url.searchParams.get('search') ?? '')
          : this.#object(second, rest.join('/'));
      default:
        return { status: 404, body: 'Not Found' };
    }
  }

  #unlock(body: string): Answer {
    const { password } = JSON.parse(body) as { password?: string };
    if (!password) return failed('Master password is required.');
    if (this.state.status === 'unauthenticated') return failed('You are not logged in.');
    if (password !== this.state.password) return failed('Cryptography error, The decryption operation failed');
    this.state.status = 'unlocked';
    if (this.state.down === 'server') return { status: 500, body: 'Internal Server Error' };
    return done({
      object: 'message',
      title: 'Your vault is now unlocked!',
      message: 'export BW_SESSION=…',
      raw: 'c2Vzc2lvbg==',
    });
  }

  #list(search: string): Answer {
    const wanted = search.toLowerCase();
    const data = this.state.items.filter(
      ({ id, name }) => name.toLowerCase().includes(wanted) || id.startsWith(wanted),
    );
    return done({ object: 'list', data });
  }

  #object(kind: string, id: string): Answer {
    if (kind !== 'item') return failed('Unknown object.');
    const byId = this.state.items.filter((item) => item.id === id);
    const found = byId.length > 0 ? byId : this.state.items.filter(({ name }) => name.includes(id));
    if (found.length > 1)
      return failed('More than one result was found. Try getting a specific object by `id` instead.');
    return found[0] === undefined ? failed('Not found.') : done(found[0]);
  }
}

function same(given: string | string[] | undefined, wanted: string): boolean {
  const [one, other] = [Buffer.from(String(given)), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}

const json = (status: number, body: object): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
});
const done = (data: object): Answer => json(200, { success: true, data });
const failed = (message: string): Answer => json(400, { success: false, message });
