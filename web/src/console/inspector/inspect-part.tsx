/** The inspector at an address of its own: `#servers/<id>/inspect`. */
import { SectionTitle } from '../../desk/section-title.tsx';
import { place } from '../console-state.ts';
import { consoleText } from '../console-texts.ts';
import { Inspector } from './inspector.tsx';

export function InspectPart() {
  const [id, part] = place.value.names;
  return (
    <section class="stack-tight">
      <SectionTitle>{consoleText.value.sections.servers}</SectionTitle>
      {id !== undefined && part === 'inspect' && <Inspector key={id} serverId={id} />}
    </section>
  );
}
