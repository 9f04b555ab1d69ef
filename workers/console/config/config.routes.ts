/** The gateway settings over HTTP. The owner is who is signed in. */
import * as contracts from '../../../shared/gateway-config.contract.ts';
import { type Endpoint, endpoint, type Guard, type RequestContext } from '../../kernel/app.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Subject } from '../../kernel/principal.ts';
import type { ConfigService } from './config.service.ts';

const ETAG = /^"r([0-9]{1,15})"$/;

export function configEndpoints(service: ConfigService, guard: Guard): Endpoint[] {
  return [
    endpoint(contracts.getGatewayConfigContract, async (_, at) => answer(at, await service.read(ownerOf(at))), guard),
    endpoint(
      contracts.putGatewayConfigContract,
      ({ config, if_revision }, at) => service.save(ownerOf(at), config, if_revision ?? ifMatch(at)),
      guard,
    ),
    endpoint(contracts.validateGatewayConfigContract, ({ config }) => service.validate(config), guard),
    endpoint(contracts.backupGatewayConfigContract, (_, at) => service.backUp(ownerOf(at)), guard),
    endpoint(
      contracts.listGatewayConfigBackupsContract,
      async (_, at) => ({ backups: await service.backups(ownerOf(at)) }),
      guard,
    ),
    endpoint(contracts.getGatewayConfigBackupContract, (_, at) => service.backup(ownerOf(at), idOf(at)), guard),
    endpoint(
      contracts.restoreGatewayConfigContract,
      ({ if_revision }, at) => service.restore(ownerOf(at), idOf(at), if_revision ?? ifMatch(at)),
      guard,
    ),
    endpoint(
      contracts.deleteGatewayConfigBackupContract,
      async (_, at) => {
        await service.deleteBackup(ownerOf(at), idOf(at));
        return { removed: true as const };
      },
      guard,
    ),
  ];
}

function ownerOf({ principal }: RequestContext): Subject {
  if (principal === undefined) throw new Error('the guard names who was let in');
  return principal.subject;
}

function idOf({ params }: RequestContext): string {
  return params.id ?? '';
}

/** With a tag that names the revision, or 304 for whoever has it (RFC 9110 §13.1.2). */
function answer({ request }: RequestContext, reply: { readonly revision: number }): Response {
  const etag = `"r${reply.revision}"`;
  const headers = { ETag: etag, 'Cache-Control': 'no-store' };
  const known = (request.headers.get('If-None-Match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known.includes(etag) ? new Response(null, { status: 304, headers }) : Response.json(reply, { headers });
}

/**
 * The revision that a writer has seen (RFC 9110 §13.1.1); undefined without the field.
 *
 * @throws AppError `bad_request` for a tag that we did not give: overwriting would be worse than a refusal.
 */
function ifMatch({ request }: RequestContext): number | undefined {
  const tag = request.headers.get('If-Match')?.trim();
  if (tag === undefined || tag === '*') return undefined;
  const [, revision] = ETAG.exec(tag) ?? [];
  if (revision === undefined)
    throw new AppError('bad_request', { message: 'The If-Match is no tag of these settings.' });
  return Number(revision);
}
