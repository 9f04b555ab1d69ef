/**
 * What two sides of a session need to know each other by: an issuer of its own, a server and a client. The issuer's key
 * signs three times, itself among them, and is gone when this returns, so nobody can ever add another; whoever trusts the issuer trusts exactly these
 * two, and when the session ends there is nothing left to be trusted.
 */
import ipaddr from 'ipaddr.js';
import { CLOCK_SKEW_MS } from '../gateway-sessions.constants.ts';
import {
  type AlternativeName,
  exported,
  type Issuer,
  issuerCertificate,
  KEY_ALGORITHM,
  leafCertificate,
  pem,
} from './certificate.ts';

export interface Identity {
  readonly certificate: string;
  /** PKCS #8. */
  readonly key: string;
  readonly serial: string;
}

/** All of it in PEM. */
export interface Bundle {
  readonly issuer: string;
  readonly server: Identity;
  readonly client: Identity;
}

export interface BundleOrder {
  readonly sessionId: string;
  /** Names and addresses under which the server is called. */
  readonly serverNames: readonly string[];
  readonly nowMs: number;
  readonly endsMs: number;
}

export async function issueBundle({ sessionId, serverNames, nowMs, endsMs }: BundleOrder): Promise<Bundle> {
  // The issuer's key cannot be taken out, not even by us.
  const [ca, server, client] = await Promise.all([newKeys(false), newKeys(true), newKeys(true)]);
  const validity = { notBeforeMs: nowMs - CLOCK_SKEW_MS, notAfterMs: endsMs };
  const issuer: Issuer = { commonName: `Roundhouse gateway session ${sessionId}`, keys: ca, validity };
  const session: AlternativeName = { kind: 'uri', uri: `urn:roundhouse:gateway-session:${sessionId}` };
  const [root, serverLeaf, clientLeaf] = await Promise.all([
    issuerCertificate(issuer),
    leafCertificate(issuer, {
      commonName: 'gateway',
      publicKey: server.publicKey,
      purpose: 'server',
      names: [...serverNames.map(nameOrAddress), session],
    }),
    leafCertificate(issuer, {
      commonName: 'client',
      publicKey: client.publicKey,
      purpose: 'client',
      names: [session],
    }),
  ]);
  return {
    issuer: pem('CERTIFICATE', root.der),
    server: await identity(serverLeaf, server),
    client: await identity(clientLeaf, client),
  };
}

async function newKeys(isExtractable: boolean): Promise<CryptoKeyPair> {
  return (await crypto.subtle.generateKey(KEY_ALGORITHM, isExtractable, ['sign', 'verify'])) as CryptoKeyPair;
}

async function identity(
  { der, serial }: { readonly der: Uint8Array; readonly serial: string },
  { privateKey }: CryptoKeyPair,
): Promise<Identity> {
  const key = pem('PRIVATE KEY', await exported('pkcs8', privateKey));
  return { certificate: pem('CERTIFICATE', der), key, serial };
}

/** An address in the place of a name would match nothing (RFC 9525 §6.4). */
function nameOrAddress(text: string): AlternativeName {
  return ipaddr.isValid(text)
    ? { kind: 'ip', bytes: Uint8Array.from(ipaddr.parse(text).toByteArray()) }
    : { kind: 'dns', name: text };
}
