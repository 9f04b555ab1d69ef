/** What is left of an earlier round: one under way, one that could not be finished, or the last result. */
import { session } from '../app-state.ts';
import { shownNumber, text } from '../preferences.ts';
import { rightAnswersIn, scoreOf } from '../round/score.ts';

export function StoredRoundCard() {
  const held = session.snapshot.value;
  const t = text.value.start;
  if (!held) return null;
  const { phase, history, round } = held;
  if (phase.kind === 'finished') {
    const right = shownNumber(rightAnswersIn(history));
    return (
      <Card title={t.resultTitle} href="/result" action={t.resultLook}>
        {t.resultText(right, shownNumber(round.total), shownNumber(scoreOf(history)))}
      </Card>
    );
  }
  if (phase.kind === 'ended') {
    return <Card title={t.endedTitle} href="/play" action={t.endedLook} />;
  }
  const index = phase.kind === 'revealed' ? history.length : phase.question.index;
  return (
    <Card title={t.resumeTitle} href="/play" action={t.resume} primary>
      {t.resumeText(shownNumber(index), shownNumber(round.total))} {t.replaceNote}
    </Card>
  );
}

interface CardProps {
  readonly title: string;
  readonly href: string;
  readonly action: string;
  readonly primary?: boolean;
  readonly children?: preact.ComponentChildren;
}

function Card({ title, href, action, primary = false, children }: CardProps) {
  return (
    <section class={primary ? 'card card-live' : 'card'} aria-label={title}>
      <div>
        <h2>{title}</h2>
        {children && <p class="quiet">{children}</p>}
      </div>
      <a class={primary ? 'button' : 'button button-quiet'} href={href}>
        {action}
      </a>
    </section>
  );
}
