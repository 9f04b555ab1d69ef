/** The operator's page: a door that the admin token opens, and the numbers behind it. */
import { CrashGuard } from '../ui/crash-guard.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { DaysForm } from './days-form.tsx';
import { DaysTable } from './days-table.tsx';
import { adminToken, fault, isLoading, numbers } from './numbers-loader.ts';
import { opsText } from './ops-texts.ts';
import { TokenForm } from './token-form.tsx';
import { TracksTable } from './tracks-table.tsx';

export function OpsPage() {
  const t = opsText.value;
  const shown = numbers.value;
  return (
    <PageFrame path="/ops">
      <div class="lead">
        <PageTitle>{t.title}</PageTitle>
        <p>{t.lead}</p>
      </div>
      <div class="stack">
        {adminToken.current() === undefined ? <TokenForm /> : <DaysForm />}
        {fault.value !== undefined && (
          <div class="notice notice-error" role="alert">
            <p>{t.faults[fault.value]}</p>
          </div>
        )}
        <p class="quiet" role="status">
          {isLoading.value ? t.loading : ''}
        </p>
        {shown !== undefined && (
          <CrashGuard>
            <DaysTable numbers={shown} />
            <TracksTable tracks={shown.tracks} />
          </CrashGuard>
        )}
      </div>
    </PageFrame>
  );
}
