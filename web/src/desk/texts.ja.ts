/** Japanese texts that the account and the access page have in common. */
import type { Dictionary } from './desk-texts.ts';

export const deskJa: Dictionary = {
  loading: '読み込んでいます…',
  working: '処理しています…',
  retry: 'もう一度試す',
  reload: '読み込み直す',
  cancel: 'やめる',
  copy: 'コピー',
  copied: 'コピーしました。',
  copyFailed: 'このブラウザーではページからコピーできません。文字列を選択してコピーしてください。',
  none: '–',
  yes: 'はい',
  no: 'いいえ',
  stepUpNeeded: 'この操作には、直近の二要素認証が必要です。',
  stepUp: '二要素認証でサインインし直す',
  badRequest: '入力内容をサーバーが受け付けませんでした。',
  badField: (field) => `「${field}」の内容をサーバーが受け付けませんでした。`,
  badPlace: (pointer) => `${pointer} の値をサーバーが受け付けませんでした。`,
  invalidToken: 'この資格情報をサーバーが受け付けませんでした。',
  tokenExpired: 'この資格情報は有効期限が切れています。',
  notSignedIn: 'サインインの状態が終わっています。',
  serverSays: 'サーバーの説明:',
};
