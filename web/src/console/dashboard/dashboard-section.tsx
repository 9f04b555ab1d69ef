/** The overview: every part in a few words, each leading on. */
import { useEffect } from 'preact/hooks';
import { hasJobEnded } from '../../../../shared/jobs.vocabulary.ts';
import { Instant } from '../../desk/instant.tsx';
import { SECTION_TITLE_ID, SectionTitle } from '../../desk/section-title.tsx';
import { shownNumber } from '../../preferences.ts';
import { secretsText } from '../secrets/secrets-texts.ts';
import { Card } from './card.tsx';
import { dashboard, loadDashboard } from './dashboard-state.ts';
import { dashboardText } from './dashboard-texts.ts';
import { byStatus, catalogueInShort, sessionsInShort } from './overview.ts';

/** Milliseconds between two looks at everything. */
const RELOAD_MS = 15_000;

export function DashboardSection() {
  const t = dashboardText.value;
  useEffect(() => {
    loadDashboard();
    const timer = setInterval(() => {
      if (!document.hidden) loadDashboard();
    }, RELOAD_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <section class="stack-tight" aria-labelledby={SECTION_TITLE_ID}>
      <SectionTitle>{t.title}</SectionTitle>
      <p class="quiet">{t.lead}</p>
      <ul class="console-cards console-overview">
        <Card section="servers" title={t.servers} resource={dashboard.servers}>
          {({ servers }) =>
            servers.length === 0 ? (
              <p class="quiet">{t.noServers}</p>
            ) : (
              <ul class="console-counts">
                {byStatus(servers).map(([status, count]) => (
                  <li key={status}>
                    <span class={markOf(status)}>{t.statuses[status]}</span> {shownNumber(count)}
                  </li>
                ))}
              </ul>
            )
          }
        </Card>
        <Card section="hosts" title={t.hosts} resource={dashboard.hosts}>
          {({ hosts }) => {
            const up = hosts.filter(({ condition }) => condition === 'up').length;
            return hosts.length === 0 ? (
              <p class="quiet">{t.noHosts}</p>
            ) : (
              <p>
                <span class={up === hosts.length ? 'tag-mark tag-good' : 'tag-mark tag-bad'}>
                  {t.hostsUp(shownNumber(up), shownNumber(hosts.length))}
                </span>
              </p>
            );
          }}
        </Card>
        <Card section="jobs" title={t.jobs} resource={dashboard.jobs}>
          {({ jobs }) => {
            const open = jobs.filter(({ status }) => !hasJobEnded(status)).length;
            return open === 0 ? <p class="quiet">{t.noJobs}</p> : <p>{t.jobsUnderWay(shownNumber(open))}</p>;
          }}
        </Card>
        <Card section="sessions" title={t.sessions} resource={dashboard.sessions}>
          {({ sessions }) => {
            const { running, stranded, nextEnd } = sessionsInShort(sessions);
            return (
              <>
                {stranded > 0 && (
                  <p>
                    <span class="tag-mark tag-bad">{t.stranded(shownNumber(stranded))}</span>
                  </p>
                )}
                {running === 0 ? <p class="quiet">{t.noSessions}</p> : <p>{t.sessionsRunning(shownNumber(running))}</p>}
                {nextEnd !== undefined && (
                  <p>
                    {t.nextEnds} <Instant iso={nextEnd} />
                  </p>
                )}
              </>
            );
          }}
        </Card>
        <Card section="secrets" title={t.secrets} resource={dashboard.secrets}>
          {({ providers }) => {
            const names = providers
              .filter(({ state }) => state === 'registered')
              .map(({ provider }) => secretsText.value.names[provider]);
            return names.length === 0 ? <p class="quiet">{t.noProviders}</p> : <p>{t.connected(names.join(', '))}</p>;
          }}
        </Card>
        <Card section="catalogue" title={t.catalogue} resource={dashboard.catalogue}>
          {({ sources }) => {
            const { entries, refreshedAt } = catalogueInShort(sources);
            return refreshedAt === undefined ? (
              <p class="quiet">{t.catalogueNever}</p>
            ) : (
              <>
                <p>{t.catalogueEntries(shownNumber(entries))}</p>
                <p>
                  {t.catalogueAge} <Instant iso={refreshedAt} />
                </p>
              </>
            );
          }}
        </Card>
      </ul>
    </section>
  );
}

function markOf(status: string): string {
  if (status === 'running') return 'tag-mark tag-good';
  return status === 'error' || status === 'missing' ? 'tag-mark tag-bad' : 'tag-mark';
}
