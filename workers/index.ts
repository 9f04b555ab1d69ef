/** What Cloudflare calls. Wiring only: the house is built once per isolate and set of bindings. */
import { buildHouse } from './house.ts';
import type { App } from './kernel/app.ts';

export { RoundLedger } from './rounds/rounds.do.ts';

const houses = new WeakMap<object, Promise<App>>();

function houseOf(bindings: Cloudflare.Env): Promise<App> {
  const known = houses.get(bindings);
  if (known !== undefined) return known;
  const house = buildHouse(bindings);
  houses.set(bindings, house);
  return house;
}

export default {
  fetch: async (request, bindings, context) => (await houseOf(bindings)).fetch(request, bindings, context),
} satisfies ExportedHandler<Cloudflare.Env>;
