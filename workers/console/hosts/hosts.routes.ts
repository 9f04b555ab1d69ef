/** Routes of the Docker hosts. */
import * as contracts from '../../../shared/hosts.contract.ts';
import { type Endpoint, endpoint, type Guard } from '../../kernel/app.ts';
import { requireOwner } from '../owner.ts';
import type { Hosts } from './hosts.service.ts';

export function hostEndpoints(hosts: Hosts, guard: Guard): Endpoint[] {
  return [
    endpoint(
      contracts.listHostsContract,
      async (_, context) => ({ hosts: await hosts.list(requireOwner(context).subject) }),
      guard,
    ),
    endpoint(
      contracts.addHostContract,
      async (request, context) =>
        Response.json(await hosts.add(requireOwner(context).subject, request), {
          status: 201,
          headers: { 'Cache-Control': 'no-store' },
        }),
      guard,
    ),
    endpoint(
      contracts.changeHostContract,
      (change, context) => hosts.change(requireOwner(context).subject, context.params.id ?? '', change),
      guard,
    ),
    endpoint(
      contracts.testHostContract,
      (_, context) => hosts.test(requireOwner(context).subject, context.params.id ?? ''),
      guard,
    ),
    endpoint(
      contracts.removeHostContract,
      async ({ force }, context) => {
        await hosts.remove(requireOwner(context).subject, context.params.id ?? '', force === 'true');
        return { removed: true as const };
      },
      guard,
    ),
  ];
}
