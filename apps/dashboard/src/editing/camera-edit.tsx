import { cameraSchema, type Camera } from '@eyrie/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ask, asJson } from '../api/http.ts';
import { cameraQuery, sessionQuery } from '../api/queries.ts';
import { Editable } from './editable.tsx';
import { EditForm, type FieldSpec, type Seen } from './edit-form.tsx';
import { profileChoices, profileFields, profileWish } from './profile-wish.ts';
import { isOperator } from '../settings/rights.ts';

const specs: readonly FieldSpec[] = [
  { name: 'name', label: 'Name', required: true, maxLength: 100 },
  { name: 'preset', label: 'How pictures are taken', options: profileChoices },
  { name: 'ev', label: 'Darker or brighter, in stops (−2 to 2)', kind: 'number', min: -2, max: 2 },
];

const seenOf = ({ revision, name, profile }: Camera): Seen => ({
  revision,
  fields: { name, ...profileFields(profile) },
});

/** The name of a camera and how it takes pictures; when it does is a matter of its schedules. */
export function CameraEdit({ camera }: { camera: Camera }) {
  const cache = useQueryClient();
  const session = useQuery(sessionQuery).data;
  return (
    <Editable
      title="Change camera"
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
          save={async ({ name, ...changes }, revision) => {
            const profile = profileWish(camera.profile, changes);
            const configuration = {
              ...(name === undefined ? {} : { name }),
              ...(profile === undefined ? {} : { profile }),
            };
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
