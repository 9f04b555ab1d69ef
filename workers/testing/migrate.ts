/** The D1 schema, as the migrations make it, for a test file that imports this. */
import { applyD1Migrations, type D1Migration } from 'cloudflare:test';
import { env } from 'cloudflare:workers';

// A binding of the tests alone (vitest.config.ts): the types of the Worker's own bindings do not know it.
const migrations: D1Migration[] = Reflect.get(env, 'TEST_MIGRATIONS');
await applyD1Migrations(env.DB, migrations);
