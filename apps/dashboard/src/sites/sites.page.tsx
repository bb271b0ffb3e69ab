import type { Site } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { sitesQuery } from '../api/queries.ts';
import { ArchivedSites } from '../archive/archived-list.tsx';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { Empty } from '../elements/empty.tsx';
import { PresenceBadge } from '../elements/presence-badge.tsx';
import { AgeText } from '../freshness/age-text.tsx';
import { SunBand } from '../sky/sun-band.tsx';

export function SitesPage() {
  const sites = useQuery(sitesQuery);
  return (
    <>
      <h1 className="mb-4 text-2xl font-semibold tracking-tight">Sites</h1>
      <Answer query={sites} skeleton={<Skeleton className="h-56" />}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty title="No site yet.">
              A site is one place with its own coordinators and workers.
            </Empty>
          ) : (
            <div className="grid gap-4 md:grid-cols-2 xl:grid-cols-3">
              {page.items.map((site) => (
                <SiteCard key={site.id} site={site} />
              ))}
            </div>
          )
        }
      </Answer>
      <ArchivedSites />
    </>
  );
}

function SiteCard({ site }: { site: Site }) {
  return (
    <Link
      to="/sites/$siteId"
      params={{ siteId: site.id }}
      className="block overflow-hidden rounded-2xl border border-line bg-surface shadow-card hover:border-accent"
    >
      <SunBand latitude={site.latitude} longitude={site.longitude} className="h-16 w-full" />
      <span className="block px-4 py-3.5">
        <span className="flex items-center justify-between gap-3">
          <span className="truncate font-semibold">{site.name}</span>
          <PresenceBadge presence={site.presence} />
        </span>
        <span className="numbers mt-1 block text-sm text-ink-soft">
          {site.devices_online} of {site.devices_total} devices online · {site.cameras_total}{' '}
          cameras
        </span>
        <span className="numbers mt-0.5 block text-xs text-ink-faint">
          {coordinates(site)} · heard <AgeText since={site.last_seen_at} />
        </span>
      </span>
    </Link>
  );
}

export function coordinates({ latitude, longitude }: Pick<Site, 'latitude' | 'longitude'>): string {
  const north = `${Math.abs(latitude).toFixed(3)}° ${latitude < 0 ? 'S' : 'N'}`;
  const east = `${Math.abs(longitude).toFixed(3)}° ${longitude < 0 ? 'W' : 'E'}`;
  return `${north}, ${east}`;
}
