import type { CommandType, Device } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import {
  Aperture,
  Clapperboard,
  Eye,
  EyeOff,
  Focus,
  Mountain,
  Power,
  RotateCw,
  ScrollText,
  Search,
  Stethoscope,
  SquareActivity,
  type LucideIcon,
} from 'lucide-react';
import { useState } from 'react';
import { commandsQuery, sessionQuery } from '../api/queries.ts';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Button, Refusal } from '../elements/form.tsx';
import { CommandItem } from './command-item.tsx';
import { commandWords } from './command-words.ts';
import { isOperator } from '../settings/rights.ts';
import { useGiveCommand } from './give-command.ts';
import { RenderForm } from './render-form.tsx';

const icons: Readonly<Record<CommandType, LucideIcon>> = {
  capture: Aperture,
  find_cameras: Search,
  focus: Focus,
  live_view: Eye,
  end_view: EyeOff,
  learn_view: Mountain,
  render: Clapperboard,
  self_test: SquareActivity,
  log_tail: ScrollText,
  diagnostics: Stethoscope,
  restart: RotateCw,
  reboot: Power,
};
/** Those of one camera are on its page. */
const types = (Object.keys(commandWords) as CommandType[]).filter(
  (type) => !['focus', 'live_view', 'end_view', 'learn_view'].includes(type),
);

/** What can be asked of a device, and what was. */
export function DeviceCommands({ device }: { device: Device }) {
  const session = useQuery(sessionQuery);
  const commands = useQuery(commandsQuery(device.id));
  const isAllowed = isOperator(session.data);
  const items = commands.data?.items ?? [];
  return (
    <section className="mt-8">
      <SectionTitle aside="each is carried out once">Commands</SectionTitle>
      <Card className="p-5">
        {isAllowed ? <CommandButtons device={device} /> : null}
        {items.length === 0 ? (
          <p className={`text-sm text-ink-faint ${isAllowed ? 'mt-4' : ''}`}>
            Nothing has been asked of this device yet.
          </p>
        ) : (
          <ul className={`divide-y divide-line ${isAllowed ? 'mt-5 border-t border-line' : ''}`}>
            {items.map((command) => (
              <CommandItem key={command.id} command={command} mayOpenFile={isAllowed} />
            ))}
          </ul>
        )}
      </Card>
    </section>
  );
}

function CommandButtons({ device }: { device: Device }) {
  const [asked, setAsked] = useState<CommandType | null>(null);
  const give = useGiveCommand(device.id);
  const choose = (type: CommandType): void => {
    if (commandWords[type].warning !== null || type === 'render') setAsked(type);
    else give.mutate({ type });
  };
  const confirm = (): void => {
    if (asked) give.mutate({ type: asked });
    setAsked(null);
  };
  return (
    <div className="space-y-3">
      <div className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
        {types.map((type) => {
          const Icon = icons[type];
          const { title, warning } = commandWords[type];
          return (
            <Button
              key={type}
              tone={warning === null ? 'plain' : 'danger'}
              disabled={give.isPending}
              onClick={() => choose(type)}
            >
              <Icon aria-hidden className="size-4" /> {title}
            </Button>
          );
        })}
      </div>
      {asked === 'render' ? (
        <RenderForm
          deviceId={device.id}
          siteId={device.site_id}
          onWish={(parameters) => {
            give.mutate({ type: 'render', parameters });
            setAsked(null);
          }}
          onLeave={() => setAsked(null)}
        />
      ) : asked ? (
        <div
          role="alertdialog"
          aria-label={commandWords[asked].title}
          className="rounded-xl bg-late-ground p-4"
        >
          <p className="text-sm text-late">{commandWords[asked].warning}</p>
          <div className="mt-3 flex flex-wrap gap-2">
            <Button tone="danger" onClick={confirm} autoFocus>
              {commandWords[asked].title} {device.name}
            </Button>
            <Button onClick={() => setAsked(null)}>Leave it</Button>
          </div>
        </div>
      ) : null}
      <Refusal error={give.error} />
    </div>
  );
}
