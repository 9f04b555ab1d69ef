/**
 * The limits of one request: takes from those that its contract names, and remembers the decision so that the frame can
 * put it into the header fields of whatever is answered, error or not.
 */
import type { PolicyName } from '../../../shared/limits.vocabulary.ts';
import type { WaitUntil } from '../coalescer.ts';
import type { CallerKeys } from './caller.ts';
import { type LimitDecision, limitHeaders, requireAdmitted } from './decision.ts';
import type { Limiter } from './limiter.ts';

/** Once per isolate. */
export interface LimitServices {
  readonly limiter: Pick<Limiter, 'check'>;
  readonly callers: Pick<CallerKeys, 'callerOf'>;
}

interface RequestLimitsParts {
  readonly services: LimitServices | undefined;
  readonly policies: readonly PolicyName[];
  readonly request: Request;
  readonly waitUntil: WaitUntil;
}

export class RequestLimits {
  readonly #parts: RequestLimitsParts;
  #decision: LimitDecision | undefined;

  constructor(parts: RequestLimitsParts) {
    this.#parts = parts;
  }

  /** Whether some decision was taken. */
  get isSettled(): boolean {
    return this.#decision !== undefined;
  }

  /**
   * Takes from the limits of the contract, all or none.
   *
   * @param clientId For a request that names its client in the body; `X-Client-Id` otherwise.
   * @throws AppError `rate_limited` with `Retry-After`; `unavailable` when a limit that fails closed cannot be checked.
   */
  async charge(clientId?: string): Promise<void> {
    const { services, policies, request, waitUntil } = this.#parts;
    if (services === undefined) throw new Error('this application has no limiter');
    const { headers } = request;
    const caller = await services.callers.callerOf(
      headers.get('CF-Connecting-IP'),
      clientId ?? headers.get('X-Client-Id'),
    );
    this.settle(await services.limiter.check(policies, caller, waitUntil));
  }

  /**
   * Takes in a decision that was made elsewhere, such as in the hop that does the work.
   *
   * @throws AppError `rate_limited` with `Retry-After`.
   */
  settle(decision: LimitDecision): void {
    this.#decision = decision;
    requireAdmitted(decision);
  }

  /** Header fields for the answer. */
  headers(): Record<string, string> {
    return this.#decision === undefined ? {} : limitHeaders(this.#decision);
  }
}
