/** The house as it is deployed, except that decisions, policies and facts are read from D1 for every question. */
import { TwoLayerCache } from '../../../workers/access/cache/two-layer-cache.ts';

export { default } from '../../../workers/index.ts';
export * from './objects.ts';

TwoLayerCache.prototype.read = async (_, truth) => {
  const { value } = await truth();
  return { value, layer: 'truth', madeAtMs: 0, endsAtMs: 0 };
};
