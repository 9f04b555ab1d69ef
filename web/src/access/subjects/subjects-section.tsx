/** Subjects of which the store knows something, or one of them. */
import { place } from '../access-state.ts';
import { SubjectList } from './subject-list.tsx';
import { SubjectPanel } from './subject-panel.tsx';

export function SubjectsSection() {
  const [type, id] = place.value.names;
  return type === undefined || id === undefined ? <SubjectList /> : <SubjectPanel subject={{ type, id }} />;
}
