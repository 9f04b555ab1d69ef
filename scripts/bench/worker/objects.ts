/** The Durable Object classes that wrangler.toml binds: an entry must have them all, used or not. */
export { AccessPolicies } from '../../../workers/access/freshness/policies.do.ts';
export { SubjectSessions } from '../../../workers/access/sessions/sessions.do.ts';
export { SignInTransaction } from '../../../workers/access/sign-in/transaction.do.ts';
export { AccessSubject } from '../../../workers/access/subject.do.ts';
export { CatalogueRefresher } from '../../../workers/console/catalogue/refresher.do.ts';
export { GatewaySession } from '../../../workers/console/gateway-sessions/session.do.ts';
export { GatewayChecks } from '../../../workers/console/gateways/gateway-checks.do.ts';
export { RemoteSignIn } from '../../../workers/console/remote-servers/oauth/remote-sign-in.do.ts';
export { SessionSecrets } from '../../../workers/console/secrets/cache/session-secrets.do.ts';
export { Job } from '../../../workers/kernel/jobs/job.do.ts';
export { LimitShard } from '../../../workers/kernel/limits/limits.do.ts';
export { LimitOverrides } from '../../../workers/kernel/limits/overrides.do.ts';
export { MetricsShard } from '../../../workers/kernel/metrics/metrics.do.ts';
export { RoundLedger } from '../../../workers/rounds/rounds.do.ts';
export { ZaimAccount } from '../../../workers/zaim/account/account.do.ts';
export { ZaimRegistry } from '../../../workers/zaim/account/registry.do.ts';
export { ZaimConnection } from '../../../workers/zaim/connect/connection.do.ts';
