/** The round on screen: decides by the state of the session which panel is shown, and keeps the clock running. */
import { useEffect } from 'preact/hooks';
import { clock, session, starter } from '../app-state.ts';
import { text } from '../preferences.ts';
import { navigate } from '../router.ts';
import { announce } from '../ui/announcer.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { EndedPanel } from './ended-panel.tsx';
import { OvertakenPanel } from './overtaken-panel.tsx';
import { QuestionPanel } from './question-panel.tsx';
import { RevealPanel } from './reveal-panel.tsx';
import { useShortcuts } from './use-shortcuts.ts';

export function PlayPage() {
  const held = session.snapshot.value;
  const overtaken = session.overtaken.value;
  const finished = held?.phase.kind === 'finished' && overtaken === undefined;
  useShortcuts();
  useEffect(() => clock.watch((seconds) => announce(text.peek().play.fewSecondsLeft(seconds))), []);
  useEffect(() => starter.reset, []);
  useEffect(() => {
    if (finished) navigate('/result', { replace: true });
  }, [finished]);

  if (!held) return <NoRound />;
  if (overtaken) return <OvertakenPanel reason={overtaken} held={held} />;
  const { phase } = held;
  switch (phase.kind) {
    case 'asking':
    case 'sending':
      return <QuestionPanel held={held} phase={phase} />;
    case 'revealed':
      return <RevealPanel held={held} upcoming={phase.upcoming} />;
    case 'ended':
      return <EndedPanel held={held} reason={phase.reason} />;
    case 'finished':
      return null;
  }
}

function NoRound() {
  const t = text.value.play;
  return (
    <section class="sheet">
      <PageTitle>{t.noRoundTitle}</PageTitle>
      <p>{t.noRoundText}</p>
      <p>
        <a class="button" href="/">
          {t.toStart}
        </a>
      </p>
    </section>
  );
}
