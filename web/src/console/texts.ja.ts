/** Japanese texts of the console's frame. */
import type { Dictionary } from './console-texts.ts';

export const consoleJa: Dictionary = {
  title: 'コンソール',
  lead: 'MCP サーバーを探し、保管庫の秘密を使って自分の Docker ホストにインストールし、監視し、中を調べられます。',
  footer: '秘密の値は必要なときにだけ取り出し、平文では保存しません。',
  parts: 'コンソールの各画面',
  ended: 'サインアウトしました。続けるには、もう一度サインインしてください。',
  sections: {
    dashboard: '概要',
    catalogue: 'カタログ',
    servers: 'サーバー',
    sessions: 'ゲートウェイセッション',
    gateways: 'リモートサーバー',
    jobs: 'ジョブ',
    hosts: 'Docker ホスト',
    secrets: '秘密',
    config: 'ゲートウェイ設定',
  },
  door: {
    signedOutTitle: 'サインイン',
    signedOutText: 'コンソールを使うには、サインインが必要です。',
    noProvider: 'サインインの提供元が設定されていないため、だれもサインインできません。',
    signInWith: (provider) => `${provider} でサインイン`,
    toAccount: 'アカウント',
    lacksRoleTitle: 'まだ使えません',
    lacksRole: (name) =>
      `${name} としてサインインしています。管理者から gateway-operator のロールを受け取ると使えます。`,
    unconfiguredTitle: 'ここにコンソールはありません',
    unconfigured: '運用者が次の設定で有効にできます。',
  },
};
