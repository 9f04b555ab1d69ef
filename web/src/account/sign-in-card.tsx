/** The way in, or why there is none. */
import type { SessionReply } from '../../../shared/auth.schema.ts';
import { signInAddress } from '../desk/sign-in-address.ts';
import { accountText } from './account-texts.ts';

export function SignInCard({ provider }: Pick<SessionReply, 'provider'>) {
  const t = accountText.value;
  return (
    <section class="sheet" aria-labelledby="sign-in-title">
      <h2 id="sign-in-title">{t.signInTitle}</h2>
      {provider === null ? (
        <>
          <p>{t.noProvider}</p>
          <p class="quiet">
            {t.noProviderHint} <code>OIDC_PROVIDER</code>
          </p>
        </>
      ) : (
        <>
          <p>{t.signInText}</p>
          <a class="button" href={signInAddress(location)}>
            {t.signInWith(provider.name)}
          </a>
        </>
      )}
    </section>
  );
}
