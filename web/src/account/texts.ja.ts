/** Japanese texts of the account page. */
import type { Dictionary } from './account-texts.ts';

export const accountJa: Dictionary = {
  title: 'アカウント',
  lead: 'サインインの状態、利用中のブラウザー、API キーを確認できます。',
  footer: 'サインインすると、このサイトだけが読む Cookie を使います。遊ぶだけならアカウントは不要です。',
  faults: {
    sign_in_expired: 'サインインに時間がかかりすぎたか、すでに使われた手続きです。もう一度はじめてください。',
    other_browser: '別のブラウザーではじめたサインインです。このブラウザーで、もう一度はじめてください。',
    denied: 'サインインが拒否されたか、取り消されました。間違いであれば、もう一度はじめてください。',
    provider_unavailable:
      '認証プロバイダーから正しい応答がありません。数分後にもう一度お試しください。失われたものはありません。',
    implicit_refused:
      'プロバイダーの応答が、ここでは受け付けない形式でした。やり直しても直りません。運用担当者に知らせてください。',
    sign_in_failed:
      'プロバイダーの応答を受け付けられませんでした。もう一度はじめてください。続く場合は運用担当者に知らせてください。',
    step_up_failed:
      'プロバイダーで二要素認証が確認されませんでした。もう一度はじめ、求められたら二要素認証を設定してください。',
    not_configured: '認証プロバイダーが設定されていません。先に運用担当者による設定が必要です。',
    bad_request: 'サインインのリンクが正しくありません。このページからもう一度はじめてください。',
    rate_limited: '同じネットワークから短時間にサインインが集中しました。1 分ほど待って、もう一度はじめてください。',
    unavailable: 'いまはサインインできません。変更されたものはありません。数分後にもう一度お試しください。',
    internal_error: 'サーバーで問題が起きました。もう一度はじめてください。続く場合は運用担当者に知らせてください。',
    unknown: 'サインインできませんでした。もう一度はじめてください。',
  },
  ended: 'サインインの状態が終わりました。続けるには、もう一度サインインしてください。',
  signInTitle: 'サインインしていません',
  signInText:
    'サインインすると、利用中のブラウザーの確認や API キーの作成ができます。本人確認はプロバイダー側で行い、このサイトでは行いません。',
  signInWith: (provider) => `${provider} でサインイン`,
  noProvider: '認証プロバイダーが設定されていないため、ここでは誰もサインインできません。',
  noProviderHint: '運用担当者向け: 設定する項目',
  signedIn: 'サインインしています',
  subject: '識別子',
  roles: 'ロール',
  noRoles: 'なし',
  secondFactor: '二要素認証',
  authenticatedAt: '本人確認の時刻',
  idleUntil: '操作がない場合の終了',
  expiresAt: '最長の終了',
  signOut: 'サインアウト',
  toAccess: 'アクセスの管理',
  toZaim: 'Zaim の家計簿',
  sessions: {
    title: 'セッション',
    lead: 'サインイン中のブラウザーの一覧です。心当たりのないものは終了してください。',
    here: 'このブラウザー',
    active: '最終操作',
    started: 'サインイン',
    factor: '二要素認証',
    end: '終了',
    endSpoken: (browser) => `${browser} のセッションを終了`,
    endSure: (browser) => `${browser} のセッションを終了しますか？`,
    endText: '利用中の人は、もう一度サインインが必要になります。',
    endYes: 'セッションを終了する',
    ended: (browser) => `${browser} のセッションを終了しました。`,
    endOthers: 'ほかのセッションをすべて終了',
    endOthersSure: 'ほかのセッションをすべて終了しますか？',
    endOthersText: (_count, shown) => `${shown}件のセッションが終わります。このブラウザーはサインインしたままです。`,
    endOthersYes: 'ほかを終了する',
    endedOthers: (_count, shown) => `ほかの${shown}件のセッションを終了しました。`,
  },
  keys: {
    title: 'API キー',
    lead: 'あなたの代わりに動くスクリプトやサービスのためのキーです。キーが表示されるのは、作ったときの一度だけです。',
    none: 'キーはまだありません。',
  },
};
