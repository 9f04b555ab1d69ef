/** When something that a subject has comes to an end. */
import { deskText } from '../../desk/desk-texts.ts';
import { Instant } from '../../desk/instant.tsx';

export function ExpiryFact({ iso }: { readonly iso: string | undefined }) {
  const t = deskText.value;
  return (
    <dl class="facts">
      <div>
        <dt>{t.expiry}</dt>
        <dd>{iso === undefined ? t.never : <Instant iso={iso} />}</dd>
      </div>
    </dl>
  );
}
