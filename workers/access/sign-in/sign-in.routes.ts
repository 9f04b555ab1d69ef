/**
 * `/auth/login` and `/auth/callback`: walked by a browser. Whatever goes wrong there, a person sees a page that says what
 * to do, and nothing is signed in.
 */
import { callbackAddress, loginAddress } from '../../../shared/auth.contract.ts';
import { loginQuery } from '../../../shared/auth.schema.ts';
import { ACCOUNT_PATH } from '../../../shared/auth.vocabulary.ts';
import type { Endpoint, RequestContext } from '../../kernel/app.ts';
import { AppError, toAppError } from '../../kernel/errors.ts';
import { readQuery } from '../../kernel/http.ts';
import { describeThrown, type Log } from '../../kernel/log.ts';
import { cookieHeader, readCookie, SIGN_IN_COOKIE } from '../sessions/cookies.ts';
import { faultAddress, isNavigation, reasonOf, signInFault } from './faults.ts';
import { returnAddress } from './return-path.ts';
import { TRANSACTION_MS } from './sign-in.constants.ts';
import type { SignIn } from './sign-in.service.ts';
import { isBinding, newBinding } from './transactions.ts';

interface RouteParts {
  /** undefined where no provider is configured. */
  readonly signIn: SignIn | undefined;
  readonly publicUrl: string;
  readonly log: Log;
}

export function signInEndpoints({ signIn, publicUrl, log }: RouteParts): Endpoint[] {
  const walked =
    (walk: (context: RequestContext, signIn: SignIn) => Promise<Response>) =>
    async (context: RequestContext): Promise<Response> => {
      try {
        await context.limits.charge();
        if (signIn === undefined) throw signInFault('not_configured');
        return await walk(context, signIn);
      } catch (error) {
        if (!isNavigation(context.request)) throw error;
        const { status, cause } = toAppError(error);
        log[status >= 500 ? 'error' : 'info']('sign_in_failed', {
          request_id: context.requestId,
          reason: reasonOf(error),
          cause: cause === undefined ? undefined : describeThrown(cause),
        });
        return redirect(faultAddress(error, publicUrl));
      }
    };

  const login = walked(async ({ request, waitUntil }, service) => {
    const { return_to: path = ACCOUNT_PATH, step_up: stepUp } = readQuery(request, loginQuery);
    const returnTo = returnAddress(path, publicUrl);
    if (returnTo === undefined) {
      const message = 'The request is not valid: return_to must be a path of ours.';
      throw new AppError('bad_request', { message, details: { pointer: '/return_to' } });
    }
    // One value for all sign-ins of a browser, so that two tabs do not spoil each other's.
    const held = readCookie(request, SIGN_IN_COOKIE);
    const binding = isBinding(held) ? held : newBinding();
    const address = await service.begin(returnTo, stepUp === '1', binding, waitUntil);
    return redirect(address, cookieHeader(SIGN_IN_COOKIE, binding, TRANSACTION_MS / 1000));
  });

  const callback = walked(async ({ request, waitUntil }, service) => {
    const { returnTo, setCookie } = await service.complete(request, readCookie(request, SIGN_IN_COOKIE), waitUntil);
    return redirect(returnTo, setCookie);
  });

  return [
    { contract: loginAddress, guard: undefined, answer: login },
    { contract: callbackAddress, guard: undefined, answer: callback },
  ];
}

/** Nothing of it is kept or passed on: the address before may hold a code. */
function redirect(location: string, setCookie?: string): Response {
  const headers = new Headers({ Location: location, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
  if (setCookie !== undefined) headers.append('Set-Cookie', setCookie);
  return new Response(null, { status: 303, headers });
}
