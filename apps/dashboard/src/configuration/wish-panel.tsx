import type { ConfigurationChange } from '@eyrie/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CircleX, Send, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { ApiProblem } from '../api/http.ts';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Button } from '../elements/form.tsx';
import { fieldLook } from './field-look.ts';
import { sendWish, type Wish } from './configuration-queries.ts';
import { Differences } from '../elements/differences.tsx';

interface WishPanelProps {
  targetId: string;
  seenVersion: number;
  wish: Wish;
  onClose: () => void;
  onDone: () => void;
}

/** What a wish would do, before it is done: tried at the cloud, with its devices and refusals. */
export function WishPanel({ targetId, seenVersion, wish, onClose, onDone }: WishPanelProps) {
  const [reason, setReason] = useState('');
  const cache = useQueryClient();
  const trial = useQuery({
    // Not one of those that a change asks for again: it is of what was seen.
    queryKey: ['configuration-trial', targetId, seenVersion, wish],
    queryFn: () => sendWish(targetId, wish, { seenVersion, reason: 'A trial.', isTrial: true }),
    retry: false,
    gcTime: 0,
  });
  const apply = useMutation({
    mutationFn: () => sendWish(targetId, wish, { seenVersion, reason, isTrial: false }),
    onSuccess: async () => {
      onDone();
      await cache.invalidateQueries({ queryKey: ['configurations'] });
      await cache.invalidateQueries({ queryKey: ['device'] });
    },
  });
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    panel.current?.scrollIntoView({ block: 'nearest' });
  }, [wish, trial.data]);
  const isPossible = trial.data?.refusals.length === 0 && trial.data.changes.length > 0;
  return (
    <div ref={panel} className="scroll-mt-20 scroll-mb-24">
      <Card className="border-accent p-5">
        <SectionTitle
          aside={
            <button
              type="button"
              onClick={onClose}
              aria-label="Close the preview"
              className="grid size-11 place-items-center rounded-xl hover:bg-sunken"
            >
              <X aria-hidden className="size-4" />
            </button>
          }
        >
          {wish.kind === 'change' ? 'What this would do' : `Back to version ${wish.version}`}
        </SectionTitle>
        <Answer query={trial} skeleton={<Skeleton className="h-24" />}>
          {(change) => <Outcome change={change} />}
        </Answer>
        <form
          className="mt-5 flex flex-wrap items-end gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            apply.mutate();
          }}
        >
          <label className="min-w-56 grow text-sm font-medium">
            Why?
            <input
              required
              maxLength={500}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
              placeholder="Kept with the version, for whoever looks later"
              className={`mt-1 block w-full ${fieldLook}`}
            />
          </label>
          <Button
            tone="primary"
            type="submit"
            disabled={!isPossible || reason.trim() === '' || apply.isPending}
          >
            <Send aria-hidden className="size-4" /> {apply.isPending ? 'Applying…' : 'Apply'}
          </Button>
        </form>
        {apply.error ? <Refused error={apply.error} /> : null}
      </Card>
    </div>
  );
}

function Outcome({ change }: { change: ConfigurationChange }) {
  return (
    <>
      <Differences changes={change.changes} empty="Nothing would change." />
      {change.refusals.length > 0 ? (
        <ul className="mt-4 space-y-2">
          {change.refusals.map((refusal) => (
            <li
              key={`${refusal.path} ${refusal.camera_id ?? ''}`}
              className="flex gap-2 rounded-xl bg-bad-ground px-3.5 py-2.5 text-sm text-bad"
            >
              <CircleX aria-hidden className="mt-0.5 size-4 shrink-0" />
              <span>
                <code className="text-xs">{refusal.path}</code> {refusal.message}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      <p className="mt-4 text-sm text-ink-soft">
        {change.devices_changed === 0
          ? 'No device would run differently.'
          : `${change.devices_changed} of ${change.devices_total} devices would run differently` +
            (change.cameras_restarted > 0
              ? `; ${change.cameras_restarted === 1 ? 'one camera is' : `${change.cameras_restarted} cameras are`} opened anew, a picture may be late.`
              : ', no camera is interrupted.')}
      </p>
      {change.devices.length > 0 ? (
        <details className="mt-2">
          <summary className="flex min-h-11 cursor-pointer items-center text-sm font-medium">
            Device by device
          </summary>
          <ul className="space-y-3">
            {change.devices.map((device) => (
              <li key={device.device_id} className="rounded-xl bg-sunken px-3.5 py-2.5">
                <p className="text-sm font-medium">{device.name}</p>
                <Differences changes={device.changes} empty="" />
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </>
  );
}

function Refused({ error }: { error: Error }) {
  const problem = error instanceof ApiProblem ? error.problem : null;
  return (
    <div role="alert" className="mt-4 rounded-xl bg-bad-ground px-3.5 py-2.5 text-sm text-bad">
      <p>{error.message}</p>
      {problem?.errors?.map(({ pointer, message }) => (
        <p key={pointer}>
          <code className="text-xs">{pointer}</code> {message}
        </p>
      ))}
      {problem?.status === 412 ? (
        <p className="mt-1">Close this preview and look at what is there now, then try again.</p>
      ) : null}
    </div>
  );
}
