/** The people one can be on a developer's machine, and the pages on which one chooses. No passwords: nothing is guarded. */

export interface DevelopmentPerson {
  readonly id: string;
  readonly name: string;
  /** In English and Japanese. */
  readonly about: readonly [string, string];
  readonly groups: readonly string[];
  /** How the person shows who they are (RFC 8176). */
  readonly amr: readonly string[];
}

export const DEVELOPMENT_PEOPLE: readonly DevelopmentPerson[] = [
  {
    id: 'ann',
    name: 'Ann',
    about: ['administrator, with a second factor', '管理者・二要素認証あり'],
    groups: ['admin', 'user'],
    amr: ['pwd', 'otp', 'mfa'],
  },
  {
    id: 'ben',
    name: 'Ben',
    about: ['user, without a second factor', '利用者・二要素認証なし'],
    groups: ['user'],
    amr: ['pwd'],
  },
  {
    id: 'cleo',
    name: 'Cleo',
    about: ['administrator, without a second factor', '管理者・二要素認証なし'],
    groups: ['admin'],
    amr: ['pwd'],
  },
  {
    id: 'dai',
    name: 'Dai',
    about: ['in no group at all', 'どのグループにも属さない'],
    groups: [],
    amr: ['pwd', 'otp', 'mfa'],
  },
  {
    id: 'eva',
    name: 'Eva',
    about: ['gateway operator, with a second factor', 'ゲートウェイ運用者・二要素認証あり'],
    groups: ['gateway-operator'],
    amr: ['pwd', 'otp', 'mfa'],
  },
];

/** The page on which one chooses who to be. */
export function choicePage(uid: string): string {
  const choices = DEVELOPMENT_PEOPLE.map(
    ({ id, name, about: [en, ja] }) =>
      `<p><button name="person" value="${id}"><strong>${name}</strong><br>${en}<br><span lang="ja">${ja}</span></button></p>`,
  );
  return page(
    'Who are you? / <span lang="ja">だれになりますか</span>',
    `<form method="post" action="/people/${encodeURIComponent(uid)}">
${choices.join('\n')}
<p><button name="person" value="">Cancel / <span lang="ja">やめる</span></button></p>
</form>`,
  );
}

/** @param form Of the provider, with the id `op.logoutForm`. */
export function signOutPage(form: string): string {
  return page(
    'Sign out here as well? / <span lang="ja">ここからもサインアウトしますか</span>',
    `${form}
<p><button form="op.logoutForm" name="logout" value="yes">Yes / <span lang="ja">はい</span></button>
<button form="op.logoutForm">No / <span lang="ja">いいえ</span></button></p>`,
  );
}

export function messagePage(en: string, ja: string): string {
  return page(`${en} / <span lang="ja">${ja}</span>`, '');
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Development only</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff8e1 }
.mark { background: #7a1f00; color: #fff; padding: .5rem 1rem; font-weight: bold }
button { font: inherit; padding: .5rem 1rem; text-align: start }
form p button { width: 100% }
</style>
<p class="mark">Development only / <span lang="ja">開発専用</span></p>
<main>
<h1>${title}</h1>
${body}
</main>
</html>`;
}
