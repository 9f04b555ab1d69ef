/**
 * The admin API of roles, policies and what subjects have. Like all operator's routes it is not among the public addresses:
 * for whoever may not use it, it is not there.
 */

import {
  changesQuery,
  changesReply,
  deleteQuery,
  dryRunReply,
  dryRunRequest,
  policiesReply,
  policyReply,
  putAssignmentRequest,
  putGrantRequest,
  putPolicyRequest,
  putPropertiesRequest,
  putRoleRequest,
  roleReply,
  rolesReply,
  subjectReply,
  subjectsQuery,
  subjectsReply,
  writeReply,
} from './access-admin.schema.ts';
import { apiText } from './api-text.ts';
import { endedReply } from './auth.schema.ts';
import type { RouteContract } from './contract.ts';

const tag = 'admin';
/** A role or a dry run may name more than the ordinary body holds: 100 permissions of three patterns each. */
const requestBody = { bytesMax: 96 * 1024, gzip: false } as const;

export const listRolesContract = {
  method: 'GET',
  path: '/admin/access/roles',
  id: 'listRoles',
  tag,
  summary: apiText('All roles'),
  reply: rolesReply,
  errors: [],
} as const satisfies RouteContract;

export const getRoleContract = {
  method: 'GET',
  path: '/admin/access/roles/:name',
  id: 'getRole',
  tag,
  summary: apiText('One role'),
  reply: roleReply,
  errors: ['not_found'],
} as const satisfies RouteContract;

export const putRoleContract = {
  method: 'PUT',
  path: '/admin/access/roles/:name',
  id: 'putRole',
  tag,
  summary: apiText('Make a role or replace it'),
  request: putRoleRequest,
  requestBody,
  reply: writeReply,
  errors: ['conflict'],
} as const satisfies RouteContract;

export const deleteRoleContract = {
  method: 'DELETE',
  path: '/admin/access/roles/:name',
  id: 'deleteRole',
  tag,
  summary: apiText('Delete a role that nobody uses'),
  query: deleteQuery,
  reply: writeReply,
  errors: ['not_found', 'conflict'],
} as const satisfies RouteContract;

export const listPoliciesContract = {
  method: 'GET',
  path: '/admin/access/policies',
  id: 'listPolicies',
  tag,
  summary: apiText('All policies'),
  reply: policiesReply,
  errors: [],
} as const satisfies RouteContract;

export const getPolicyContract = {
  method: 'GET',
  path: '/admin/access/policies/:id',
  id: 'getPolicy',
  tag,
  summary: apiText('One policy'),
  reply: policyReply,
  errors: ['not_found'],
} as const satisfies RouteContract;

export const putPolicyContract = {
  method: 'PUT',
  path: '/admin/access/policies/:id',
  id: 'putPolicy',
  tag,
  summary: apiText('Make a policy or replace it'),
  request: putPolicyRequest,
  reply: writeReply,
  errors: ['conflict'],
} as const satisfies RouteContract;

export const deletePolicyContract = {
  method: 'DELETE',
  path: '/admin/access/policies/:id',
  id: 'deletePolicy',
  tag,
  summary: apiText('Delete a policy'),
  query: deleteQuery,
  reply: writeReply,
  errors: ['not_found', 'conflict'],
} as const satisfies RouteContract;

export const listSubjectsContract = {
  method: 'GET',
  path: '/admin/access/subjects',
  id: 'listSubjects',
  tag,
  summary: apiText('Subjects of which the store knows something, in pages'),
  query: subjectsQuery,
  reply: subjectsReply,
  errors: [],
} as const satisfies RouteContract;

export const getSubjectContract = {
  method: 'GET',
  path: '/admin/access/subjects/:type/:id',
  id: 'getSubject',
  tag,
  summary: apiText('What one subject has'),
  reply: subjectReply,
  errors: [],
} as const satisfies RouteContract;

export const putAssignmentContract = {
  method: 'PUT',
  path: '/admin/access/subjects/:type/:id/roles/:role',
  id: 'putAssignment',
  tag,
  summary: apiText('Give a role to a subject'),
  request: putAssignmentRequest,
  reply: writeReply,
  errors: ['conflict'],
} as const satisfies RouteContract;

export const deleteAssignmentContract = {
  method: 'DELETE',
  path: '/admin/access/subjects/:type/:id/roles/:role',
  id: 'deleteAssignment',
  tag,
  summary: apiText('Take a role from a subject'),
  query: deleteQuery,
  reply: writeReply,
  errors: ['not_found', 'conflict'],
} as const satisfies RouteContract;

export const putGrantContract = {
  method: 'PUT',
  path: '/admin/access/subjects/:type/:id/grants/:grant',
  id: 'putGrant',
  tag,
  summary: apiText('Give a permission to a subject directly'),
  request: putGrantRequest,
  reply: writeReply,
  errors: ['conflict'],
} as const satisfies RouteContract;

export const deleteGrantContract = {
  method: 'DELETE',
  path: '/admin/access/subjects/:type/:id/grants/:grant',
  id: 'deleteGrant',
  tag,
  summary: apiText('Take a direct permission from a subject'),
  query: deleteQuery,
  reply: writeReply,
  errors: ['not_found', 'conflict'],
} as const satisfies RouteContract;

export const putPropertiesContract = {
  method: 'PUT',
  path: '/admin/access/subjects/:type/:id/properties',
  id: 'putProperties',
  tag,
  summary: apiText('Keep attributes of a subject, in the place of those before'),
  request: putPropertiesRequest,
  reply: writeReply,
  errors: ['conflict'],
} as const satisfies RouteContract;

export const deletePropertiesContract = {
  method: 'DELETE',
  path: '/admin/access/subjects/:type/:id/properties',
  id: 'deleteProperties',
  tag,
  summary: apiText('Forget the attributes of a subject'),
  query: deleteQuery,
  reply: writeReply,
  errors: ['not_found', 'conflict'],
} as const satisfies RouteContract;

export const endSubjectSessionsContract = {
  method: 'DELETE',
  path: '/admin/access/subjects/:type/:id/sessions',
  id: 'endSubjectSessions',
  tag,
  summary: apiText('Sign a person out everywhere, and refuse tokens that were issued until now'),
  reply: endedReply,
  errors: ['bad_request'],
} as const satisfies RouteContract;

export const listChangesContract = {
  method: 'GET',
  path: '/admin/access/changes',
  id: 'listAccessChanges',
  tag,
  summary: apiText('Who changed what, newest first, in pages'),
  query: changesQuery,
  reply: changesReply,
  errors: [],
} as const satisfies RouteContract;

export const dryRunContract = {
  method: 'POST',
  path: '/admin/access/dry-run',
  id: 'dryRunAccessChange',
  tag,
  summary: apiText('Who would gain and who would lose by a change; changes nothing'),
  request: dryRunRequest,
  requestBody,
  reply: dryRunReply,
  errors: ['not_found', 'conflict'],
} as const satisfies RouteContract;
