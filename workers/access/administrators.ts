/**
 * Who administers: whoever holds the operator's token, and people with the role `admin`, by their groups or by an assignment
 * in the store. An API key never does: it stands in a script, and a script does not show a second factor.
 *
 * For everybody else the routes are not there, byte for byte.
 */
import type { Guard } from '../kernel/app.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { Principal } from '../kernel/principal.ts';
import type { Authenticate } from './authenticator.ts';
import type { PolicySource } from './policies/model.ts';
import { requireSecondFactor } from './roles/requirements.ts';
import { requireOwnOrigin } from './sessions/session-guard.ts';

/** A token of an issuer (RFC 7515 §7.1). */
const ISSUED = /^Bearer +eyJ[\w-]*\.[\w-]+\.[\w-]+$/i;
/** The role that opens `/admin/*`. */
const ADMIN_ROLE = 'admin';
/** The role that opens the console; administrators have it anyway. */
export const CONSOLE_ROLE = 'gateway-operator';

interface AdministratorsParts {
  /** Lets in whoever holds the operator's token, and answers `not_found` to all others. */
  readonly operator: Guard;
  readonly authenticate: Authenticate;
  readonly source: Pick<PolicySource, 'factsOf'>;
  readonly isSecondFactorRequired: boolean;
  readonly publicUrl: string;
  readonly clock: Clock;
}

export class Administrators {
  readonly #parts: AdministratorsParts;

  constructor(parts: AdministratorsParts) {
    this.#parts = parts;
  }

  /**
   * Guard of the routes under `/admin`.
   *
   * @returns Lets in or throws `not_found`; `forbidden` for a call from another page; `step_up_required`; `unavailable`.
   */
  readonly guard: Guard = async (request, waitUntil) => {
    const { operator, authenticate, isSecondFactorRequired, publicUrl } = this.#parts;
    const byToken = await hidden(operator(request, waitUntil));
    if (byToken !== undefined) return byToken;
    // Asked now: a right that was taken back opens nothing here, not even for seconds.
    const principal = await hidden(authenticate(request, 'strict', waitUntil));
    if (principal === undefined || !(await this.#hasRole(principal, [ADMIN_ROLE]))) throw new AppError('not_found');
    if (principal.credential === 'session') requireOwnOrigin(request, publicUrl);
    if (isSecondFactorRequired) requireSecondFactor(principal);
    return principal;
  };

  /**
   * Lets in whoever holds the operator's token, and all others whom the guard lets in. What cannot be that token is not
   * compared with it: to ask and be refused is a good part of what a remembered decision costs.
   */
  orOperator(guard: Guard): Guard {
    return async (request, waitUntil) => {
      const operator = mayBeOperator(request) ? await hidden(this.#parts.operator(request, waitUntil)) : undefined;
      return operator ?? (await guard(request, waitUntil));
    };
  }

  /** Whether somebody who was let in elsewhere may see what administrators see. */
  readonly isAdmin = async (principal: Principal): Promise<boolean> =>
    (await this.#hasRole(principal, [ADMIN_ROLE])) &&
    (principal.hasSecondFactor || !this.#parts.isSecondFactorRequired);

  /** Whether a person has the role, by groups or by an assignment. Administrators have every role. */
  readonly hasRole = async (principal: Principal, role: string): Promise<boolean> =>
    await this.#hasRole(principal, [role, ADMIN_ROLE]);

  async #hasRole({ credential, roles, subject }: Principal, wanted: readonly string[]): Promise<boolean> {
    if (credential === 'admin-token') return true;
    if (credential === 'api-key') return false;
    if (roles.some((role) => wanted.includes(role))) return true;
    const { roles: assigned } = await this.#parts.source.factsOf(subject).catch((cause: unknown) => {
      throw new AppError('unavailable', { headers: { 'Retry-After': '1' }, cause });
    });
    const now = this.#parts.clock.nowMs();
    return assigned.some(
      ({ role, expiresAtMs = Number.POSITIVE_INFINITY }) => wanted.includes(role) && expiresAtMs > now,
    );
  }
}

/** An operator's token is a random text: neither missing nor three parts of which the first is JSON in base64url. */
function mayBeOperator({ headers }: Request): boolean {
  const shown = headers.get('Authorization');
  return shown !== null && !ISSUED.test(shown);
}

/** What a credential's own check says against it is nobody's business here. */
async function hidden(check: Promise<Principal | undefined>): Promise<Principal | undefined> {
  try {
    return await check;
  } catch (error) {
    if (error instanceof AppError && error.status < 500) return undefined;
    throw error;
  }
}
