/** Any address that is not a page. */
import { text } from '../preferences.ts';
import { PageTitle } from '../ui/page-title.tsx';

export function NotFoundPage() {
  const t = text.value;
  return (
    <section class="sheet">
      <PageTitle>{t.notFound.title}</PageTitle>
      <p>{t.notFound.text}</p>
      <p>
        <a class="button" href="/">
          {t.play.toStart}
        </a>
      </p>
    </section>
  );
}
