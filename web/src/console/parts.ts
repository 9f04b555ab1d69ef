/** The parts of the console, in the order of the navigation. */
import type { FunctionComponent } from 'preact';
import { CatalogueSection } from './catalogue/catalogue-section.tsx';
import { ConfigSection } from './config/config-section.tsx';
import { DashboardSection } from './dashboard/dashboard-section.tsx';
import { GatewaysSection } from './gateways/gateways-section.tsx';
import { HostsSection } from './hosts/hosts-section.tsx';
import { JobsSection } from './jobs/jobs-section.tsx';
import type { Section } from './place.ts';
import { SecretsSection } from './secrets/secrets-section.tsx';
import { ServersSection } from './servers/servers-section.tsx';
import { SessionsSection } from './sessions/sessions-section.tsx';

export const PARTS: Readonly<Record<Section, FunctionComponent>> = {
  dashboard: DashboardSection,
  catalogue: CatalogueSection,
  servers: ServersSection,
  sessions: SessionsSection,
  gateways: GatewaysSection,
  jobs: JobsSection,
  hosts: HostsSection,
  secrets: SecretsSection,
  config: ConfigSection,
};
