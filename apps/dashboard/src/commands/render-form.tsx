import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { camerasQuery } from '../api/queries.ts';
import { Button, Choice, Form, TextField } from '../elements/form.tsx';

interface RenderFormProps {
  deviceId: string;
  siteId: string;
  /** That camera and no other; else one of the device's is chosen. */
  cameraId?: string;
  onWish: (parameters: { camera_id: string; from: string; to: string }) => void;
  onLeave: () => void;
}

const dayMs = 86_400_000;

/** Which camera and which stretch of time; what the device still has of it becomes a video. */
export function RenderForm({
  deviceId,
  siteId,
  cameraId: given,
  onWish,
  onLeave,
}: RenderFormProps) {
  const cameras = useQuery(camerasQuery(siteId));
  const own = (cameras.data?.items ?? []).filter((camera) => camera.device_id === deviceId);
  const [chosen, setChosen] = useState<string | null>(null);
  const [from, setFrom] = useState(() => toLocal(Date.now() - dayMs));
  const [to, setTo] = useState(() => toLocal(Date.now()));
  const cameraId = given ?? chosen ?? own[0]?.id;
  const isInOrder = Date.parse(from) < Date.parse(to);
  const submit = () => {
    if (cameraId === undefined || !isInOrder) return;
    onWish({
      camera_id: cameraId,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
    });
  };
  if (given === undefined && cameras.isSuccess && own.length === 0) {
    return <p className="text-sm text-ink-faint">This device has no camera.</p>;
  }
  return (
    <Form onSubmit={submit} className="rounded-xl bg-sunken p-4">
      <p className="text-sm text-ink-soft">
        From the pictures that the device still has. The video is among the timelapses as soon as it
        has come up.
      </p>
      <div className="grid gap-4 md:grid-cols-3">
        {given === undefined ? (
          <Choice
            label="Camera"
            value={cameraId ?? ''}
            options={own.map(({ id, name }) => ({ value: id, text: name }))}
            onChoose={setChosen}
          />
        ) : null}
        <TextField
          label="From"
          type="datetime-local"
          required
          value={from}
          onChange={(event) => setFrom(event.target.value)}
        />
        <TextField
          label="To"
          type="datetime-local"
          required
          value={to}
          onChange={(event) => setTo(event.target.value)}
        />
      </div>
      {isInOrder ? null : (
        <p role="alert" className="text-sm text-bad">
          The end must be after the beginning.
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" tone="primary" disabled={cameraId === undefined || !isInOrder}>
          Render
        </Button>
        <Button onClick={onLeave}>Leave it</Button>
      </div>
    </Form>
  );
}

/** As `datetime-local` has it: the browser's own time, to the minute. */
function toLocal(ms: number): string {
  const date = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 16);
}
