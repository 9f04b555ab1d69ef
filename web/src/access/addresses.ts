/** Where the page of access asks. A test holds every address to its contract. */
import type { RouteAddress } from '../../../shared/routes.ts';

export const RULE_ADDRESSES = {
  listRoles: { method: 'GET', path: '/admin/access/roles' },
  putRole: { method: 'PUT', path: '/admin/access/roles/:name' },
  deleteRole: { method: 'DELETE', path: '/admin/access/roles/:name' },
  listPolicies: { method: 'GET', path: '/admin/access/policies' },
  putPolicy: { method: 'PUT', path: '/admin/access/policies/:id' },
  deletePolicy: { method: 'DELETE', path: '/admin/access/policies/:id' },
  listChanges: { method: 'GET', path: '/admin/access/changes' },
  dryRun: { method: 'POST', path: '/admin/access/dry-run' },
} as const satisfies Record<string, RouteAddress>;

export const SUBJECT_ADDRESSES = {
  listSubjects: { method: 'GET', path: '/admin/access/subjects' },
  getSubject: { method: 'GET', path: '/admin/access/subjects/:type/:id' },
  putAssignment: { method: 'PUT', path: '/admin/access/subjects/:type/:id/roles/:role' },
  deleteAssignment: { method: 'DELETE', path: '/admin/access/subjects/:type/:id/roles/:role' },
  putGrant: { method: 'PUT', path: '/admin/access/subjects/:type/:id/grants/:grant' },
  deleteGrant: { method: 'DELETE', path: '/admin/access/subjects/:type/:id/grants/:grant' },
  putProperties: { method: 'PUT', path: '/admin/access/subjects/:type/:id/properties' },
  deleteProperties: { method: 'DELETE', path: '/admin/access/subjects/:type/:id/properties' },
  endSubjectSessions: { method: 'DELETE', path: '/admin/access/subjects/:type/:id/sessions' },
} as const satisfies Record<string, RouteAddress>;

/** The question itself is AuthZEN's; the query asks for the reasons. */
export const EVALUATION_ADDRESS = { method: 'POST', path: '/access/v1/evaluation' } as const satisfies RouteAddress;
