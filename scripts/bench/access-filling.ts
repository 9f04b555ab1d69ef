/** What the stores are filled with before the contests of access: known to the benchmark and to its Worker. */
export interface Filling {
  /** Statements of the D1 schema. */
  readonly migrations: readonly string[];
  readonly role: string;
  readonly permissions: readonly BenchPermission[];
  readonly policies: readonly object[];
  /** Ids of users who have the role. */
  readonly people: readonly string[];
  /** Who has a session. */
  readonly sessionOf: string;
}

export interface BenchPermission {
  readonly action: string;
  readonly resource_type: string;
  readonly resource_id: string;
}
