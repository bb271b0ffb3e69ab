import type { Camera, Command, FocusLook } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { Focus, Square } from 'lucide-react';
import { useState } from 'react';
import { isOpen, outcomeOf } from '../commands/command-words.ts';
import { Button, Choice, Refusal } from '../elements/form.tsx';
import { formatAge } from '../freshness/age.ts';
import { useNow } from '../freshness/use-now.ts';
import { focusLooksQuery } from '../live/looks.ts';
import { bestOf, FocusChart } from './focus-chart.tsx';
import { useLook } from './use-look.ts';

const durations = [
  { value: '30', text: '30 seconds' },
  { value: '60', text: 'A minute' },
  { value: '180', text: '3 minutes' },
  { value: '300', text: '5 minutes' },
] as const;
const ways = [
  { value: 'hand', text: 'I turn the lens' },
  { value: 'motor', text: 'The lens moves by itself' },
] as const;
/** From infinity to a hand's breadth, dioptres. */
const positions = [0, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 6, 8, 10];
/** A look of a camera that has to be started takes so long. */
const secondsPerPosition = 4;

/** For whoever stands beside the lens: how sharp it is, again and again, and where it was sharpest. */
export function FocusHelper({ camera }: { camera: Camera }) {
  const look = useLook(camera, { type: 'focus', endsHidden: false });
  const looks = useQuery(focusLooksQuery(camera.id)).data;
  const now = useNow();
  const [duration, setDuration] = useState<(typeof durations)[number]['value']>('60');
  const [way, setWay] = useState<(typeof ways)[number]['value']>('hand');
  const { command, commandId } = look;
  const own = looks && looks.commandId === commandId ? looks : null;
  const points = curveOf(command) ?? own?.points ?? [];
  const isOn = commandId !== null && !look.isEnded && (command === undefined || isOpen(command));
  const canMove = camera.driver === 'rpicam';
  const picture = own?.picture ?? null;
  const controls = isOn ? (
    <Button className="w-full sm:w-auto" onClick={look.end}>
      <Square aria-hidden className="size-4" /> Stop
    </Button>
  ) : (
    <div className="flex flex-wrap items-end gap-3">
      {canMove ? <Choice label="How" value={way} options={ways} onChoose={setWay} /> : null}
      {way === 'hand' ? (
        <Choice label="For" value={duration} options={durations} onChoose={setDuration} />
      ) : null}
      <Button
        tone="primary"
        className="grow sm:grow-0"
        disabled={look.isPending}
        onClick={() =>
          look.begin(
            way === 'hand'
              ? { seconds: Number(duration) }
              : { seconds: positions.length * secondsPerPosition, lens_positions: positions },
          )
        }
      >
        <Focus aria-hidden className="size-4" />{' '}
        {commandId === null ? 'Start the focus helper' : 'Again'}
      </Button>
    </div>
  );
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <div className="space-y-3">
        {commandId === null ? (
          <p className="text-sm text-ink-soft">
            Turn the lens until the figure stays at its best. A look each second; the picture is the
            middle of the frame, pixel for pixel. Nothing is kept of it.
          </p>
        ) : points.length > 0 ? (
          <div>
            <Reading points={points} />
            <FocusChart points={points} />
          </div>
        ) : isOn ? (
          <p className="grid h-40 place-items-center rounded-xl bg-sunken text-sm text-ink-soft">
            The first look is on its way
          </p>
        ) : null}
        <p role="status" className="text-sm text-ink-soft">
          {isOn
            ? `Ends by itself in ${formatAge(look.endsAt - now)}.`
            : command
              ? outcomeOf(command)
              : ''}
        </p>
        <Refusal error={look.error} />
        {controls}
      </div>
      {picture ? (
        <figure>
          <img
            src={picture.url}
            alt={`The middle of what ${camera.name} sees`}
            className="aspect-video w-full rounded-xl bg-sunken object-contain"
          />
          <figcaption className="numbers mt-1 text-xs text-ink-faint">
            the middle, {ageText(now - Date.parse(picture.takenAt))}
          </figcaption>
        </figure>
      ) : null}
    </div>
  );
}

type Point = Pick<FocusLook, 'taken_at' | 'sharpness' | 'lens_position'>;

/** Large enough to be read at arm's length, from above a lens. */
function Reading({ points }: { points: readonly Point[] }) {
  const best = bestOf(points);
  const last = points.at(-1);
  if (!best || !last) return null;
  const share = best.sharpness === 0 ? 0 : Math.round((last.sharpness / best.sharpness) * 100);
  return (
    <p className="mb-2 flex flex-wrap items-baseline gap-x-3">
      <span className={`numbers text-5xl font-semibold ${share >= 97 ? 'text-good' : ''}`}>
        {share} %
      </span>
      <span className="numbers text-sm text-ink-soft">
        of the best so far
        {best.lens_position === null ? '' : `, at ${best.lens_position} dioptres`}
      </span>
    </p>
  );
}

/** The whole of it once the device has said its last word; looks may be lost on the way. */
function curveOf(command: Command | undefined): Point[] | null {
  const curve: unknown = command?.result?.['curve'];
  if (!Array.isArray(curve)) return null;
  return (curve as { at: string; sharpness: number; lens_position: number | null }[]).map(
    ({ at, ...point }) => ({ ...point, taken_at: at }),
  );
}

function ageText(ms: number): string {
  const age = formatAge(ms);
  return age === 'now' ? 'just now' : `${age} ago`;
}
