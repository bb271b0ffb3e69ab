import { cameraSchema, type Camera } from '@eyrie/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, asJson } from '../api/http.ts';
import { cameraQuery, sessionQuery } from '../api/queries.ts';
import { Editable } from './editable.tsx';
import { EditForm, type FieldSpec, type Seen } from './edit-form.tsx';
import { isOperator } from '../settings/rights.ts';

const specs: readonly FieldSpec[] = [
  { name: 'name', label: 'Name', required: true, maxLength: 100 },
];

const seenOf = ({ revision, name }: Camera): Seen => ({ revision, fields: { name } });

/** The name of a camera; how and when it captures is a matter of the configuration. */
export function CameraEdit({ camera }: { camera: Camera }) {
  const cache = useQueryClient();
  const session = useQuery(sessionQuery).data;
  return (
    <Editable
      title="Rename camera"
      notes={null}
      mayEdit={isOperator(session)}
      form={(done) => (
        <EditForm
          specs={specs}
          seen={seenOf(camera)}
          done={done}
          readAgain={async () =>
            seenOf(await cache.query({ ...cameraQuery(camera.id), staleTime: 0 }))
          }
          save={async (configuration, revision) => {
            const path = `/v1/cameras/${camera.id}`;
            const init = asJson('PATCH', { configuration }, revision);
            const changed = await ask(path, cameraSchema, init);
            cache.setQueryData(['camera', camera.id], changed);
            await cache.invalidateQueries({ queryKey: ['cameras'] });
          }}
        />
      )}
    />
  );
}
