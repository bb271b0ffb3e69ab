import { useQuery } from '@tanstack/react-query';
import { camerasQuery, timelapsesQuery } from '../api/queries.ts';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { Empty } from '../elements/empty.tsx';
import { TimelapseTile } from './timelapse-tile.tsx';

export function TimelapsesPage() {
  const timelapses = useQuery(timelapsesQuery());
  const cameras = useQuery(camerasQuery());
  const nameOf = (cameraId: string) =>
    cameras.data?.items.find((camera) => camera.id === cameraId)?.name ?? 'Camera';
  return (
    <>
      <h1 className="mb-4 text-2xl font-semibold tracking-tight">Timelapses</h1>
      <Answer query={timelapses} skeleton={<Skeleton className="h-64" />}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty title="No timelapse yet.">
              Sites render them on the spot when a window ends; the first one takes about two
              minutes after a camera started.
            </Empty>
          ) : (
            <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4">
              {page.items.map((timelapse) => (
                <TimelapseTile
                  key={timelapse.id}
                  timelapse={timelapse}
                  name={nameOf(timelapse.camera_id)}
                />
              ))}
            </div>
          )
        }
      </Answer>
    </>
  );
}
