import type { Device } from '@eyrie/contracts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { deviceCountsQuery, deviceListQuery } from '../api/device-queries.ts';
import { sessionQuery, sitesQuery } from '../api/queries.ts';
import { Failure, Skeleton } from '../elements/answer.tsx';
import { Empty } from '../elements/empty.tsx';
import { Button } from '../elements/form.tsx';
import { isOperator } from '../settings/rights.ts';
import { BulkBar } from './bulk-bar.tsx';
import { devicesText } from './bulk-wish.ts';
import { DeviceFilter, type DeviceSearch } from './device-filter.tsx';
import { DeviceTable } from './device-table.tsx';
import { choose } from './choose.ts';
import { useSettled } from './use-settled.ts';
import { WaitingDevices } from './waiting-devices.tsx';

/** All devices, found by site, state or text; these are in the address, so that a view can be sent on. */
export function DevicesPage(search: DeviceSearch) {
  const { q, site, state } = search;
  const filter = { siteId: site, text: useSettled((q ?? '').trim()) };
  const devices = useInfiniteQuery(deviceListQuery({ ...filter, presence: state }));
  const counts = useQuery(deviceCountsQuery(filter)).data;
  const sites = useQuery(sitesQuery);
  const navigate = useNavigate();
  const show = (next: DeviceSearch) =>
    void navigate({ to: '/devices', search: next, replace: true });
  const siteList = sites.data?.items ?? [];
  const nameOf = (siteId: string) => siteList.find(({ id }) => id === siteId)?.name ?? '';
  const loaded = devices.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <h1 className="mb-4 text-2xl font-semibold tracking-tight">Devices</h1>
      <WaitingDevices nameOf={nameOf} />
      <DeviceFilter search={search} sites={siteList} counts={counts} onSearch={show} />
      {loaded ? (
        <DeviceList
          loaded={loaded}
          isFiltered={q !== undefined || site !== undefined || state !== undefined}
          hasMore={devices.hasNextPage}
          nameOf={nameOf}
          onAll={() => show({ q: undefined, site: undefined, state: undefined })}
        />
      ) : devices.isError ? (
        <Failure error={devices.error} retry={() => void devices.refetch()} />
      ) : (
        <Skeleton className="h-96" />
      )}
      {devices.hasNextPage ? (
        <div className="mt-4 text-center">
          <Button
            disabled={devices.isFetchingNextPage}
            onClick={() => void devices.fetchNextPage()}
          >
            Load more devices
          </Button>
        </div>
      ) : null}
    </>
  );
}

interface DeviceListProps {
  readonly loaded: readonly Device[];
  readonly isFiltered: boolean;
  readonly hasMore: boolean;
  readonly nameOf: (siteId: string) => string;
  readonly onAll: () => void;
}

function DeviceList({ loaded: shown, isFiltered, hasMore, nameOf, onAll }: DeviceListProps) {
  const session = useQuery(sessionQuery).data;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const choice = isOperator(session)
    ? {
        chosen,
        choose: (ids: readonly string[], isWanted: boolean) =>
          setChosen(choose(chosen, ids, isWanted)),
      }
    : null;
  return (
    <>
      {choice && chosen.size > 0 ? (
        <BulkBar chosen={chosen} onClear={() => setChosen(new Set())} />
      ) : null}
      {shown.length === 0 ? (
        <Empty title={isFiltered ? 'No device is like that.' : 'No device has enrolled yet.'}>
          {isFiltered ? (
            <Button className="mt-3" onClick={onAll}>
              Show all devices
            </Button>
          ) : (
            <>
              A device appears here as soon as it has enrolled at a site.{' '}
              <Link to="/" className="font-medium text-accent underline">
                The first steps
              </Link>
            </>
          )}
        </Empty>
      ) : (
        <>
          <DeviceTable devices={shown} nameOf={nameOf} choice={choice} />
          <p className="numbers mt-3 text-sm text-ink-faint">
            {devicesText(shown.length)}
            {hasMore ? ', and there are more' : ''}
          </p>
        </>
      )}
    </>
  );
}
