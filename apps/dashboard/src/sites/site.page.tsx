import type { Site } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { GapMap } from '../analytics/gap-map.tsx';
import { camerasQuery, devicesQuery, sessionQuery, siteQuery } from '../api/queries.ts';
import { ArchivedCameras } from '../archive/archived-list.tsx';
import { ArchivedNotice } from '../archive/archived-notice.tsx';
import { PutAway } from '../archive/put-away.tsx';
import { AddCameraLink } from '../camera-form/add-camera-link.tsx';
import { CameraGrid } from '../cameras/camera-grid.tsx';
import { NewClaim } from '../devices/new-claim.tsx';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Empty } from '../elements/empty.tsx';
import { Figure } from '../elements/figure.tsx';
import { PresenceBadge } from '../elements/presence-badge.tsx';
import { AgeText } from '../freshness/age-text.tsx';
import { SiteEdit } from '../editing/site-edit.tsx';
import { isAdmin } from '../settings/settings-tabs.tsx';
import { Coordinators } from './coordinators.tsx';
import { coordinates } from './sites.page.tsx';
import { SunBand } from '../sky/sun-band.tsx';
import { SiteAuthority } from './site-authority.tsx';
import { Topology } from './topology.tsx';

export function SitePage({ siteId }: { siteId: string }) {
  const site = useQuery(siteQuery(siteId));
  return (
    <Answer query={site} skeleton={<Skeleton className="h-96" />}>
      {(found) => <SiteView site={found} />}
    </Answer>
  );
}

function SiteView({ site }: { site: Site }) {
  const devices = useQuery(devicesQuery(site.id));
  const cameras = useQuery(camerasQuery(site.id));
  const session = useQuery(sessionQuery).data;
  const mayPutAway = session !== undefined && session !== null && isAdmin(session);
  const thing = { kind: 'site', ...site } as const;
  const leader = devices.data?.items.find((device) => device.id === site.leader_device_id);
  return (
    <>
      {site.archived_at === null ? null : (
        <ArchivedNotice thing={thing} archivedAt={site.archived_at} mayRestore={mayPutAway} />
      )}
      <Card className="overflow-hidden">
        <SunBand latitude={site.latitude} longitude={site.longitude} className="h-20 w-full" />
        <header className="flex flex-wrap items-center justify-between gap-3 px-5 py-4">
          <div>
            <h1 className="text-2xl font-semibold tracking-tight">{site.name}</h1>
            <p className="numbers text-sm text-ink-faint">
              {coordinates(site)} · {site.time_zone}
            </p>
          </div>
          <span className="flex items-center gap-3 text-sm text-ink-soft">
            <Link
              to="/configuration/$targetId"
              params={{ targetId: site.id }}
              className="hover:underline"
            >
              Configuration
            </Link>
            heard <AgeText since={site.last_seen_at} />
            <PresenceBadge presence={site.presence} />
          </span>
        </header>
      </Card>
      {site.archived_at === null ? <SiteEdit site={site} /> : null}
      <dl className="mt-4 grid grid-cols-2 gap-3 md:grid-cols-4">
        <Figure label="Devices online" value={`${site.devices_online} / ${site.devices_total}`} />
        <Figure label="Leader" value={leader?.name ?? '–'} note={`term ${site.term}`} />
        <Figure label="Cameras" value={site.cameras_total} />
        <Figure
          label="Waiting for the cloud"
          value={site.uplink_backlog_records}
          note="records at the leader"
        />
      </dl>
      <section className="mt-8">
        <SectionTitle aside={`site epoch ${site.site_epoch}`}>How it hangs together</SectionTitle>
        <Card className="p-5">
          <Answer query={devices} skeleton={<Skeleton className="h-56" />}>
            {(page) =>
              page.items.length === 0 ? (
                <Empty title="No device has enrolled yet.">
                  {mayPutAway ? null : 'An admin or owner makes the claim of its first device.'}
                </Empty>
              ) : (
                <Topology site={site} devices={page.items} />
              )
            }
          </Answer>
        </Card>
        {site.archived_at === null && mayPutAway ? (
          <details className="mt-3">
            <summary className="min-h-11 cursor-pointer py-3 text-sm font-medium text-ink-soft">
              Bring a device to this site
            </summary>
            <Card className="mt-2 p-5">
              <NewClaim
                siteId={site.id}
                role={site.devices_total === 0 ? 'coordinator' : 'worker'}
              />
            </Card>
          </details>
        ) : null}
      </section>
      <section className="mt-8">
        <SectionTitle aside={`term ${site.term}`}>Coordinators</SectionTitle>
        <Answer query={devices} skeleton={<Skeleton className="h-40" />}>
          {(page) => <Coordinators site={site} devices={page.items} />}
        </Answer>
      </section>
      <section className="mt-8">
        <GapMap siteId={site.id} />
      </section>

      <section className="mt-8">
        <SectionTitle aside={site.archived_at === null ? <AddCameraLink site={site.id} /> : null}>
          Cameras
        </SectionTitle>
        <Answer query={cameras} skeleton={<Skeleton className="aspect-video" />}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty title="No camera yet." />
            ) : (
              <CameraGrid cameras={page.items} />
            )
          }
        </Answer>
        <ArchivedCameras siteId={site.id} />
      </section>
      {site.archived_at === null ? <SiteAuthority siteId={site.id} /> : null}
      {site.archived_at === null && mayPutAway ? <PutAway thing={thing} /> : null}
    </>
  );
}
