/**
 * An account of Bitwarden with all that is encrypted in it, made as a client makes it: a key out of the master password, the
 * user's own key sealed by that, and everything else sealed by the user's key.
 *
 * @see bitwarden.com/help/bitwarden-security-white-paper
 */
import { createCipheriv, createHmac, generateKeyPairSync, pbkdf2Sync, randomBytes, randomUUID } from 'node:crypto';

const ITERATIONS = 600_000;

export interface Login {
  readonly name: string;
  readonly username: string;
  readonly password: string;
  readonly notes: string;
  readonly uri: string;
  readonly field: { readonly name: string; readonly value: string };
}

export class Account {
  readonly id = randomUUID();
  readonly email = 'ann@roundhouse.test';
  readonly clientSecret = randomBytes(15).toString('hex');
  readonly #userKey = randomBytes(64);
  readonly #sealedUserKey: string;
  readonly #sealedPrivateKey: string;
  readonly #publicKey: string;
  readonly #ciphers: readonly object[];

  constructor(password: string, logins: readonly (Login & { readonly id: string })[]) {
    const master = pbkdf2Sync(password, this.email, ITERATIONS, 32, 'sha256');
    this.#sealedUserKey = encString(this.#userKey, Buffer.concat([expand(master, 'enc'), expand(master, 'mac')]));
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.#publicKey = pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    this.#sealedPrivateKey = this.#seal(pair.privateKey.export({ type: 'pkcs8', format: 'der' }));
    this.#ciphers = logins.map((login) => this.#cipher(login));
  }

  /** Answer of `POST /identity/connect/token`. */
  token(): object {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: 'roundhouse.test',
      sub: this.id,
      client_id: `user.${this.id}`,
      email: this.email,
      email_verified: true,
      name: 'Ann',
      premium: false,
      sstamp: 'stamp',
      device: randomUUID(),
      scope: ['api'],
      amr: ['Application'],
      nbf: now,
      iat: now,
      exp: now + 3600,
    };
    const jwt = ['{"alg":"none","typ":"JWT"}', JSON.stringify(claims), 'signature']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.');
    return {
      access_token: jwt,
      expires_in: 3600,
      token_type: 'Bearer',
      refresh_token: randomBytes(16).toString('hex'),
      scope: 'api offline_access',
      Key: this.#sealedUserKey,
      PrivateKey: this.#sealedPrivateKey,
      AccountKeys: this.#accountKeys(),
      Kdf: 0,
      KdfIterations: ITERATIONS,
      ResetMasterPassword: false,
      ForcePasswordReset: false,
      UserDecryptionOptions: { HasMasterPassword: true, MasterPasswordUnlock: this.#unlock() },
    };
  }

  profile(): object {
    return {
      id: this.id,
      name: 'Ann',
      email: this.email,
      emailVerified: true,
      premium: false,
      premiumFromOrganization: false,
      culture: 'en-US',
      twoFactorEnabled: false,
      key: this.#sealedUserKey,
      privateKey: this.#sealedPrivateKey,
      accountKeys: this.#accountKeys(),
      securityStamp: 'stamp',
      forcePasswordReset: false,
      usesKeyConnector: false,
      organizations: [],
      providers: [],
      providerOrganizations: [],
      object: 'profile',
    };
  }

  /** Answer of `GET /api/sync`. */
  sync(): object {
    const lists = { folders: [], collections: [], policies: [], policiesNew: [], sends: [] };
    return {
      ...lists,
      profile: this.profile(),
      ciphers: this.#ciphers,
      domains: null,
      userDecryption: { masterPasswordUnlock: this.#unlock() },
      object: 'sync',
    };
  }

  #unlock(): object {
    const kdf = { kdfType: 0, iterations: ITERATIONS, memory: null, parallelism: null };
    const sealed = { masterKeyEncryptedUserKey: this.#sealedUserKey, masterKeyWrappedUserKey: this.#sealedUserKey };
    return { kdf, ...sealed, salt: this.email };
  }

  #accountKeys(): object {
    const pair = { wrappedPrivateKey: this.#sealedPrivateKey, publicKey: this.#publicKey, signedPublicKey: null };
    return { publicKeyEncryptionKeyPair: pair, signatureKeyPair: null, securityState: null };
  }

  #cipher({ id, name, username, password, notes, uri, field }: Login & { readonly id: string }): object {
    const date = '2026-11-01T00:00:00.000Z';
    const fields = [{ type: 1, name: this.#seal(field.name), value: this.#seal(field.value), linkedId: null }];
    return {
      id,
      organizationId: null,
      folderId: null,
      type: 1,
      name: this.#seal(name),
      notes: this.#seal(notes),
      favorite: false,
      reprompt: 0,
      edit: true,
      viewPassword: true,
      organizationUseTotp: false,
      creationDate: date,
      revisionDate: date,
      deletedDate: null,
      archivedDate: null,
      key: null,
      login: {
        username: this.#seal(username),
        password: this.#seal(password),
        totp: null,
        passwordRevisionDate: null,
        autofillOnPageLoad: null,
        uris: [{ uri: this.#seal(uri), match: null, uriChecksum: null }],
      },
      fields,
      attachments: null,
      passwordHistory: null,
      collectionIds: [],
      permissions: { delete: true, restore: true },
      object: 'cipherDetails',
    };
  }

  #seal(value: string | Buffer): string {
    return encString(Buffer.from(value), this.#userKey);
  }
}

/** RFC 5869 §2.3 for one block. */
function expand(key: Buffer, info: string): Buffer {
  return createHmac('sha256', key)
    .update(info)
    .update(Buffer.from([1]))
    .digest();
}

/** Type 2: AES-256-CBC, then HMAC-SHA-256 over iv and ciphertext. @param key 64 bytes. */
function encString(plain: Buffer, key: Buffer): string {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', key.subarray(0, 32), iv);
  const data = Buffer.concat([cipher.update(plain), cipher.final()]);
  const mac = createHmac('sha256', key.subarray(32)).update(iv).update(data).digest();
  return `2.${[iv, data, mac].map((part) => part.toString('base64')).join('|')}`;
}
