/** The parts of the console that are there, in the order of the navigation. */
import type { FunctionComponent } from 'preact';
import { ConfigSection } from './config/config-section.tsx';
import { GatewaysSection } from './gateways/gateways-section.tsx';
import { DashboardSection } from './dashboard/dashboard-section.tsx';
import { JobsSection } from './jobs/jobs-section.tsx';
import type { Section } from './place.ts';
import { SecretsSection } from './secrets/secrets-section.tsx';
import { SessionsSection } from './sessions/sessions-section.tsx';

export const PARTS: Readonly<Partial<Record<Section, FunctionComponent>>> = {
  gateways: GatewaysSection,
  dashboard: DashboardSection,
  sessions: SessionsSection,
  jobs: JobsSection,
  secrets: SecretsSection,
  config: ConfigSection,
};
