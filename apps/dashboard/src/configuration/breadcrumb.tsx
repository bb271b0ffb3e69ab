import type { Session } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Building2, ChevronRight, Mountain, RadioReceiver } from 'lucide-react';
import { deviceQuery, devicesQuery, siteQuery, sitesQuery } from '../api/queries.ts';
import { fieldLook } from './field-look.ts';

interface Step {
  readonly id: string;
  readonly name: string;
  readonly icon: typeof Mountain;
}

/** From the organisation down to what is looked at, and on to what is below it. */
export function Breadcrumb({ targetId, session }: { targetId: string; session: Session }) {
  const isDevice = targetId.startsWith('dev_');
  const device = useQuery({ ...deviceQuery(targetId), enabled: isDevice });
  const siteId = isDevice ? device.data?.site_id : targetId.startsWith('site_') ? targetId : null;
  const site = useQuery({ ...siteQuery(siteId ?? ''), enabled: Boolean(siteId) });
  const steps: Step[] = [
    { id: session.organisation.id, name: session.organisation.name, icon: Building2 },
    ...(siteId ? [{ id: siteId, name: site.data?.name ?? '…', icon: Mountain }] : []),
    ...(isDevice ? [{ id: targetId, name: device.data?.name ?? '…', icon: RadioReceiver }] : []),
  ];
  const here = steps.at(-1);
  return (
    <header className="mb-5">
      <nav aria-label="Layers of the configuration">
        <ol className="flex flex-wrap items-center gap-x-1 text-sm text-ink-faint">
          {steps.slice(0, -1).map(({ id, name, icon: Icon }) => (
            <li key={id} className="flex items-center gap-1">
              <Link
                to="/configuration/$targetId"
                params={{ targetId: id }}
                className="flex min-h-8 items-center gap-1.5 hover:underline"
              >
                <Icon aria-hidden className="size-4" /> {name}
              </Link>
              <ChevronRight aria-hidden className="size-4" />
            </li>
          ))}
        </ol>
      </nav>
      <div className="flex flex-wrap items-end justify-between gap-3">
        <h1 className="text-2xl font-semibold tracking-tight">
          Configuration of {here?.name ?? '…'}
        </h1>
        {isDevice ? null : <Below siteId={siteId ?? null} />}
      </div>
    </header>
  );
}

/** The sites of the organisation, or the devices of a site. */
function Below({ siteId }: { siteId: string | null }) {
  const sites = useQuery({ ...sitesQuery, enabled: siteId === null });
  const devices = useQuery({ ...devicesQuery(siteId ?? undefined), enabled: siteId !== null });
  const items = (siteId === null ? sites.data?.items : devices.data?.items) ?? [];
  if (items.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-2">
      {[...items]
        .sort((a, b) => a.name.localeCompare(b.name))
        .slice(0, 12)
        .map(({ id, name }) => (
          <li key={id}>
            <Link
              to="/configuration/$targetId"
              params={{ targetId: id }}
              className={`flex items-center text-sm hover:bg-sunken ${fieldLook}`}
            >
              {name}
            </Link>
          </li>
        ))}
    </ul>
  );
}
