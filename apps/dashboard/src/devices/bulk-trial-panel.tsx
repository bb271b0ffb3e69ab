import type { BulkTrial } from '@eyrie/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type SubmitEvent } from 'react';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { Button, Refusal, TextField } from '../elements/form.tsx';
import { BulkItems } from '../operations/operation-results.tsx';
import {
  beginBulk,
  devicesText,
  isForGood,
  trialText,
  tryBulk,
  verbOf,
  warningOf,
  type BulkWish,
} from './bulk-wish.ts';

interface BulkTrialPanelProps {
  readonly wish: BulkWish;
  readonly deviceIds: readonly string[];
  readonly onLeave: () => void;
}

/** The dry run: what would become of each device, before a person says that it shall. */
export function BulkTrialPanel({ wish, deviceIds, onLeave }: BulkTrialPanelProps) {
  const trial = useQuery({
    queryKey: ['bulk-trial', wish, deviceIds],
    queryFn: () => tryBulk(wish, deviceIds),
    retry: false,
    gcTime: 0,
    // What a person reads and then agrees to does not change under his eyes.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  return (
    <div className="mt-4 border-t border-line pt-4">
      <Answer query={trial} skeleton={<Skeleton className="h-24" />}>
        {(found) => <Agreement wish={wish} trial={found} onLeave={onLeave} />}
      </Answer>
    </div>
  );
}

interface AgreementProps {
  readonly wish: BulkWish;
  readonly trial: BulkTrial;
  readonly onLeave: () => void;
}

function Agreement({ wish, trial, onLeave }: AgreementProps) {
  const navigate = useNavigate();
  const cache = useQueryClient();
  const [reason, setReason] = useState('');
  const [count, setCount] = useState('');
  const [key] = useState(() => crypto.randomUUID());
  const possible = trial.items.filter(({ ok }) => ok).map(({ device_id }) => device_id);
  const begin = useMutation({
    mutationFn: () => {
      const said = wish.action === 'command' ? wish : { ...wish, reason };
      return beginBulk(said, possible, key);
    },
    onSuccess: async (operation) => {
      cache.setQueryData(['operation', operation.id], operation);
      void cache.invalidateQueries({ queryKey: ['operations'] });
      await navigate({
        to: '/operations/$operationId',
        params: { operationId: operation.id },
      });
    },
  });
  const warning = warningOf(wish);
  const isConfirmed = !isForGood(wish) || count === String(possible.length);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    begin.mutate();
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <p className="font-medium" role="status">
        {trialText(wish, trial)}
      </p>
      <div className="overflow-hidden rounded-xl border border-line">
        <BulkItems items={trial.items} saysOk="Can be done" />
      </div>
      {warning && possible.length > 0 ? (
        <p className="rounded-xl bg-late-ground px-3.5 py-2.5 text-sm text-late">{warning}</p>
      ) : null}
      {isForGood(wish) && possible.length > 0 ? (
        <div className="grid gap-4 md:grid-cols-2">
          <TextField
            label="Reason (the devices will say it)"
            value={reason}
            maxLength={300}
            onChange={(event) => setReason(event.target.value)}
          />
          <TextField
            label={`Type ${possible.length}, how many they are, to confirm`}
            value={count}
            inputMode="numeric"
            autoComplete="off"
            onChange={(event) => setCount(event.target.value.trim())}
          />
        </div>
      ) : null}
      <Refusal error={begin.error} />
      <div className="flex flex-wrap gap-2">
        {possible.length === 0 ? null : (
          <Button
            type="submit"
            tone={warning === null ? 'primary' : 'danger'}
            disabled={!isConfirmed || begin.isPending}
          >
            {verbOf(wish)}: {devicesText(possible.length)}
          </Button>
        )}
        <Button onClick={onLeave}>Leave it</Button>
      </div>
    </form>
  );
}
