import type { Camera } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { Clapperboard } from 'lucide-react';
import { useState } from 'react';
import { commandsQuery, sessionQuery } from '../api/queries.ts';
import { Button, Refusal } from '../elements/form.tsx';
import { CommandItem } from './command-item.tsx';
import { isOperator } from '../settings/rights.ts';
import { useGiveCommand } from './give-command.ts';
import { RenderForm } from './render-form.tsx';

/** Has a video made of one camera's pictures, and shows how far those are that were asked for. */
export function CameraRender({ camera }: { camera: Camera }) {
  const session = useQuery(sessionQuery);
  const commands = useQuery(commandsQuery(camera.device_id));
  const give = useGiveCommand(camera.device_id);
  const [isOpen, setOpen] = useState(false);
  const isAllowed = isOperator(session.data);
  const renders = (commands.data?.items ?? []).filter(
    ({ type, parameters }) => type === 'render' && parameters['camera_id'] === camera.id,
  );
  if (!isAllowed && renders.length === 0) return null;
  return (
    <div className="mb-4 space-y-3">
      {isAllowed && !isOpen ? (
        <Button onClick={() => setOpen(true)} disabled={give.isPending}>
          <Clapperboard aria-hidden className="size-4" /> Render a video
        </Button>
      ) : null}
      {isAllowed && isOpen ? (
        <RenderForm
          deviceId={camera.device_id}
          siteId={camera.site_id}
          cameraId={camera.id}
          onWish={(parameters) => {
            give.mutate({ type: 'render', parameters });
            setOpen(false);
          }}
          onLeave={() => setOpen(false)}
        />
      ) : null}
      <Refusal error={give.error} />
      {renders.length === 0 ? null : (
        <ul className="divide-y divide-line">
          {renders.map((command) => (
            <CommandItem key={command.id} command={command} mayOpenFile={isAllowed} />
          ))}
        </ul>
      )}
    </div>
  );
}
