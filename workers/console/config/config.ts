/** Builds the gateway settings. */
import type { Endpoint, Guard } from '../../kernel/app.ts';
import type { Clock } from '../../kernel/clock.ts';
import { configEndpoints } from './config.routes.ts';
import { ConfigService } from './config.service.ts';
import { ConfigStore } from './config-store.ts';

interface ConfigRoomParts {
  readonly db: D1Database;
  readonly clock: Clock;
  readonly guard: Guard;
}

export function buildGatewayConfig({ db, clock, guard }: ConfigRoomParts): Endpoint[] {
  return configEndpoints(new ConfigService({ store: new ConfigStore(db), clock }), guard);
}
