/** `npm run build`: builds the static assets into web/dist. */
import { buildAssets } from './lib/build.ts';

await buildAssets();
