import type { Camera } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { CalendarClock, Cable, Pencil, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import { sessionQuery } from '../api/queries.ts';
import { ConnectionForm } from '../camera-form/connection-form.tsx';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Button, narrowButton } from '../elements/form.tsx';
import { SchedulesForm } from '../schedules/camera-schedules.tsx';
import { isOperator } from '../settings/rights.ts';
import { CameraEdit } from './camera-edit.tsx';

type Part = 'camera' | 'schedules' | 'connection';

const parts: readonly { part: Part; text: string; icon: LucideIcon }[] = [
  { part: 'camera', text: 'Change camera', icon: Pencil },
  { part: 'schedules', text: 'Change schedules', icon: CalendarClock },
  { part: 'connection', text: 'Change connection', icon: Cable },
];

/** What can be changed of a camera, one form at a time. Nothing for who may only look. */
export function CameraSettings({
  camera,
  onConnected,
}: {
  camera: Camera;
  /** It is connected otherwise now: high time for a picture. */
  onConnected: () => void;
}) {
  const session = useQuery(sessionQuery).data;
  const [open, setOpen] = useState<Part | null>(null);
  if (!isOperator(session)) return null;
  if (open === null) {
    return (
      <div className="mt-2 grid grid-cols-3 gap-2 sm:flex sm:flex-wrap">
        {parts.map(({ part, text, icon: Icon }) => (
          <Button key={part} className={narrowButton} onClick={() => setOpen(part)}>
            <Icon aria-hidden className="size-4" /> {text}
          </Button>
        ))}
      </div>
    );
  }
  const done = () => setOpen(null);
  return (
    <Card className="mt-4 p-5">
      <SectionTitle>{parts.find(({ part }) => part === open)?.text}</SectionTitle>
      {open === 'camera' ? (
        <CameraEdit camera={camera} done={done} />
      ) : open === 'schedules' ? (
        <SchedulesForm camera={camera} done={done} />
      ) : (
        <ConnectionForm
          camera={camera}
          done={(isSaved) => {
            done();
            if (isSaved) onConnected();
          }}
        />
      )}
    </Card>
  );
}
