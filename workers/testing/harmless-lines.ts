/** Lines as real logs have them, without a secret in them. Deterministic. */
import { randomFrom } from '../../shared/testing/secret-samples.ts';

const random = randomFrom(4711);
const below = (bound: number) => Math.floor(random() * bound);
const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item;
const hex = (length: number) => Array.from({ length }, () => below(16).toString(16)).join('');
const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick(['8', '9', 'a', 'b'])}${hex(3)}-${hex(12)}`;
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const alnum = (length: number) => Array.from({ length }, () => letters[below(letters.length)]).join('');
const instant = () => new Date(1_790_000_000_000 + below(2 ** 31)).toISOString();
const ip = () => `${1 + below(223)}.${below(256)}.${below(256)}.${1 + below(254)}`;
const word = () =>
  pick(
    'queue worker token secret password session cookie cache shard ledger round answer gateway catalogue image key'.split(
      ' ',
    ),
  );
const route = () =>
  pick(['/v1/rounds/start', '/v1/rounds/next', '/api/jobs/:id', '/access/v1/evaluation', '/admin/limits', 'unmatched']);
const method = () => pick(['GET', 'POST', 'PUT', 'DELETE']);
const status = () => pick([200, 201, 202, 302, 304, 400, 401, 403, 404, 409, 422, 429, 500, 502, 503]);
const file = () =>
  `${pick(['workers/kernel', 'node_modules/hono/dist', 'workers/console/servers'])}/${word()}-${word()}.ts`;
const error = () => pick(['TypeError', 'RangeError', 'OutboundError', 'AppError', 'DOMException', 'SyntaxError']);
const said = () =>
  pick([
    'The token is not valid.',
    'Unexpected token } in JSON at position 15',
    'Cannot read properties of undefined (reading "token")',
    'A secret does not belong here: write a reference to it.',
    'no answer within 10000 ms',
    'D1_ERROR: UNIQUE constraint failed: api_keys.id: SQLITE_CONSTRAINT',
    'password: must be at least 8 characters',
    'Network connection lost.',
    'The Authorization header is missing',
    'expected string, received undefined at "secret"',
  ]);

const KINDS: readonly (() => string)[] = [
  () =>
    JSON.stringify({
      level: 'info',
      event: 'request',
      request_id: uuid(),
      method: method(),
      route: route(),
      status: status(),
      duration_ms: below(900),
    }),
  () =>
    JSON.stringify({
      level: 'error',
      event: 'request',
      request_id: uuid(),
      method: method(),
      route: route(),
      status: 500,
      code: 'internal_error',
      cause: `${error()}: ${said()}`,
    }),
  () =>
    `${ip()} - - [${instant()}] "${method()} ${route()}?page=${below(90)}&sort=name HTTP/1.1" ${status()} ${below(90_000)} "-" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"`,
  () =>
    `${error()}: ${said()}\n    at ${word()}Of (${file()}:${below(300)}:${below(80)})\n    at async run (${file()}:${below(300)}:5)`,
  () => `pulled docker.io/library/${word()}@sha256:${hex(64)} in ${below(90)} s`,
  () => `commit ${hex(40)} (HEAD -> main): fix(${word()}): ${word()} without ${word()}`,
  () => `etag="${hex(32)}" digest=sha256-${hex(64)} size=${below(10_000_000)}`,
  () => `job ${uuid()} of user:${hex(8)} is running: step pull_image ${below(9)}/9, attempt ${1 + below(4)}`,
  () =>
    `https://registry.modelcontextprotocol.io/v0.1/servers/io.github.${word()}%2F${word()}/versions/latest?limit=${below(100)}`,
  () => `${instant()} 処理が完了しました。件数: ${below(900)}、時間: ${below(90)} ミリ秒、識別子: ${uuid()}`,
  () => `${instant()} パスワード: 必須です。トークン: 期限切れ (${word()})`,
  () =>
    `{"token_type":"bearer","expires_in":${below(9000)},"scope":"${word()}:read ${word()}:write","secret_name":"${word()}"}`,
  () => `token_verification_failures_total{reason="invalid"} ${below(900)}`,
  () =>
    `auth_cache_hits_total{cache_type="jwt_validation",layer="memory"} ${below(90_000)} # {request_id="${uuid()}"} ${random()}`,
  () =>
    `level=info ts=${instant()} caller=${word()}.go:${below(900)} msg="${said().replaceAll('"', "'")}" duration=${below(900)}ms`,
  () => `npm warn deprecated ${word()}@${below(9)}.${below(20)}.${below(9)}: use ${word()} instead`,
  () =>
    `container ${hex(12)} (mcp-${word()}) exited with code ${below(3)}; restart policy on-failure, tries=${below(5)}`,
  () => `data:image/png;base64,iVBORw0KGgo${alnum(60)} was ${below(900)} bytes`,
  () => `traceparent=00-${hex(32)}-${hex(16)}-01 span=${hex(16)}`,
  () => `sha512-${alnum(86)}== is the integrity of ${word()}-${below(9)}.tgz`,
  () => `at https://roundhouse.example/assets/${word()}-${alnum(8)}.js:1:${below(90_000)}`,
  () => `GET http://127.0.0.1:${below(60_000)}/v1.41/containers/${hex(64)}/json 404 "No such container: ${hex(64)}"`,
  () => `user jane.doe+${word()}@example.com signed in with oidc, roles=gateway-operator,admin, session ${hex(32)}`,
  () => `SELECT id, digest, name FROM api_keys WHERE owner_id = ? AND expires_at > ${below(2 ** 31)} LIMIT 50`,
  () => `kid=${hex(16)} state=verify-only last_signed=${instant()} share=${random().toFixed(3)}`,
];

export function harmlessLines(count: number): string[] {
  return Array.from({ length: count }, (_, at) => (KINDS[at % KINDS.length] as () => string)());
}
