/** Puts the access room together out of its folders. Wiring only. */
import type { Endpoint, Guard } from '../kernel/app.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Config, Secrets } from '../kernel/env.ts';
import type { SessionKeys } from '../kernel/keys/session-keys.ts';
import type { CallerKeys } from '../kernel/limits/caller.ts';
import type { Limiter } from '../kernel/limits/limiter.ts';
import type { Log } from '../kernel/log.ts';
import type { Metrics } from '../kernel/metrics/metrics.ts';
import { Administrators, CONSOLE_ROLE } from './administrators.ts';
import { buildApiKeys } from './api-keys/api-keys.ts';
import { composeAuthenticate } from './authenticator.ts';
import { buildDecisions } from './decisions/decisions.ts';
import { evaluationGuard } from './decisions/evaluation-guard.ts';
import { Freshness } from './freshness/freshness.ts';
import { buildPolicies } from './policies/policies.ts';
import { PolicyStore } from './policies/policy-store.ts';
import { sessionsAdminEndpoint } from './sessions/sessions-admin.routes.ts';
import { buildSignIn } from './sign-in/sign-in.ts';
import { requireNotTakenBack } from './tokens/taken-back.ts';
import { buildTokens } from './tokens/tokens.ts';

interface AccessParts {
  readonly bindings: Cloudflare.Env;
  readonly config: Config;
  readonly secrets: Secrets;
  readonly limits: { readonly limiter: Limiter; readonly callers: CallerKeys };
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Lets in whoever holds the operator's token. */
  readonly operator: Guard;
}

interface AccessRoom {
  readonly endpoints: readonly Endpoint[];
  /** Guard of the operator's routes, also of other rooms. */
  readonly admin: Guard;
  /** Guard of the console: a session of somebody with its role, from our own pages where something changes. */
  readonly console: Guard;
  /** Keys that live as long as a session does. */
  readonly sessionKeys: SessionKeys;
}

export async function buildAccess(parts: AccessParts): Promise<AccessRoom> {
  const { bindings, config, limits, clock, metrics, log, operator } = parts;
  const { ACCESS_CACHE: kv, ACCESS_SUBJECTS: subjects, ACCESS_POLICIES: policies, DB: db } = bindings;
  const { PUBLIC_URL: publicUrl } = config;
  const freshness = new Freshness({ subjects, policies, clock, log });
  const store = new PolicyStore(db);
  const tokens = buildTokens({ config, kv, clock, metrics, log });
  const signIn = await buildSignIn({ ...parts, idTokens: tokens.validator });
  const keys = buildApiKeys({ config, db, kv, freshness, limiter: limits.limiter, clock, metrics, log });
  const authenticate = composeAuthenticate({
    session: async (request, demand, waitUntil) => await signIn.sessions?.authenticate(request, demand, waitUntil),
    token: async (text, demand, waitUntil) => {
      const principal = await tokens.validator.validate(text, waitUntil);
      await requireNotTakenBack(principal, freshness, demand, waitUntil);
      return principal;
    },
    apiKey: async (text, demand, waitUntil, request) =>
      await keys.apiKeys.authenticate(
        text,
        demand,
        waitUntil,
        await limits.callers.callerOf(request.headers.get('CF-Connecting-IP'), null),
      ),
  });
  const administrators = new Administrators({
    operator,
    authenticate,
    source: store,
    isSecondFactorRequired: config.MFA_REQUIRED,
    publicUrl,
    clock,
  });
  const { guard: admin, isAdmin } = administrators;
  const rules = buildPolicies({ store, db, freshness, clock, log, guard: admin });
  const isCaching = config.ENABLE_AUTH_CACHE;
  const decisions = buildDecisions({
    source: store,
    limiter: limits.limiter,
    freshness,
    kv,
    isCaching,
    clock,
    metrics,
    log,
    publicUrl,
    authenticate,
    isAdmin,
    evaluators: administrators.orOperator(evaluationGuard(authenticate, isAdmin)),
    adminGuard: admin,
  });
  return {
    endpoints: [
      ...signIn.endpoints,
      ...tokens.endpoints(admin),
      ...keys.endpoints({ admin, signedIn: signIn.guard() }),
      ...rules,
      sessionsAdminEndpoint({ sessions: signIn.sessions, freshness, db, clock, guard: admin }),
      ...decisions,
    ],
    admin,
    console: signIn.guard({ role: CONSOLE_ROLE, secondFactor: config.MFA_REQUIRED }, administrators.hasRole),
    sessionKeys: signIn.sessionKeys,
  };
}
