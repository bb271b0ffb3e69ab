import type { Site } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { sessionQuery, sitesQuery } from '../api/queries.ts';
import { ArchivedSites } from '../archive/archived-list.tsx';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Empty } from '../elements/empty.tsx';
import { Button } from '../elements/form.tsx';
import { PresenceBadge } from '../elements/presence-badge.tsx';
import { AgeText } from '../freshness/age-text.tsx';
import { isAdmin } from '../settings/settings-tabs.tsx';
import { NewSite } from './new-site.tsx';
import { SunBand } from '../sky/sun-band.tsx';

export function SitesPage() {
  const sites = useQuery(sitesQuery);
  const session = useQuery(sessionQuery).data;
  const navigate = useNavigate();
  const [isMaking, setMaking] = useState(false);
  const mayMake = session !== undefined && session !== null && isAdmin(session);
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-2xl font-semibold tracking-tight">Sites</h1>
        {mayMake && !isMaking ? (
          <Button onClick={() => setMaking(true)}>
            <Plus aria-hidden className="size-4" /> New site
          </Button>
        ) : null}
      </div>
      {isMaking ? (
        <Card className="mb-4 p-5">
          <SectionTitle>New site</SectionTitle>
          <NewSite
            leave={() => setMaking(false)}
            made={({ id }) => void navigate({ to: '/sites/$siteId', params: { siteId: id } })}
          />
        </Card>
      ) : null}
      <Answer query={sites} skeleton={<Skeleton className="h-56" />}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty title="No site yet.">
              A site is one place with its own coordinators and workers.{' '}
              {mayMake ? null : 'An admin or owner makes the first one.'}
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
          {site.cameras_total === 1 ? 'camera' : 'cameras'}
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
