/** The part of the console about servers: all of them, one of them, or a new one. */
import { place } from '../console-state.ts';
import { InspectPart } from '../inspector/inspect-part.tsx';
import { InstallForm } from './install-form.tsx';
import { ServerList } from './server-list.tsx';
import { ServerPage } from './server-page.tsx';

export function ServersSection() {
  const [id, source, entry] = place.value.names;
  if (id === undefined) return <ServerList />;
  if (id === 'install') return <InstallForm key={`${source}/${entry}`} source={source} entry={entry} />;
  if (source === 'inspect') return <InspectPart />;
  return <ServerPage key={id} id={id} />;
}
