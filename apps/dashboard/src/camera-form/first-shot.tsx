import type { Camera, Device } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { LoaderCircle } from 'lucide-react';
import { useEffect, useState } from 'react';
import { deviceQuery } from '../api/queries.ts';
import { CaptureRun } from '../camera-views/capture-run.tsx';
import { useGiveCommand } from '../commands/give-command.ts';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Button, Refusal } from '../elements/form.tsx';

export type TakenOver = 'waiting' | 'applied' | 'refused';

/** Whether the worker runs with what the cloud wants of it. */
export function takenOver({
  desired_version: desired,
  reported_version: reported,
  reason,
}: Device['configuration']): TakenOver {
  if (reported >= desired) return 'applied';
  return reason === null ? 'waiting' : 'refused';
}

/**
 * The test shot of a camera that was just added or connected anew: once its worker has taken it over, a
 * picture is taken and judged, so that whoever stands there sees at once whether it works.
 */
export function FirstShot({ camera, onDone }: { camera: Camera; onDone: () => void }) {
  const query = { ...deviceQuery(camera.device_id), refetchInterval: 1_500, staleTime: 0 };
  const { data: device, dataUpdatedAt } = useQuery(query);
  const give = useGiveCommand(camera.device_id);
  // What was known of the worker before says nothing of what was saved just now.
  const [since] = useState(() => Date.now());
  const isFresh = dataUpdatedAt > since;
  const state = device && isFresh ? takenOver(device.configuration) : 'waiting';
  const shot = give.data ?? null;
  const { mutate, isIdle } = give;
  useEffect(() => {
    if (state === 'applied' && isIdle) {
      mutate({ type: 'capture', parameters: { camera_id: camera.id } });
    }
  }, [state, isIdle, mutate, camera.id]);
  return (
    <Card className="mb-4 p-4 sm:p-5">
      <SectionTitle aside={<Button onClick={onDone}>Close</Button>}>Test shot</SectionTitle>
      {shot ? (
        <CaptureRun key={shot.id} camera={camera} commandId={shot.id} />
      ) : state === 'refused' ? (
        <p role="alert" className="rounded-xl bg-bad-ground px-3.5 py-2.5 text-sm text-bad">
          {device?.name} cannot run with it, and goes on as before: {device?.configuration.reason}
        </p>
      ) : (
        <p role="status" className="flex items-center gap-2 text-sm text-ink-soft">
          <LoaderCircle
            aria-hidden
            className="size-4 shrink-0 animate-spin text-accent motion-reduce:animate-none"
          />
          {device?.presence === 'offline'
            ? `Saved. ${device.name} is offline: it takes the camera over when it is back.`
            : `Saved. ${device?.name ?? 'The worker'} takes it over; that takes a few seconds.`}
        </p>
      )}
      <Refusal error={give.error} />
      {shot || give.isError ? (
        <Button className="mt-3" onClick={() => give.reset()}>
          Take another one
        </Button>
      ) : null}
    </Card>
  );
}
