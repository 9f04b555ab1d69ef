/** One operation: what it does, and in a fold how. A link to it opens the fold. */
import { apiText } from './api-texts.ts';
import { Fold } from './fold.tsx';
import { OperationDetails, type OperationProps } from './operation-details.tsx';
import { RichText } from './rich-text.tsx';

export function OperationView({ operation, schemas }: OperationProps) {
  const { id, method, path, summary, description } = operation;
  return (
    <article class="sheet operation" id={id} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>
        <span class={`method method-${method.toLowerCase()}`}>{method}</span> <code>{path}</code>
      </h3>
      <p>
        <strong>
          <RichText>{summary}</RichText>
        </strong>
      </p>
      {description !== '' && (
        <p>
          <RichText>{description}</RichText>
        </p>
      )}
      <Fold class="operation-details" summary={apiText.value.details} opensAt={id}>
        {() => <OperationDetails operation={operation} schemas={schemas} />}
      </Fold>
    </article>
  );
}
