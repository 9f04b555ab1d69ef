/** Round tokens of the past, signed with a local secret: the only way to meet an expired one without waiting for it. */
import { createHash, createHmac } from 'node:crypto';

const TOKYO_AHEAD_SECONDS = 9 * 3600;

interface Claims {
  readonly iat: number;
  readonly exp: number;
}

/** The token as the server would have signed it `seconds` later (earlier when negative), under this secret. */
export function signedLike(token: string, secret: string, seconds: number): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = JSON.parse(Buffer.from(String(token.split('.')[1]), 'base64url').toString('utf8')) as Claims;
  const iat = claims.iat + seconds;
  const date = new Date((iat + TOKYO_AHEAD_SECONDS) * 1000).toISOString().slice(0, 10);
  const head = encode({ alg: 'HS256', typ: 'round+jwt', kid: keyIdOf(secret) });
  const body = encode({ ...claims, date, iat, exp: claims.exp + seconds });
  return `${head}.${body}.${createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url')}`;
}

/** The id that a key has in the header of its tokens. */
export function keyIdOf(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex').slice(0, 16);
}
