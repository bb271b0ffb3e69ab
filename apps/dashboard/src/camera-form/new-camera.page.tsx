import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { devicesQuery, sessionQuery } from '../api/queries.ts';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { Card } from '../elements/card.tsx';
import { Empty } from '../elements/empty.tsx';
import { isOperator } from '../settings/rights.ts';
import { NewCamera } from './new-camera.tsx';

/** `siteId`, `workerId`: where somebody came from. */
export function NewCameraPage({
  siteId,
  workerId,
}: {
  siteId: string | undefined;
  workerId: string | undefined;
}) {
  const devices = useQuery(devicesQuery(siteId));
  const session = useQuery(sessionQuery).data;
  const navigate = useNavigate();
  return (
    <>
      <h1 className="mb-4 text-2xl font-semibold tracking-tight">Add a camera</h1>
      {session && !isOperator(session) ? (
        <Empty title="You may look.">
          An operator, admin or owner of {session.organisation.name} adds cameras.
        </Empty>
      ) : (
        <Answer query={devices} skeleton={<Skeleton className="h-96" />}>
          {(page) => {
            const workers = page.items.filter(({ role }) => role === 'worker');
            return workers.length === 0 ? (
              <Empty title="There is no worker yet.">
                A camera belongs to a worker. Bring one from the page of its{' '}
                <Link to="/sites" className="font-medium text-accent hover:underline">
                  site
                </Link>
                ; it enrols by itself.
              </Empty>
            ) : (
              <Card className="p-5 sm:p-6">
                <NewCamera
                  workers={workers}
                  workerId={workerId}
                  onAdded={({ id }) =>
                    void navigate({
                      to: '/cameras/$cameraId',
                      params: { cameraId: id },
                      search: { first: true },
                    })
                  }
                />
              </Card>
            );
          }}
        </Answer>
      )}
    </>
  );
}
