import { cameraSchema, type Camera } from '@eyrie/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { ask, asJson } from '../api/http.ts';
import { cameraQuery } from '../api/queries.ts';
import { exposesItself } from '../camera-form/driver-words.ts';
import { EditForm, type FieldSpec, type Seen } from './edit-form.tsx';
import { profileChoices, profileFields, profileWish } from './profile-wish.ts';

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
export function CameraEdit({ camera, done }: { camera: Camera; done: () => void }) {
  const cache = useQueryClient();
  return (
    <EditForm
      specs={exposesItself(camera.driver_configuration.type) ? specs.slice(0, 1) : specs}
      seen={seenOf(camera)}
      done={done}
      readAgain={async () => seenOf(await cache.query({ ...cameraQuery(camera.id), staleTime: 0 }))}
      save={async ({ name, ...changes }, revision) => {
        const profile = profileWish(camera.profile, changes);
        const configuration = {
          ...(name === undefined ? {} : { name }),
          ...(profile === undefined ? {} : { profile }),
        };
        const init = asJson('PATCH', { configuration }, revision);
        const changed = await ask(`/v1/cameras/${camera.id}`, cameraSchema, init);
        cache.setQueryData(['camera', camera.id], changed);
        await cache.invalidateQueries({ queryKey: ['cameras'] });
      }}
    />
  );
}
