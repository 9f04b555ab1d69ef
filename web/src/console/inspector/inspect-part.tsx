/** The inspector at an address of its own: `#servers/<id>/inspect`. */
import { useEffect, useState } from 'preact/hooks';
import { createResource } from '../../desk/resource.ts';
import { SectionTitle } from '../../desk/section-title.tsx';
import { noticeFault, place } from '../console-state.ts';
import { consoleText } from '../console-texts.ts';
import { placeHash } from '../place.ts';
import { serversApi } from '../servers/servers-api.ts';
import { Inspector } from './inspector.tsx';
import { inspectorText } from './inspector-texts.ts';

export function InspectPart() {
  const [id, part] = place.value.names;
  return (
    <section class="stack-tight">
      {id !== undefined && part === 'inspect' ? (
        <Inspected key={id} id={id} />
      ) : (
        <SectionTitle>{consoleText.value.sections.servers}</SectionTitle>
      )}
    </section>
  );
}

/** Says whose answers these are, and leads back. The name is no condition: without it the inspector says what is wrong. */
function Inspected({ id }: { readonly id: string }) {
  const [server] = useState(() => createResource(() => serversApi.get(id), noticeFault));
  useEffect(() => void server.load(), []);
  return (
    <>
      <p>
        <a href={placeHash('servers', id)}>← {inspectorText.value.toServer}</a>
      </p>
      <SectionTitle>{server.value.value?.name ?? consoleText.value.sections.servers}</SectionTitle>
      <Inspector serverId={id} />
    </>
  );
}
