import { useQuery } from '@tanstack/react-query';
import {
  camerasQuery,
  devicesQuery,
  sessionQuery,
  sitesQuery,
  timelapsesQuery,
} from '../api/queries.ts';
import { AddCameraLink } from '../camera-form/add-camera-link.tsx';
import { CameraGrid } from '../cameras/camera-grid.tsx';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { SectionTitle } from '../elements/card.tsx';
import { Empty } from '../elements/empty.tsx';
import { Figure } from '../elements/figure.tsx';
import { FirstSteps } from '../first-steps/first-steps.tsx';
import { nextStep } from '../first-steps/steps.ts';
import { useNow } from '../freshness/use-now.ts';
import { useLiveState } from '../live/live-stream.tsx';
import { TimelapseTile } from '../timelapses/timelapse-tile.tsx';
import { NeedsList } from './needs-list.tsx';
import { needsOf } from './needs-me.ts';

/** The first page: what needs me, what the cameras see, what the evening brought. */
export function FleetPage() {
  const sites = useQuery(sitesQuery);
  const devices = useQuery(devicesQuery());
  const cameras = useQuery(camerasQuery());
  const timelapses = useQuery(timelapsesQuery());
  const session = useQuery(sessionQuery).data;
  const now = useNow();
  const live = useLiveState();
  const siteList = sites.data?.items ?? [];
  const deviceList = devices.data?.items ?? [];
  const cameraList = cameras.data?.items ?? [];
  const siteName = (id: string) => siteList.find((site) => site.id === id)?.name ?? '';
  const loaded =
    sites.data !== undefined && devices.data !== undefined && cameras.data !== undefined;
  const isNew =
    loaded &&
    // What has pictures is not new, whatever was put away since.
    timelapses.data?.items.length === 0 &&
    nextStep({ sites: siteList, devices: deviceList, cameras: cameraList }) !== null;
  const online = deviceList.filter((device) => device.presence === 'online').length;
  const frames = cameraList.reduce((sum, camera) => sum + camera.frames_total, 0);
  const backlog = deviceList.reduce(
    (sum, device) => sum + (device.health?.backlog_records ?? 0),
    0,
  );

  return (
    <>
      <h1 className="sr-only">Fleet</h1>
      {isNew && session ? (
        <FirstSteps session={session} sites={siteList} devices={deviceList} cameras={cameraList} />
      ) : loaded ? (
        <NeedsList
          isCurrent={live?.state !== 'offline'}
          needs={needsOf({ sites: siteList, devices: deviceList, cameras: cameraList }, now)}
        />
      ) : (
        <Skeleton className="h-12" />
      )}
      {isNew ? null : (
        <>
          <dl className="mt-5 grid grid-cols-2 gap-3 md:grid-cols-4">
            <Figure label="Sites" value={sites.data ? siteList.length : '–'} />
            <Figure
              label="Devices online"
              value={devices.data ? `${online} / ${deviceList.length}` : '–'}
              tone={devices.data && online < deviceList.length ? 'text-late' : 'text-ink'}
            />
            <Figure label="Frames captured" value={cameras.data ? frames.toLocaleString() : '–'} />
            <Figure
              label="Records on their way"
              value={devices.data ? backlog.toLocaleString() : '–'}
            />
          </dl>

          <section className="mt-8">
            <SectionTitle aside={<AddCameraLink />}>Cameras</SectionTitle>
            <Answer
              query={cameras}
              skeleton={
                <div className="grid gap-4 sm:grid-cols-2">
                  <Skeleton className="aspect-video" />
                  <Skeleton className="aspect-video" />
                </div>
              }
            >
              {(page) =>
                page.items.length === 0 ? (
                  <Empty title="No camera yet.">
                    A camera appears here as soon as its worker has enrolled and the first frame is
                    in.
                  </Empty>
                ) : (
                  <CameraGrid cameras={page.items} placeOf={(camera) => siteName(camera.site_id)} />
                )
              }
            </Answer>
          </section>

          <section className="mt-8">
            <SectionTitle>Newest timelapses</SectionTitle>
            <Answer query={timelapses} skeleton={<Skeleton className="h-52" />}>
              {(page) =>
                page.items.length === 0 ? (
                  <Empty title="No timelapse yet.">
                    The first one is rendered at the site about two minutes after a camera started.
                  </Empty>
                ) : (
                  <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4">
                    {page.items.slice(0, 4).map((timelapse) => (
                      <TimelapseTile
                        key={timelapse.id}
                        timelapse={timelapse}
                        name={
                          cameraList.find((camera) => camera.id === timelapse.camera_id)?.name ??
                          'Camera'
                        }
                      />
                    ))}
                  </div>
                )
              }
            </Answer>
          </section>
        </>
      )}
    </>
  );
}
