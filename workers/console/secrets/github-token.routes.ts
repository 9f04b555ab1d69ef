/** The routes of the GitHub token, under the addresses and with the field names of the earlier console. */
import {
  deleteGithubTokenContract,
  githubTokenContract,
  githubTokenStatusContract,
  putGithubTokenContract,
  saveGithubTokenContract,
  searchGithubTokenContract,
} from '../../../shared/github-token.contract.ts';
import { formatReference } from '../../../shared/secret-references.ts';
import { type Endpoint, endpoint, type Guard, type RequestContext } from '../../kernel/app.ts';
import { type GithubToken, requireReference } from './github-token.ts';
import type { ProvidersService } from './providers.service.ts';
import { ownerOf, soon } from './secrets.routes.ts';

interface Parts {
  readonly github: GithubToken;
  readonly providers: ProvidersService;
  readonly guard: Guard;
}

export function githubTokenEndpoints({ github, providers, guard }: Parts): Endpoint[] {
  const status = async (_: unknown, context: RequestContext) => await github.status(ownerOf(context).subject);
  return [
    endpoint(githubTokenContract, status, guard),
    endpoint(githubTokenStatusContract, status, guard),
    endpoint(
      putGithubTokenContract,
      ({ reference }, context) =>
        github.save(requireReference(reference, '/reference'), { owner: ownerOf(context), signal: soon() }),
      guard,
    ),
    endpoint(
      saveGithubTokenContract,
      async ({ item_id, field }, context) => {
        const text = formatReference({ prefix: 'bw', parts: [item_id, field] });
        const saved = await github.save(requireReference(text, '/item_id'), {
          owner: ownerOf(context),
          signal: soon(),
        });
        return { success: true as const, status: saved };
      },
      guard,
    ),
    endpoint(
      deleteGithubTokenContract,
      async (_, context) => {
        await github.remove(ownerOf(context).subject);
        return { success: true as const };
      },
      guard,
    ),
    endpoint(
      searchGithubTokenContract,
      async ({ query, limit }, context) => {
        const { items } = await providers.search(ownerOf(context), 'bw', query, soon());
        return {
          items: items.slice(0, limit).map(({ id, name, fields, type }) => ({ id, name, fields, type: type ?? null })),
        };
      },
      guard,
    ),
  ];
}
