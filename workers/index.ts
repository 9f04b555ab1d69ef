/** What Cloudflare calls. Wiring only: the house is built once per isolate and set of bindings. */
import { buildHouse, type House } from './house.ts';
import { errorResponse, toAppError } from './kernel/errors.ts';
import { createLog, describeThrown } from './kernel/log.ts';

export { AccessPolicies } from './access/freshness/policies.do.ts';
export { SubjectSessions } from './access/sessions/sessions.do.ts';
export { SignInTransaction } from './access/sign-in/transaction.do.ts';
export { AccessSubject } from './access/subject.do.ts';
export { CatalogueRefresher } from './console/catalogue/refresher.do.ts';
export { GatewaySession } from './console/gateway-sessions/session.do.ts';
export { GatewayChecks } from './console/gateways/gateway-checks.do.ts';
export { RemoteSignIn } from './console/remote-servers/oauth/remote-sign-in.do.ts';
export { SessionSecrets } from './console/secrets/cache/session-secrets.do.ts';
export { Job } from './kernel/jobs/job.do.ts';
export { LimitShard } from './kernel/limits/limits.do.ts';
export { LimitOverrides } from './kernel/limits/overrides.do.ts';
export { MetricsShard } from './kernel/metrics/metrics.do.ts';
export { RoundLedger } from './rounds/rounds.do.ts';
export { ZaimAccount } from './zaim/account/account.do.ts';
export { ZaimRegistry } from './zaim/account/registry.do.ts';
export { ZaimConnection } from './zaim/connect/connection.do.ts';

const houses = new WeakMap<object, Promise<House>>();

function houseOf(bindings: Cloudflare.Env): Promise<House> {
  const known = houses.get(bindings);
  if (known !== undefined) return known;
  const house = buildHouse(bindings);
  houses.set(bindings, house);
  // A house that could not be built is not kept: the next request tries again.
  house.catch(() => houses.delete(bindings));
  return house;
}

export default {
  fetch: async (request, bindings, context) => {
    try {
      const house = await houseOf(bindings);
      house.recall((work) => context.waitUntil(work));
      return await house.fetch(request, bindings, context);
    } catch (error) {
      const requestId = crypto.randomUUID();
      createLog('error').error('house_failed', { request_id: requestId, cause: describeThrown(error) });
      return errorResponse(toAppError(error), requestId);
    }
  },
  scheduled: async ({ cron }, bindings) => (await houseOf(bindings)).runCron(cron),
  queue: async (batch, bindings, context) => {
    const house = await houseOf(bindings);
    house.recall((work) => context.waitUntil(work));
    await house.runQueue(batch, (work) => context.waitUntil(work));
  },
} satisfies ExportedHandler<Cloudflare.Env>;
