import {
  foundCameraSchema,
  whereOfDriver,
  type Camera,
  type CameraDriverConfiguration,
  type Device,
  type FoundCamera,
} from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { LoaderCircle, Search } from 'lucide-react';
import { camerasQuery, commandQuery } from '../api/queries.ts';
import { isOpen, outcomeOf } from '../commands/command-words.ts';
import { useGiveCommand } from '../commands/give-command.ts';
import { Button, Pill, Refusal } from '../elements/form.tsx';
import { driverName } from './driver-words.ts';

/** Asks a worker what is plugged into it, and offers what it finds. */
export function FoundCameras({
  worker,
  onChoose,
}: {
  worker: Device;
  onChoose: (found: { driver: CameraDriverConfiguration; name: string }) => void;
}) {
  const give = useGiveCommand(worker.id);
  const commandId = give.data?.id ?? null;
  const command = useQuery({ ...commandQuery(commandId ?? ''), enabled: commandId !== null }).data;
  const cameras = useQuery(camerasQuery(worker.site_id)).data?.items ?? [];
  const isLooking = give.isPending || (commandId !== null && (!command || isOpen(command)));
  const found = foundCameraSchema.array().safeParse(command?.result?.['cameras']).data ?? null;
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button disabled={isLooking} onClick={() => give.mutate({ type: 'find_cameras' })}>
          {isLooking ? (
            <LoaderCircle aria-hidden className="size-4 animate-spin motion-reduce:animate-none" />
          ) : (
            <Search aria-hidden className="size-4" />
          )}
          {isLooking
            ? 'Looking…'
            : found
              ? 'Look again'
              : `Find what is plugged into ${worker.name}`}
        </Button>
        <p role="status" className="min-w-0 flex-1 basis-48 text-sm text-ink-soft">
          {command ? outcomeOf(command) : isLooking ? 'Asking the site' : ''}
        </p>
      </div>
      <Refusal error={give.error} />
      {found && found.length > 0 ? (
        <ul aria-label="Cameras that were found" className="grid gap-2 sm:grid-cols-2">
          {found.map((one) => (
            <li key={`${one.driver.type} ${whereOfDriver(one.driver)}`}>
              <Found
                found={one}
                user={cameras.find(({ id }) => id === one.camera_id) ?? null}
                onChoose={() => onChoose(one)}
              />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function Found({
  found: { name, driver, camera_id: cameraId },
  user,
  onChoose,
}: {
  found: FoundCamera;
  /** Who uses it; null also where it is not known here. */
  user: Camera | null;
  onChoose: () => void;
}) {
  const size = 'widthPx' in driver ? ` · ${driver.widthPx} × ${driver.heightPx} px` : '';
  return (
    <div className="flex h-full items-center justify-between gap-3 rounded-xl border border-line px-3.5 py-2.5">
      <div className="min-w-0 text-sm">
        <p className="truncate font-medium">{name}</p>
        <p className="numbers text-xs text-ink-soft">
          {driverName(driver.type)} · {whereOfDriver(driver)}
          {size}
        </p>
        {cameraId === null ? null : (
          <p className="mt-1 text-xs text-ink-soft">
            <Pill tone="plain">used already</Pill>{' '}
            {user ? (
              <Link
                to="/cameras/$cameraId"
                params={{ cameraId: user.id }}
                className="font-medium text-accent hover:underline"
              >
                {user.name}
              </Link>
            ) : null}
          </p>
        )}
      </div>
      {cameraId === null ? (
        <Button onClick={onChoose} aria-label={`Take it: ${name}, ${whereOfDriver(driver)}`}>
          Take it
        </Button>
      ) : null}
    </div>
  );
}
