import { useQuery } from '@tanstack/react-query';
import { retentionQuery } from '../api/data-queries.ts';
import { sessionQuery } from '../api/queries.ts';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { isAdmin, SettingsTabs } from '../settings/settings-tabs.tsx';
import { ErasureCard } from './erasure-card.tsx';
import { ExportCard } from './export-card.tsx';
import { RetentionCard } from './retention-card.tsx';

/** What becomes of the organisation's data: kept, taken along, erased. */
export function DataPage() {
  const session = useQuery(sessionQuery).data;
  const retention = useQuery(retentionQuery);
  if (!session) return null;
  const mayChange = isAdmin(session);
  return (
    <>
      <SettingsTabs />
      <div className="space-y-10">
        <Answer query={retention} skeleton={<Skeleton className="h-96" />}>
          {(data) => (
            <RetentionCard
              // Another policy begins the form anew.
              key={JSON.stringify(data.policy)}
              retention={data}
              mayChange={mayChange}
            />
          )}
        </Answer>
        {mayChange ? <ExportCard /> : null}
        {mayChange ? <ErasureCard session={session} /> : null}
      </div>
    </>
  );
}
