/** What the page of access asks of the server about rules and subjects: one function for each route. */
import type {
  ChangesReply,
  DryRunReply,
  DryRunRequest,
  PolicyReply,
  RoleReply,
  SubjectReply,
  SubjectsReply,
  WriteReply,
} from '../../../shared/access-admin.schema.ts';
import type { GrantBody, PolicyBody, RoleBody } from '../../../shared/access-rules.schema.ts';
import type { DecisionReply } from '../../../shared/authzen.schema.ts';
import type { SiteCall } from '../desk/site-call.ts';
import { EVALUATION_ADDRESS, RULE_ADDRESSES as RULES, SUBJECT_ADDRESSES as SUBJECTS } from './addresses.ts';

export interface SubjectName {
  readonly type: string;
  readonly id: string;
}

/** What every write says beside its content. */
export interface About {
  /** The revision that it was made from; 0 when it must not be there yet. */
  readonly if_revision?: number;
  readonly reason?: string;
}

export interface SubjectSearch {
  readonly type?: string;
  readonly search?: string;
  readonly role?: string;
  readonly after?: string;
}

export function createAccessApi(call: SiteCall) {
  const named = ({ type, id }: SubjectName) => ({ type, id });
  const asQuery = ({ reason, if_revision: revision }: About) => ({
    reason,
    if_revision: revision === undefined ? undefined : String(revision),
  });
  return {
    roles: async () => (await call<{ roles: RoleReply[] }>(RULES.listRoles)).roles,
    putRole: (name: string, role: RoleBody & About) =>
      call<WriteReply>(RULES.putRole, { params: { name }, body: role }),
    deleteRole: (name: string, about: About) =>
      call<WriteReply>(RULES.deleteRole, { params: { name }, query: asQuery(about) }),

    policies: async () => (await call<{ policies: PolicyReply[] }>(RULES.listPolicies)).policies,
    putPolicy: (id: string, policy: PolicyBody & About) =>
      call<WriteReply>(RULES.putPolicy, { params: { id }, body: policy }),
    deletePolicy: (id: string, about: About) =>
      call<WriteReply>(RULES.deletePolicy, { params: { id }, query: asQuery(about) }),

    changes: (target: string, before: number | undefined) =>
      call<ChangesReply>(RULES.listChanges, { query: { target, before: before?.toString() } }),
    dryRun: (request: DryRunRequest) => call<DryRunReply>(RULES.dryRun, { body: request }),
    explain: (question: unknown) =>
      call<DecisionReply>(EVALUATION_ADDRESS, { query: { explain: '1' }, body: question }),

    subjects: (search: SubjectSearch) => call<SubjectsReply>(SUBJECTS.listSubjects, { query: { ...search } }),
    subject: (subject: SubjectName) => call<SubjectReply>(SUBJECTS.getSubject, { params: named(subject) }),
    putAssignment: (subject: SubjectName, role: string, body: { expires_at?: string } & About) =>
      call<WriteReply>(SUBJECTS.putAssignment, { params: { ...named(subject), role }, body }),
    deleteAssignment: (subject: SubjectName, role: string, about: About) =>
      call<WriteReply>(SUBJECTS.deleteAssignment, { params: { ...named(subject), role }, query: asQuery(about) }),
    putGrant: (subject: SubjectName, grant: string, body: GrantBody & About) =>
      call<WriteReply>(SUBJECTS.putGrant, { params: { ...named(subject), grant }, body }),
    deleteGrant: (subject: SubjectName, grant: string, about: About) =>
      call<WriteReply>(SUBJECTS.deleteGrant, { params: { ...named(subject), grant }, query: asQuery(about) }),
    putProperties: (subject: SubjectName, body: { properties: Readonly<Record<string, unknown>> } & About) =>
      call<WriteReply>(SUBJECTS.putProperties, { params: named(subject), body }),
    deleteProperties: (subject: SubjectName, about: About) =>
      call<WriteReply>(SUBJECTS.deleteProperties, { params: named(subject), query: asQuery(about) }),
    signOut: async (subject: SubjectName) =>
      (await call<{ ended: number }>(SUBJECTS.endSubjectSessions, { params: named(subject) })).ended,
  };
}
