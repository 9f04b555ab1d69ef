/** What the pages know of the secrets, as signals. Values of secrets are never among it. */
import { createResource } from '../../desk/resource.ts';
import { noticeFault } from '../console-state.ts';
import { secretsApi } from './secrets-api.ts';

export const providers = createResource(async () => (await secretsApi.providers()).providers, noticeFault);
export const cached = createResource(async () => (await secretsApi.cache()).entries, noticeFault);
export const github = createResource(secretsApi.github, noticeFault);
