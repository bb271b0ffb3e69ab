import type { Erasure, Session } from '@eyrie/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { erasureQuery } from '../api/data-queries.ts';
import { asJson, send } from '../api/http.ts';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Button, Refusal, TextField } from '../elements/form.tsx';

/** The end of an organisation: asked for by an owner, put off for some days, taken back. */
export function ErasureCard({ session }: { session: Session }) {
  const erasure = useQuery(erasureQuery).data?.erasure;
  if (erasure === undefined) return null;
  if (erasure === null && session.role !== 'owner') return null;
  return (
    <section>
      <SectionTitle>Erasure</SectionTitle>
      <Card className="p-5">
        {erasure ? (
          <Standing erasure={erasure} mayCancel={session.role === 'owner'} />
        ) : (
          <Request name={session.organisation.name} />
        )}
      </Card>
    </section>
  );
}

function Standing({ erasure, mayCancel }: { erasure: Erasure; mayCancel: boolean }) {
  const cache = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => send('/v1/organisation/erasure', { method: 'DELETE' }),
    onSuccess: () => cache.invalidateQueries({ queryKey: erasureQuery.queryKey }),
  });
  const due = new Date(erasure.due_at).toLocaleString([], {
    dateStyle: 'long',
    timeStyle: 'short',
  });
  return (
    <div className="space-y-4">
      <p role="alert" className="rounded-xl bg-bad-ground px-3.5 py-2.5 text-sm text-bad">
        {erasure.begun_at
          ? 'Everything of this organisation is being erased.'
          : `Everything of this organisation is erased from ${due} on.`}
      </p>
      <p className="text-sm text-ink-soft">
        {erasure.requested_by} asked for it: {erasure.reason}
      </p>
      <Refusal error={cancel.error} />
      {mayCancel && !erasure.begun_at ? (
        <Button disabled={cancel.isPending} onClick={() => cancel.mutate()}>
          Keep the organisation
        </Button>
      ) : null}
    </div>
  );
}

function Request({ name }: { name: string }) {
  const cache = useQueryClient();
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const request = useMutation({
    mutationFn: () =>
      send('/v1/organisation/erasure', asJson('POST', { organisation_name: typed, reason })),
    onSuccess: () => cache.invalidateQueries({ queryKey: erasureQuery.queryKey }),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    request.mutate();
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <p className="text-sm text-ink-soft">
        Removes sites, devices, people, pictures, videos and history for good, after some days in
        which it can be taken back. Export first what you want to keep.
      </p>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label={`Type the name: ${name}`}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <TextField
          label="Reason"
          minLength={3}
          maxLength={500}
          required
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
      <Refusal error={request.error} />
      <Button
        type="submit"
        tone="danger"
        disabled={typed !== name || reason.trim().length < 3 || request.isPending}
      >
        Erase the organisation
      </Button>
    </form>
  );
}
