/** A part of the console in a few words, leading there. */
import type { ComponentChildren } from 'preact';
import { deskText } from '../../desk/desk-texts.ts';
import { FaultNotice } from '../../desk/fault-notice.tsx';
import type { Resource } from '../../desk/resource.ts';
import { placeHash, type Section } from '../place.ts';

interface CardProps<Value> {
  readonly section: Section;
  readonly title: string;
  readonly resource: Resource<Value>;
  readonly children: (value: Value) => ComponentChildren;
}

export function Card<Value>({ section, title, resource, children }: CardProps<Value>) {
  const value = resource.value.value;
  return (
    <li class="row">
      <h3>
        <a href={placeHash(section)}>{title}</a>
      </h3>
      <FaultNotice error={resource.error.value} onRetry={() => void resource.load()} />
      {value === undefined
        ? resource.isLoading.value && <p class="quiet">{deskText.value.loading}</p>
        : children(value)}
    </li>
  );
}
