import { expect, it } from 'vitest';
import * as admin from '../../../shared/access-admin.contract.ts';
import { evaluationContract } from '../../../shared/authzen.contract.ts';
import type { RouteContract } from '../../../shared/contract.ts';
import { EVALUATION_ADDRESS, RULE_ADDRESSES, SUBJECT_ADDRESSES } from './addresses.ts';

const RULES: Record<keyof typeof RULE_ADDRESSES, RouteContract> = {
  listRoles: admin.listRolesContract,
  putRole: admin.putRoleContract,
  deleteRole: admin.deleteRoleContract,
  listPolicies: admin.listPoliciesContract,
  putPolicy: admin.putPolicyContract,
  deletePolicy: admin.deletePolicyContract,
  listChanges: admin.listChangesContract,
  dryRun: admin.dryRunContract,
};
const SUBJECTS: Record<keyof typeof SUBJECT_ADDRESSES, RouteContract> = {
  listSubjects: admin.listSubjectsContract,
  getSubject: admin.getSubjectContract,
  putAssignment: admin.putAssignmentContract,
  deleteAssignment: admin.deleteAssignmentContract,
  putGrant: admin.putGrantContract,
  deleteGrant: admin.deleteGrantContract,
  putProperties: admin.putPropertiesContract,
  deleteProperties: admin.deletePropertiesContract,
  endSubjectSessions: admin.endSubjectSessionsContract,
};
const addressOf = ({ method, path }: RouteContract) => ({ method, path });
const addressesOf = (contracts: Record<string, RouteContract>) =>
  Object.fromEntries(Object.entries(contracts).map(([name, contract]) => [name, addressOf(contract)]));

it('the page asks where the contracts say', () => {
  expect(RULE_ADDRESSES).toEqual(addressesOf(RULES));
  expect(SUBJECT_ADDRESSES).toEqual(addressesOf(SUBJECTS));
  expect(EVALUATION_ADDRESS).toEqual(addressOf(evaluationContract));
});
