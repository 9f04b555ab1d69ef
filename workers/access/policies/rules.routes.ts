/** The admin API of roles, policies and subjects over HTTP, all behind one guard. Names in the address are parsed here. */
import type * as z from 'zod';
import * as contracts from '../../../shared/access-admin.contract.ts';
import type { Change } from '../../../shared/access-admin.schema.ts';
import { roleName, ruleId, subjectName } from '../../../shared/access-rules.schema.ts';
import { type Endpoint, endpoint, type Guard, type RequestContext } from '../../kernel/app.ts';
import { AppError } from '../../kernel/errors.ts';
import type { DryRun } from './dry-run.ts';
import type { RulesAdmin } from './rules-admin.service.ts';
import type { RulesReader } from './rules-reader.ts';

interface RulesServices {
  readonly admin: RulesAdmin;
  readonly reader: RulesReader;
  readonly dryRun: DryRun;
}

interface About {
  readonly reason?: string | undefined;
  readonly if_revision?: number | undefined;
}

export function rulesEndpoints({ admin, reader, dryRun }: RulesServices, guard: Guard): Endpoint[] {
  const write = (
    change: Change,
    { reason, if_revision: ifRevision }: About,
    { principal, waitUntil }: RequestContext,
  ) => admin.apply(change, { principal, reason, ifRevision }, waitUntil);
  return [
    endpoint(contracts.listRolesContract, async () => ({ roles: await reader.roles() }), guard),
    endpoint(contracts.getRoleContract, (_, at) => reader.role(nameIn(at, 'name', roleName)), guard),
    endpoint(
      contracts.putRoleContract,
      ({ reason, if_revision, ...role }, at) =>
        write({ kind: 'put_role', name: nameIn(at, 'name', roleName), role }, { reason, if_revision }, at),
      guard,
    ),
    endpoint(
      contracts.deleteRoleContract,
      (about, at) => write({ kind: 'delete_role', name: nameIn(at, 'name', roleName) }, about, at),
      guard,
    ),
    endpoint(contracts.listPoliciesContract, async () => ({ policies: await reader.policies() }), guard),
    endpoint(contracts.getPolicyContract, (_, at) => reader.policy(nameIn(at, 'id', ruleId)), guard),
    endpoint(
      contracts.putPolicyContract,
      ({ reason, if_revision, ...policy }, at) =>
        write({ kind: 'put_policy', id: nameIn(at, 'id', ruleId), policy }, { reason, if_revision }, at),
      guard,
    ),
    endpoint(
      contracts.deletePolicyContract,
      (about, at) => write({ kind: 'delete_policy', id: nameIn(at, 'id', ruleId) }, about, at),
      guard,
    ),
    endpoint(contracts.listSubjectsContract, (query) => reader.subjects(query), guard),
    endpoint(contracts.getSubjectContract, (_, at) => reader.subject(subjectIn(at)), guard),
    endpoint(
      contracts.putAssignmentContract,
      ({ reason, if_revision, ...assignment }, at) => {
        const role = nameIn(at, 'role', roleName);
        return write({ kind: 'put_assignment', subject: subjectIn(at), role, assignment }, { reason, if_revision }, at);
      },
      guard,
    ),
    endpoint(
      contracts.deleteAssignmentContract,
      (about, at) => {
        const role = nameIn(at, 'role', roleName);
        return write({ kind: 'delete_assignment', subject: subjectIn(at), role }, about, at);
      },
      guard,
    ),
    endpoint(
      contracts.putGrantContract,
      ({ reason, if_revision, ...grant }, at) => {
        const id = nameIn(at, 'grant', ruleId);
        return write({ kind: 'put_grant', subject: subjectIn(at), id, grant }, { reason, if_revision }, at);
      },
      guard,
    ),
    endpoint(
      contracts.deleteGrantContract,
      (about, at) => {
        const id = nameIn(at, 'grant', ruleId);
        return write({ kind: 'delete_grant', subject: subjectIn(at), id }, about, at);
      },
      guard,
    ),
    endpoint(
      contracts.putPropertiesContract,
      ({ properties, ...about }, at) =>
        write({ kind: 'put_properties', subject: subjectIn(at), properties }, about, at),
      guard,
    ),
    endpoint(
      contracts.deletePropertiesContract,
      (about, at) => write({ kind: 'delete_properties', subject: subjectIn(at) }, about, at),
      guard,
    ),
    endpoint(contracts.listChangesContract, (query) => reader.changes(query), guard),
    endpoint(contracts.dryRunContract, (request) => dryRun.run(request), guard),
  ];
}

function subjectIn({ params }: RequestContext): z.output<typeof subjectName> {
  return parsed(subjectName, { type: params.type, id: params.id });
}

function nameIn(context: RequestContext, param: string, schema: z.ZodType<string>): string {
  return parsed(schema, context.params[param]);
}

function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new AppError('bad_request', { message: 'A name in the address has the wrong form.' });
}
