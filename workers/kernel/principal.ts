/** Who is calling, once a credential has been checked. The one type that features and the guards of routes agree in. */

/** Whom decisions are about (AuthZEN Authorization API 1.0 §5.1). */
export interface Subject {
  /** Kind of subject, such as `user` or `service`. */
  readonly type: string;
  /** Unique among subjects of the type. */
  readonly id: string;
}

export interface Principal {
  readonly subject: Subject;
  /** What was shown: a session cookie, an issuer's token, an API key of ours, or the operator's admin token. */
  readonly credential: 'session' | 'token' | 'api-key' | 'admin-token';
  /** Names of roles that the credential brings along, highest precedence first. Roles given in our own store come on top. */
  readonly roles: readonly string[];
  /** OAuth scopes (RFC 6749 §3.3) of a token or an API key; a session has none. */
  readonly scopes: readonly string[];
  /** When the person last showed who they are, in seconds since the Unix epoch (OIDC Core §2, `auth_time`). */
  readonly authTimeSeconds?: number | undefined;
  /** When a token was issued, in seconds since the Unix epoch (RFC 7519 §4.1.6, `iat`). */
  readonly issuedAtSeconds?: number | undefined;
  /** Whether a second factor was shown. */
  readonly hasSecondFactor: boolean;
  /** Identity of the session, never its secret. */
  readonly sessionId?: string | undefined;
  /** Identity of the API key, never its secret. */
  readonly keyId?: string | undefined;
}
