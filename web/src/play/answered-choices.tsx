/** The four choices after the reveal: which was right and which was taken, in words, signs and colour. */
import { text } from '../preferences.ts';
import type { Choice, Outcome } from '../round/round.types.ts';

export function AnsweredChoices({ outcome }: { readonly outcome: Outcome }) {
  return (
    <ol class="choices choices-answered" aria-label={text.value.play.choices}>
      {outcome.question.choices.map((choice, position) => (
        <li key={choice.id}>
          <AnsweredChoice choice={choice} number={position + 1} outcome={outcome} />
        </li>
      ))}
    </ol>
  );
}

interface AnsweredChoiceProps {
  readonly choice: Choice;
  readonly number: number;
  readonly outcome: Outcome;
}

function AnsweredChoice({ choice, number, outcome }: AnsweredChoiceProps) {
  const t = text.value.play;
  const right = choice.id === outcome.correctAnswer;
  const taken = choice.id === outcome.answer;
  const look = right ? 'choice-right' : taken ? 'choice-wrong' : 'choice-other';
  const notes = [...(right ? [t.rightAnswer] : []), ...(taken ? [t.yourAnswer] : [])];
  return (
    <div class={`choice ${look}`}>
      <span class="choice-mark" aria-hidden="true">
        {right ? '✓' : taken ? '✕' : number}
      </span>
      <span class="choice-text">{choice.text}</span>
      {notes.map((note) => (
        <span key={note} class="choice-note">
          {note}
        </span>
      ))}
    </div>
  );
}
