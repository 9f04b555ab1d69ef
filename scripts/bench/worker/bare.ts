/**
 * The floor for `next`: the same cryptography on the same token and JSON in and out, and nothing else. No validation, no
 * question set, no ledger, no frame. What `next` costs on top of this is what the house adds.
 *
 * One answer verifies a token (HMAC-SHA-256), draws order and choices of two questions (three times HMAC-SHA-512) and
 * signs the next token (HMAC-SHA-256), as the service does for the first answer of a round.
 */

// wrangler.toml binds it, so the bundler insists; nothing here calls it.
export * from './objects.ts';

interface Keys {
  readonly token: CryptoKey;
  readonly draw: CryptoKey;
}

const utf8 = new TextEncoder();
const base64url = { alphabet: 'base64url', omitPadding: true } as const;
let keys: Keys | undefined;

async function importKeys(env: Cloudflare.Env): Promise<Keys> {
  const load = (secret: string, hash: string, usages: ('sign' | 'verify')[]) =>
    crypto.subtle.importKey('raw', utf8.encode(secret), { name: 'HMAC', hash }, false, usages);
  return {
    token: await load(env.JWT_SECRET, 'SHA-256', ['sign', 'verify']),
    draw: await load(env.ROUND_ORDER_SECRET, 'SHA-512', ['sign']),
  };
}

export default {
  async fetch(request, env) {
    keys ??= await importKeys(env);
    const { continuationToken, answer } = await request.json<{ continuationToken: string; answer: string }>();
    const [header = '', payload = '', mac = ''] = continuationToken.split('.');
    const signed = utf8.encode(`${header}.${payload}`);
    if (!(await crypto.subtle.verify('HMAC', keys.token, Uint8Array.fromBase64(mac, base64url), signed))) {
      return new Response(null, { status: 401 });
    }
    const claims = JSON.parse(new TextDecoder().decode(Uint8Array.fromBase64(payload, base64url)));
    const { draw, token } = keys;
    const purposes = ['order', `choices ${claims.idx}`, `choices ${claims.idx + 1}`];
    const [order, ...choices] = await Promise.all(
      purposes.map((purpose) => {
        const message = JSON.stringify([purpose, 0, claims.ver, claims.mode, claims.filtersKey, claims.seed]);
        return crypto.subtle.sign('HMAC', draw, utf8.encode(message));
      }),
    );
    const next = utf8.encode(JSON.stringify({ ...claims, idx: claims.idx + 1 })).toBase64(base64url);
    const nextMac = await crypto.subtle.sign('HMAC', token, utf8.encode(`${header}.${next}`));
    return Response.json({
      answer,
      order: order?.byteLength,
      choices: choices.map((words) => new DataView(words).getUint32(0)),
      continuationToken: `${header}.${next}.${new Uint8Array(nextMac).toBase64(base64url)}`,
    });
  },
} satisfies ExportedHandler<Cloudflare.Env>;
