/** The inspector of a server that runs elsewhere: `#gateways/<id>/inspect`. */
import { SectionTitle } from '../../desk/section-title.tsx';
import { gatewaysText } from '../gateways/gateways-texts.ts';
import { placeHash } from '../place.ts';
import { Inspector } from './inspector.tsx';

export function InspectRemotePart({ id }: { readonly id: string }) {
  const t = gatewaysText.value;
  return (
    <section class="stack-tight">
      <SectionTitle>{t.title}</SectionTitle>
      <p>
        <a href={placeHash('gateways')}>{t.servers.backToAll}</a>
      </p>
      <Inspector key={id} serverId={id} isRemote />
    </section>
  );
}
