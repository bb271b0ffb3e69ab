import type { Camera } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { Aperture, Eye, Focus, type LucideIcon } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { deviceQuery, sessionQuery } from '../api/queries.ts';
import { useGiveCommand } from '../commands/give-command.ts';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Button, narrowButton, Refusal } from '../elements/form.tsx';
import { AgeText } from '../freshness/age-text.tsx';
import { isOperator } from '../settings/rights.ts';
import { CaptureRun } from './capture-run.tsx';
import { FocusHelper } from './focus-helper.tsx';
import { LiveView } from './live-view.tsx';

type View = 'live' | 'focus';

const views: readonly { view: View; text: string; icon: LucideIcon }[] = [
  { view: 'live', text: 'Live view', icon: Eye },
  { view: 'focus', text: 'Focus', icon: Focus },
];

/**
 * What somebody does with a camera beside waiting for its slots. A live view and the focus helper take the
 * place of the newest frame (`children`): on a phone there is room for one picture. Nothing but the frame
 * for who may only look.
 */
export function CameraViews({ camera, children }: { camera: Camera; children: ReactNode }) {
  const session = useQuery(sessionQuery).data;
  const give = useGiveCommand(camera.device_id);
  const [open, setOpen] = useState<View | null>(null);
  if (!isOperator(session) || camera.archived_at !== null) return children;
  return (
    <>
      {open === null ? (
        children
      ) : (
        <Card className="p-4 sm:p-5">
          <SectionTitle aside={<Button onClick={() => setOpen(null)}>Close</Button>}>
            {views.find(({ view }) => view === open)?.text}
          </SectionTitle>
          <Unheard deviceId={camera.device_id} />
          {open === 'live' ? <LiveView camera={camera} /> : <FocusHelper camera={camera} />}
        </Card>
      )}
      <div className="mt-4 grid grid-cols-3 gap-2 sm:flex sm:flex-wrap">
        <Button
          className={narrowButton}
          disabled={give.isPending}
          onClick={() => give.mutate({ type: 'capture', parameters: { camera_id: camera.id } })}
        >
          <Aperture aria-hidden className="size-4" /> Capture now
        </Button>
        {views.map(({ view, text, icon: Icon }) => (
          <Button
            key={view}
            className={narrowButton}
            aria-pressed={open === view}
            onClick={() => setOpen(open === view ? null : view)}
          >
            <Icon aria-hidden className="size-4" /> {text}
          </Button>
        ))}
      </div>
      {give.isIdle ? null : (
        <Card className="mt-3 p-4 sm:p-5">
          <SectionTitle aside={<Button onClick={() => give.reset()}>Close</Button>}>
            A frame out of turn
          </SectionTitle>
          <Unheard deviceId={camera.device_id} />
          <Refusal error={give.error} />
          {give.data ? (
            <CaptureRun key={give.data.id} camera={camera} commandId={give.data.id} />
          ) : null}
        </Card>
      )}
    </>
  );
}

/** Whoever asks something of a worker that is away should know. */
function Unheard({ deviceId }: { deviceId: string }) {
  const device = useQuery(deviceQuery(deviceId)).data;
  if (device?.presence !== 'offline') return null;
  return (
    <p className="mb-3 rounded-xl bg-late-ground px-4 py-3 text-sm text-late">
      {device.name} was heard <AgeText since={device.last_seen_at} />: what is asked of it waits for
      two minutes, and is not done after that.
    </p>
  );
}
