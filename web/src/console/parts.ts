/** The parts of the console that are there, in the order of the navigation. */
import type { FunctionComponent } from 'preact';
import { CatalogueSection } from './catalogue/catalogue-section.tsx';
import { ConfigSection } from './config/config-section.tsx';
import { GatewaysSection } from './gateways/gateways-section.tsx';
import { HostsSection } from './hosts/hosts-section.tsx';
import { JobsSection } from './jobs/jobs-section.tsx';
import type { Section } from './place.ts';
import { SecretsSection } from './secrets/secrets-section.tsx';
import { ServersSection } from './servers/servers-section.tsx';

export const PARTS: Readonly<Partial<Record<Section, FunctionComponent>>> = {
  catalogue: CatalogueSection,
  servers: ServersSection,
  gateways: GatewaysSection,
  jobs: JobsSection,
  hosts: HostsSection,
  secrets: SecretsSection,
  config: ConfigSection,
};
