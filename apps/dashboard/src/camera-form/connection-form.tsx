import {
  cameraSchema,
  keepsPassword,
  type Camera,
  type CameraDriverConfiguration,
} from '@eyrie/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiProblem, ask, asJson } from '../api/http.ts';
import { cameraQuery, deviceQuery } from '../api/queries.ts';
import { Meanwhile } from '../editing/meanwhile-notice.tsx';
import { Button, Form, Refusal } from '../elements/form.tsx';
import { RadioList } from '../elements/radio-list.tsx';
import { DriverSettings } from './driver-settings.tsx';
import { checkDriver, draftOfDriver, newDriverDraft, type DriverDraft } from './driver-fields.ts';
import { driverChoices, sayDriver } from './driver-words.ts';
import { FoundCameras } from './found-cameras.tsx';

type Seen = Pick<Camera, 'revision' | 'driver_configuration'>;
const fieldsOf = (driver: CameraDriverConfiguration) => ({ driver: sayDriver(driver) });

/** How a camera is connected, with the form to change it. `done`: whether it was saved. */
export function ConnectionForm({
  camera,
  done,
}: {
  camera: Camera;
  done: (isSaved: boolean) => void;
}) {
  const cache = useQueryClient();
  const worker = useQuery(deviceQuery(camera.device_id)).data;
  const [before, setBefore] = useState<Seen>(camera);
  const [type, setType] = useState(camera.driver_configuration.type);
  const [draft, setDraft] = useState<DriverDraft>(() => draftOfDriver(camera.driver_configuration));
  const [isForgotten, setForgotten] = useState(false);
  const [theirs, setTheirs] = useState<Seen | null>(null);
  const { driver, refusals } = checkDriver(type, draft);
  const isKept =
    camera.password_set && driver !== null && keepsPassword(camera.driver_configuration, driver);
  const send = useMutation({
    /** Null where it is saved, else how somebody else has set the camera meanwhile. */
    mutationFn: async (wish: {
      onto: Seen;
      driver: CameraDriverConfiguration;
    }): Promise<Seen | null> => {
      const forget = isForgotten && isKept ? { password: '' } : {};
      const body = { configuration: { driver: { ...forget, ...wish.driver } } };
      try {
        const init = asJson('PATCH', body, wish.onto.revision);
        const changed = await ask(`/v1/cameras/${camera.id}`, cameraSchema, init);
        cache.setQueryData(['camera', camera.id], changed);
      } catch (error) {
        if (!(error instanceof ApiProblem) || error.problem.status !== 412) throw error;
        return cache.query({ ...cameraQuery(camera.id), staleTime: 0 });
      }
      await cache.invalidateQueries({ queryKey: ['cameras'] });
      return null;
    },
    onSuccess: (other, wish) => {
      if (!other) {
        done(true);
        return;
      }
      // Something else of the camera changed, its name perhaps: that is no reason to ask a person.
      const isSame =
        sayDriver(other.driver_configuration) === sayDriver(wish.onto.driver_configuration);
      if (isSame) send.mutate({ onto: other, driver: wish.driver });
      else setTheirs(other);
    },
  });
  const choose = (next: CameraDriverConfiguration) => {
    setType(next.type);
    setDraft(draftOfDriver(next));
  };
  return (
    <Form onSubmit={() => driver && send.mutate({ onto: before, driver })}>
      {worker ? <FoundCameras worker={worker} onChoose={(found) => choose(found.driver)} /> : null}
      <RadioList
        label="How it is connected"
        value={type}
        options={driverChoices}
        className="sm:grid-cols-2 lg:grid-cols-3"
        onChoose={(next) => {
          setType(next);
          setDraft(
            next === before.driver_configuration.type
              ? draftOfDriver(before.driver_configuration)
              : newDriverDraft(next, new Date(), crypto.randomUUID().slice(0, 8)),
          );
        }}
      />
      <DriverSettings
        key={type}
        type={type}
        draft={draft}
        refusals={refusals}
        onDraft={setDraft}
        passwordNote={passwordNote(camera, isKept, isForgotten)}
      />
      {isKept ? (
        <label className="flex min-h-11 items-center gap-2.5 text-sm font-medium">
          <input
            type="checkbox"
            className="size-5 accent-accent"
            checked={isForgotten}
            onChange={(event) => setForgotten(event.target.checked)}
          />
          Forget the password
        </label>
      ) : null}
      <Refusal error={send.error} />
      {theirs && driver ? (
        <Meanwhile
          labels={{ driver: 'Connection' }}
          before={fieldsOf(before.driver_configuration)}
          mine={fieldsOf(driver)}
          theirs={fieldsOf(theirs.driver_configuration)}
          isPending={send.isPending}
          keepMine={() => send.mutate({ onto: theirs, driver })}
          takeTheirs={() => {
            setBefore(theirs);
            choose(theirs.driver_configuration);
            setTheirs(null);
          }}
        />
      ) : (
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" tone="primary" disabled={!driver || send.isPending}>
            {send.isPending ? 'Saving…' : 'Save and take a picture'}
          </Button>
          <Button onClick={() => done(false)}>Leave it</Button>
        </div>
      )}
    </Form>
  );
}

/** The password itself is never shown; this is what there is to know of it. */
function passwordNote(camera: Camera, isKept: boolean, isForgotten: boolean): string | null {
  if (!camera.password_set) return null;
  if (isForgotten && isKept) return 'It is forgotten with this change.';
  return isKept
    ? 'One is set and stays. Write another one to replace it; it is never shown.'
    : 'Another host or user: the password has to be given again.';
}
