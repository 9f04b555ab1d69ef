/** What each error code means to a player, in Japanese. */
import type { ClientErrorCode } from '../../../shared/client.ts';

export const errorTextsJa = {
  bad_request: 'サーバーがこのページからの送信内容を理解できませんでした。再読み込みすると直ることがあります。',
  invalid_token: 'サーバーがこのラウンドを受け付けなくなりました。',
  token_expired: 'このラウンドは有効期限が切れました。',
  not_signed_in: 'サインインしてください。',
  step_up_required: '二要素認証でのサインインが必要です。',
  conflict: 'すでにある内容と合いません。',
  forbidden: 'サーバーがこの操作を許可していません。',
  not_found: '見つかりませんでした。',
  method_not_allowed: 'サーバーがこのページからの送信内容を理解できませんでした。再読み込みすると直ることがあります。',
  already_answered: 'この問題には、すでに別の答えが送られています。',
  idempotency_key_reused: '同じ送信が別の内容ですでに届いています。',
  payload_too_large: '送信内容が大きすぎます。',
  unsupported_media_type:
    'サーバーがこのページからの送信内容を理解できませんでした。再読み込みすると直ることがあります。',
  insufficient_inventory: 'この条件に合う問題が足りません。',
  rate_limited: '短い時間に送信が集中しました。',
  internal_error: 'サーバーで問題が起きました。',
  no_questions: 'いまは公開されている問題がありません。',
  url_refused: 'このアドレスは、サーバーから呼び出せません。',
  job_timeout: '処理が制限時間内に終わりませんでした。',
  secret_refused: 'ここに秘密の値は入れられません。代わりに参照を書いてください。',
  secret_unresolved: '秘密への参照をたどれません。',
  upstream_failed: '接続先が正しく応答しませんでした。',
  unavailable: 'いまはサーバーが応答できません。',
  network: 'サーバーに接続できませんでした。',
  unreadable: 'サーバーからの応答を読み取れませんでした。',
} satisfies Record<ClientErrorCode, string>;
