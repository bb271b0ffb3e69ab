import { idSchema, lockedRangePageSchema, type Camera } from '@eyrie/contracts';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Lock } from 'lucide-react';
import { useState, type SyntheticEvent } from 'react';
import { ask, asJson, send } from '../api/http.ts';
import { sessionQuery } from '../api/queries.ts';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Button, Refusal, TextField } from '../elements/form.tsx';
import { isOperator } from '../settings/rights.ts';

const lockedRangesQuery = (cameraId: string) =>
  queryOptions({
    queryKey: ['locked-ranges', cameraId],
    queryFn: () =>
      ask(
        `/v1/locked-ranges?camera_id=${idSchema('camera').parse(cameraId)}&page_size=100`,
        lockedRangePageSchema,
      ),
  });

/** Stretches of time whose frames stay, at the device as in the cloud. */
export function LockedRanges({ camera }: { camera: Camera }) {
  const cache = useQueryClient();
  const ranges = useQuery(lockedRangesQuery(camera.id));
  const session = useQuery(sessionQuery);
  const mayChange = isOperator(session.data);
  const unlock = useMutation({
    mutationFn: (id: string) => send(`/v1/locked-ranges/${id}`, { method: 'DELETE' }),
    onSettled: () => cache.invalidateQueries({ queryKey: ['locked-ranges'] }),
  });
  const items = ranges.data?.items ?? [];
  if (items.length === 0 && !mayChange) return null;
  return (
    <section className="mt-8">
      <SectionTitle aside="No retention removes these frames, at the device or in the cloud.">
        Kept for good
      </SectionTitle>
      <Card className="divide-y divide-line">
        {items.map((range) => (
          <div key={range.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3">
            <Lock aria-hidden className="size-4 shrink-0 text-ink-faint" />
            <div className="min-w-0 flex-1 text-sm">
              <p className="font-medium break-words">{range.reason}</p>
              <p className="numbers text-ink-soft">
                {new Date(range.from).toLocaleString()} – {new Date(range.to).toLocaleString()},
                locked by {range.locked_by}
              </p>
            </div>
            {mayChange ? (
              <Button
                disabled={unlock.isPending}
                aria-label={`Unlock ${range.reason}`}
                onClick={() => unlock.mutate(range.id)}
              >
                Unlock
              </Button>
            ) : null}
          </div>
        ))}
        <div className="px-5 py-4 empty:hidden">
          <Refusal error={unlock.error ?? ranges.error} />
          {mayChange ? <LockForm camera={camera} /> : null}
        </div>
      </Card>
    </section>
  );
}

function LockForm({ camera }: { camera: Camera }) {
  const cache = useQueryClient();
  const [wish, setWish] = useState({ from: '', to: '', reason: '' });
  const lock = useMutation({
    mutationFn: () =>
      send(
        '/v1/locked-ranges',
        asJson('POST', {
          camera_id: camera.id,
          from: new Date(wish.from).toISOString(),
          to: new Date(wish.to).toISOString(),
          reason: wish.reason,
        }),
      ),
    onSuccess: () => {
      setWish({ from: '', to: '', reason: '' });
      return cache.invalidateQueries({ queryKey: ['locked-ranges'] });
    },
  });
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    lock.mutate();
  };
  return (
    <form
      onSubmit={submit}
      className="grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-[1fr_1fr_1.5fr_auto]"
    >
      <TextField
        label="From"
        type="datetime-local"
        required
        value={wish.from}
        onChange={({ target: { value } }) => setWish({ ...wish, from: value })}
      />
      <TextField
        label="To"
        type="datetime-local"
        required
        min={wish.from}
        value={wish.to}
        onChange={({ target: { value } }) => setWish({ ...wish, to: value })}
      />
      <TextField
        label="Why they have to stay"
        required
        maxLength={200}
        value={wish.reason}
        onChange={({ target: { value } }) => setWish({ ...wish, reason: value })}
      />
      <Button type="submit" disabled={lock.isPending}>
        <Lock aria-hidden className="size-4" /> Lock
      </Button>
      <div className="empty:hidden sm:col-span-2 lg:col-span-4">
        <Refusal error={lock.error} />
      </div>
    </form>
  );
}
