import type { Camera } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { Aperture, Eye, Focus, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import { deviceQuery, sessionQuery } from '../api/queries.ts';
import { useGiveCommand } from '../commands/give-command.ts';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Button, Refusal } from '../elements/form.tsx';
import { AgeText } from '../freshness/age-text.tsx';
import { isOperator } from '../settings/rights.ts';
import { CaptureRun } from './capture-run.tsx';
import { FocusHelper } from './focus-helper.tsx';
import { LiveView } from './live-view.tsx';

type View = 'capture' | 'live' | 'focus';

const views: readonly { view: View; text: string; icon: LucideIcon }[] = [
  { view: 'capture', text: 'Capture now', icon: Aperture },
  { view: 'live', text: 'Live view', icon: Eye },
  { view: 'focus', text: 'Focus', icon: Focus },
];

/** What somebody does with a camera beside waiting for its slots. Nothing for who may only look. */
export function CameraViews({ camera }: { camera: Camera }) {
  const session = useQuery(sessionQuery).data;
  const device = useQuery(deviceQuery(camera.device_id)).data;
  const give = useGiveCommand(camera.device_id);
  const [open, setOpen] = useState<View | null>(null);
  if (!isOperator(session)) return null;
  const capture = () => give.mutate({ type: 'capture', parameters: { camera_id: camera.id } });
  return (
    <section aria-label="Look through the camera" className="mt-4">
      <div className="flex flex-wrap gap-2">
        {views.map(({ view, text, icon: Icon }) => (
          <Button
            key={view}
            className="grow sm:grow-0"
            aria-expanded={view === 'capture' ? undefined : open === view}
            disabled={view === 'capture' && give.isPending}
            onClick={() => {
              if (view === 'capture') capture();
              setOpen(view === 'capture' || open !== view ? view : null);
            }}
          >
            <Icon aria-hidden className="size-4" /> {text}
          </Button>
        ))}
      </div>
      {device && device.presence === 'offline' && open !== null ? (
        <p className="mt-3 rounded-xl bg-late-ground px-4 py-3 text-sm text-late">
          {device.name} was heard <AgeText since={device.last_seen_at} />: what is asked of it waits
          for two minutes, and is not done after that.
        </p>
      ) : null}
      {open === null ? null : (
        <Card className="mt-3 p-4 sm:p-5">
          <SectionTitle>{views.find(({ view }) => view === open)?.text}</SectionTitle>
          {open === 'capture' ? (
            <>
              <Refusal error={give.error} />
              {give.data ? (
                <CaptureRun key={give.data.id} camera={camera} commandId={give.data.id} />
              ) : null}
            </>
          ) : open === 'live' ? (
            <LiveView camera={camera} />
          ) : (
            <FocusHelper camera={camera} />
          )}
        </Card>
      )}
    </section>
  );
}
