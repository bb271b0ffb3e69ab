import {
  cameraSchema,
  type Camera,
  type CameraDriverConfiguration,
  type CapturePreset,
  type Device,
} from '@eyrie/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asJson, ask } from '../api/http.ts';
import { Button, Choice, Form, Refusal, TextField } from '../elements/form.tsx';
import { RadioList } from '../elements/radio-list.tsx';
import { usePlace } from '../schedules/use-place.ts';
import { DriverSettings } from './driver-settings.tsx';
import {
  checkDriver,
  draftOfDriver,
  newDriverDraft,
  type DriverDraft,
  type DriverType,
} from './driver-fields.ts';
import { driverChoices, exposesItself } from './driver-words.ts';
import { FoundCameras } from './found-cameras.tsx';
import { presetChoices } from './profile-words.ts';
import { newScheduleWish, ScheduleChoice, schedulesOfWish } from './schedule-choice.tsx';

type Drafts = Readonly<Record<DriverType, DriverDraft>>;

/** What is written for one driver is still there when another one was looked at. */
function newDrafts(): Drafts {
  const draft = (type: DriverType) =>
    newDriverDraft(type, new Date(), crypto.randomUUID().slice(0, 8));
  return {
    rpicam: draft('rpicam'),
    v4l2: draft('v4l2'),
    rtsp: draft('rtsp'),
    'http-snapshot': draft('http-snapshot'),
    'simulated-sky': draft('simulated-sky'),
  };
}

/** Adds a camera to a worker: where it is, when it captures, and how. */
export function NewCamera({
  workers,
  workerId: wanted,
  onAdded,
}: {
  workers: readonly Device[];
  /** Chosen at first. */
  workerId?: string | undefined;
  onAdded: (camera: Camera) => void;
}) {
  const cache = useQueryClient();
  const [deviceId, setDeviceId] = useState(
    workers.find(({ id }) => id === wanted)?.id ?? workers[0]?.id ?? '',
  );
  const worker = workers.find(({ id }) => id === deviceId);
  const place = usePlace(worker?.site_id ?? '');
  const [name, setName] = useState('');
  const [type, setType] = useState<DriverType>('rpicam');
  const [drafts, setDrafts] = useState(newDrafts);
  const [when, setWhen] = useState(newScheduleWish);
  const [preset, setPreset] = useState<CapturePreset | ''>('');
  const [isTried, setTried] = useState(false);
  const { driver, refusals } = checkDriver(type, drafts[type]);
  const schedules = schedulesOfWish(when);
  const add = useMutation({
    mutationFn: (wish: { driver: CameraDriverConfiguration; schedules: Camera['schedules'] }) => {
      const hasProfile = preset !== '' && !exposesItself(type);
      const profile = hasProfile ? { profile: { preset } } : {};
      const body = {
        device_id: deviceId,
        configuration: { name: name.trim(), ...wish, ...profile },
      };
      return ask('/v1/cameras', cameraSchema, asJson('POST', body));
    },
    onSuccess: async (camera) => {
      cache.setQueryData(['camera', camera.id], camera);
      await cache.invalidateQueries({ queryKey: ['cameras'] });
      await cache.invalidateQueries({ queryKey: ['devices'] });
      onAdded(camera);
    },
  });
  const take = (found: { driver: CameraDriverConfiguration; name: string }) => {
    setType(found.driver.type);
    setDrafts({ ...drafts, [found.driver.type]: draftOfDriver(found.driver) });
    if (name === '') setName(found.name);
  };
  return (
    <Form
      className="space-y-6!"
      onSubmit={() => {
        setTried(true);
        if (driver && schedules) add.mutate({ driver, schedules });
        else setTimeout(toFirstFault);
      }}
    >
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <TextField
          label="Name of the camera"
          required
          maxLength={100}
          autoComplete="off"
          placeholder="North ridge"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Choice
          label="Worker"
          value={deviceId}
          options={workers.map((one) => ({ value: one.id, text: one.name }))}
          onChoose={setDeviceId}
        />
      </div>
      {worker ? <FoundCameras key={worker.id} worker={worker} onChoose={take} /> : null}
      <RadioList
        label="How it is connected"
        value={type}
        options={driverChoices}
        onChoose={setType}
        className="sm:grid-cols-2 lg:grid-cols-3"
      />
      <DriverSettings
        key={type}
        type={type}
        draft={drafts[type]}
        refusals={isTried ? refusals : withoutUntouched(refusals, drafts[type])}
        onDraft={(draft) => setDrafts({ ...drafts, [type]: draft })}
      />
      <ScheduleChoice wish={when} place={place} onWish={setWhen} />
      {exposesItself(type) ? (
        <p className="rounded-xl bg-sunken px-3.5 py-2.5 text-sm text-ink-soft">
          Such a camera exposes by itself: a profile of Eyrie would change nothing.
        </p>
      ) : (
        <RadioList
          label="How pictures are taken"
          value={preset}
          options={presetChoices}
          onChoose={setPreset}
        />
      )}
      <Refusal error={add.error} />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" tone="primary" disabled={add.isPending || !worker}>
          {add.isPending ? 'Adding it…' : 'Add the camera and take a picture'}
        </Button>
        {isTried && (!driver || !schedules) ? (
          <p role="alert" className="text-sm text-bad">
            Something above is not as it can be.
          </p>
        ) : null}
      </div>
    </Form>
  );
}

/** To what has to be mended first: it may be far up. */
function toFirstFault(): void {
  document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus();
}

/** Nobody is told off for a field that he has not come to yet. */
function withoutUntouched(
  refusals: Readonly<Record<string, string>>,
  draft: DriverDraft,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(refusals).filter(([field]) => draft[field]));
}
