/** The one route of the console that belongs to none of its folders. */
import { consoleContract } from '../../shared/console.contract.ts';
import { type Endpoint, endpoint, type Guard } from '../kernel/app.ts';

export function consoleEndpoint(guard: Guard): Endpoint {
  return endpoint(
    consoleContract,
    (_, { principal }) => {
      if (principal === undefined) throw new Error('the guard names who was let in');
      return { subject: principal.subject, has_second_factor: principal.hasSecondFactor };
    },
    guard,
  );
}
