/** An issuer of tokens on the loopback address: its key sets over HTTP, and tokens of each algorithm. */
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { LOOPBACK } from '../lib/runtime.ts';

const ALGORITHMS = ['RS256', 'ES256'] as const;
type Algorithm = (typeof ALGORITHMS)[number];
const AUDIENCE = 'roundhouse';
/** Longer than any run. */
const LIFETIME = '2h';
const PERSON = 'ann';
const SERVICE = 'shop';

export interface Issuer {
  /** For `TOKEN_ISSUERS`. */
  readonly settings: readonly object[];
  /** Ids of the people who have tokens. */
  readonly subjects: readonly string[];
  /** A token of a person. */
  readonly personal: Readonly<Record<Algorithm, string>>;
  /** A token of a service that may ask for decisions. */
  readonly service: string;
  close(): void;
}

export async function startIssuer(): Promise<Issuer> {
  const pairs = await Promise.all(ALGORITHMS.map((algorithm) => generateKeyPair(algorithm)));
  const sets = await Promise.all(
    pairs.map(async ({ publicKey }, nth) => ({
      keys: [{ ...(await exportJWK(publicKey)), kid: ALGORITHMS[nth], alg: ALGORITHMS[nth], use: 'sig' }],
    })),
  );
  const server = createServer(({ url = '' }, response) => {
    const set = sets[ALGORITHMS.findIndex((algorithm) => url === `/${algorithm}`)];
    response.writeHead(set === undefined ? 404 : 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(set ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The issuer does not listen.');
  const nameOf = (algorithm: Algorithm) => `http://${LOOPBACK}:${address.port}/${algorithm}`;
  const tokenOf = async (algorithm: Algorithm, claims: Readonly<Record<string, string>>) => {
    const key = pairs[ALGORITHMS.indexOf(algorithm)]?.privateKey;
    if (key === undefined) throw new Error(`There is no key for ${algorithm}.`);
    return await new SignJWT(claims)
      .setProtectedHeader({ alg: algorithm, kid: algorithm, typ: 'JWT' })
      .setIssuer(nameOf(algorithm))
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(LIFETIME)
      .sign(key);
  };
  return {
    settings: ALGORITHMS.map((algorithm) => ({
      issuer: nameOf(algorithm),
      jwks_uri: nameOf(algorithm),
      algorithms: [algorithm],
      audiences: [AUDIENCE],
      subject_prefix: prefixOf(algorithm),
    })),
    subjects: ALGORITHMS.map((algorithm) => prefixOf(algorithm) + PERSON),
    personal: {
      RS256: await tokenOf('RS256', { sub: PERSON }),
      ES256: await tokenOf('ES256', { sub: PERSON }),
    },
    service: await tokenOf('RS256', { sub: SERVICE, client_id: SERVICE, scope: 'access:evaluate' }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function prefixOf(algorithm: Algorithm): string {
  return `${algorithm}|`;
}
