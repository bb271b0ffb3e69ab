import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { archivedCamerasQuery, archivedSitesQuery } from '../api/queries.ts';
import { Card } from '../elements/card.tsx';

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly archived_at: string | null;
}

export function ArchivedSites() {
  const { data } = useQuery(archivedSitesQuery);
  return <ArchivedList noun="site" items={data?.items ?? []} />;
}

export function ArchivedCameras({ siteId }: { siteId: string }) {
  const { data } = useQuery(archivedCamerasQuery(siteId));
  return <ArchivedList noun="camera" items={data?.items ?? []} />;
}

/** Closed, so that what was put away is out of sight; nothing where nothing was. */
function ArchivedList({ noun, items }: { noun: 'site' | 'camera'; items: readonly Listed[] }) {
  if (items.length === 0) return null;
  const title = `${items.length} ${noun}${items.length === 1 ? ' was' : 's were'} put away`;
  return (
    <details className="mt-6">
      <summary className="min-h-11 cursor-pointer py-3 text-sm font-medium text-ink-soft">
        {title}
      </summary>
      <Card className="mt-2 divide-y divide-line">
        {items.map(({ id, name, archived_at }) => (
          <div key={id} className="flex flex-wrap items-center justify-between gap-x-4 px-4 py-1">
            <ThingLink noun={noun} id={id} name={name} />
            <span className="text-sm text-ink-faint">
              since {new Date(archived_at ?? 0).toLocaleDateString()}
            </span>
          </div>
        ))}
      </Card>
    </details>
  );
}

function ThingLink({ noun, id, name }: { noun: 'site' | 'camera'; id: string; name: string }) {
  const look = 'inline-flex min-h-11 min-w-0 items-center font-medium hover:underline';
  return noun === 'site' ? (
    <Link to="/sites/$siteId" params={{ siteId: id }} className={look}>
      {name}
    </Link>
  ) : (
    <Link to="/cameras/$cameraId" params={{ cameraId: id }} className={look}>
      {name}
    </Link>
  );
}
