/** Puts gateway sessions together. Wiring only. */
import type { Endpoint, Guard } from '../../kernel/app.ts';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import type { GuardedFetch } from '../../kernel/guarded-fetch/guarded-fetch.ts';
import type { AnyJobType } from '../../kernel/jobs/job-type.ts';
import type { Jobs } from '../../kernel/jobs/jobs.ts';
import type { SealedHolder } from '../../kernel/keys/sealed-holder.ts';
import type { SealingRing } from '../../kernel/keys/sealing-ring.ts';
import type { Metrics } from '../../kernel/metrics/metrics.ts';
import type { SeriesSource } from '../../kernel/metrics/sources.ts';
import type { Subject } from '../../kernel/principal.ts';
import type { Host } from '../hosts/host-record.ts';
import { HostStore } from '../hosts/host-store.ts';
import { execJob } from './exec.job.ts';
import { ExecDesk } from './exec-desk.ts';
import { gatewaySessionsEndpoints } from './gateway-sessions.routes.ts';
import { gatewaySessionsSeries } from './gateway-sessions.series.ts';
import { GatewaySessionsService } from './gateway-sessions.service.ts';
import { gatewaySessionsSealed } from './sealed.ts';
import { SecretFiller, type SecretSource } from './secret-filler.ts';
import { enginesOf } from './session-surroundings.ts';
import { Sessions } from './sessions.ts';
import { startSessionJob } from './start-session.job.ts';

interface Parts {
  readonly bindings: Pick<Cloudflare.Env, 'DB' | 'GATEWAY_SESSIONS'>;
  readonly resolver: SecretSource;
  readonly jobs: Pick<Jobs, 'enqueue' | 'isBegun' | 'waitFor' | 'get' | 'cancel'>;
  readonly guardedFetch: GuardedFetch;
  readonly ring: SealingRing;
  readonly guard: Guard;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

interface GatewaySessionsTopic {
  readonly endpoints: readonly Endpoint[];
  readonly jobTypes: readonly AnyJobType[];
  readonly sources: readonly SeriesSource[];
  readonly sealed: readonly SealedHolder[];
}

export function buildGatewaySessions(parts: Parts): GatewaySessionsTopic {
  const { bindings, resolver, jobs, guardedFetch, ring, guard, clock, metrics } = parts;
  const sessions = new Sessions({ db: bindings.DB, objects: bindings.GATEWAY_SESSIONS });
  const hosts = new HostStore(bindings.DB, ring);
  const engineOf = enginesOf(hosts, guardedFetch);
  const secrets = new SecretFiller(resolver);
  const desk = new ExecDesk({ sessions, engineOf, secrets, clock, metrics });
  const startType = startSessionJob({ sessions, engineOf, secrets, ring, clock });
  const execType = execJob({ sessions, desk, ring });
  const hostFor = (owner: Subject, hostId: string | undefined) => chosenHost(hosts, owner, hostId);
  const service = new GatewaySessionsService({ sessions, jobs, startType, execType, desk, hostFor, ring, clock });
  return {
    endpoints: gatewaySessionsEndpoints({ service, sessions, guard }),
    jobTypes: [startType, execType],
    sources: [gatewaySessionsSeries(sessions)],
    sealed: [gatewaySessionsSealed(sessions)],
  };
}

/** The earlier console knew one host; whoever has one need not say which. */
async function chosenHost(hosts: HostStore, owner: Subject, hostId: string | undefined): Promise<Host> {
  if (hostId !== undefined) return found(await hosts.find(owner, hostId));
  const all = await hosts.list(owner);
  const [only] = all;
  if (all.length === 1 && only !== undefined) return only;
  throw new AppError('bad_request', {
    message: all.length === 0 ? 'Register a Docker host first.' : 'Say on which Docker host: host_id.',
    details: { pointer: '/host_id' },
  });
}

function found(host: Host | undefined): Host {
  if (host === undefined) {
    throw new AppError('bad_request', { message: 'You have no such Docker host.', details: { pointer: '/host_id' } });
  }
  return host;
}
