/** What is in the worlds of the played sources. Tests in workerd read this too: it knows nothing of Node. */

export interface RegistryVersion {
  readonly server: { readonly name: string; readonly version: string; readonly [member: string]: unknown };
  readonly status?: 'active' | 'deprecated' | 'deleted';
  readonly publishedAt?: string;
  readonly updatedAt: string;
  readonly isLatest?: boolean;
}

/** One call is answered by one fault, in their order. */
export type RegistryFault =
  | 'none'
  | 'html'
  | 'down'
  | 'status_500'
  | 'too_often'
  | 'same_cursor'
  | 'endless'
  | 'not_json'
  | 'cursors_forgotten';

export interface RegistryWorld {
  versions: readonly RegistryVersion[];
  /** As they stand, for entries that no schema takes. */
  odd: readonly unknown[];
  faults: RegistryFault[];
  readonly calls: string[];
}

export const emptyRegistry = (): RegistryWorld => ({ versions: [], odd: [], faults: [], calls: [] });

export interface GithubWorld {
  /** `server.yaml` by folder; null for a folder without one. */
  folders: Readonly<Record<string, string | null>>;
  /** Calls that are left without a token, and with one that is known. */
  left: number;
  leftWithToken: number;
  token: string;
  /** Answers the next calls with the other limit: 403 and `Retry-After`. */
  slowDown: number;
  readonly calls: string[];
}

export const emptyGithub = (): GithubWorld => ({
  folders: {},
  left: 60,
  leftWithToken: 5000,
  token: 'a-token-of-github',
  slowDown: 0,
  calls: [],
});
