/** The routes of external gateways. */
import {
  checkGatewayContract,
  gatewayHealthContract,
  listGatewaysContract,
  registerGatewayContract,
  removeGatewayContract,
} from '../../../shared/gateways.contract.ts';
import { type Endpoint, endpoint, type Guard } from '../../kernel/app.ts';
import { principalOf } from '../principal-of.ts';
import type { Gateways } from './gateways.service.ts';

export function gatewayEndpoints(gateways: Gateways, guard: Guard): Endpoint[] {
  return [
    endpoint(listGatewaysContract, (_, context) => gateways.list(principalOf(context).subject), guard),
    endpoint(
      registerGatewayContract,
      (request, context) => gateways.register(principalOf(context).subject, request),
      guard,
    ),
    endpoint(
      gatewayHealthContract,
      (_, context) => gateways.health(principalOf(context).subject, context.params.id ?? ''),
      guard,
    ),
    endpoint(
      checkGatewayContract,
      (_, context) => gateways.check(principalOf(context).subject, context.params.id ?? ''),
      guard,
    ),
    endpoint(
      removeGatewayContract,
      async (_, context) => {
        const id = context.params.id ?? '';
        await gateways.remove(principalOf(context).subject, id);
        return { gateway_id: id, removed: true as const };
      },
      guard,
    ),
  ];
}
