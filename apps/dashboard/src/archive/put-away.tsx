import { archivalSchema, type Archival } from '@eyrie/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Archive } from 'lucide-react';
import { useState, type SubmitEvent } from 'react';
import { ask } from '../api/http.ts';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Button, Refusal, TextField } from '../elements/form.tsx';
import { archivalText } from './archive-words.ts';
import { forgetThing, pathOf, type ArchivedThing } from './archived-thing.ts';

/** Puts a camera or a site away, after a person has read what that means. */
export function PutAway({ thing }: { thing: ArchivedThing }) {
  const [isAsked, setAsked] = useState(false);
  return (
    <section className="mt-8">
      <SectionTitle>Put away</SectionTitle>
      <Card className="space-y-4 p-5">
        <p className="text-sm text-ink-soft">
          {thing.kind === 'camera'
            ? 'Its worker stops to capture with it at once. Its pictures stay, and for thirty days it can be taken back.'
            : 'It leaves the lists with its cameras, and its devices end. Its pictures stay, and for thirty days the site can be taken back.'}
        </p>
        {isAsked ? (
          <Trial thing={thing} leave={() => setAsked(false)} />
        ) : (
          <Button tone="danger" onClick={() => setAsked(true)}>
            <Archive aria-hidden className="size-4" /> Put this {thing.kind} away
          </Button>
        )}
      </Card>
    </section>
  );
}

/** Of a site the devices go with it: the dry run says how many they are. */
function wishAt(thing: ArchivedThing, isTrial: boolean): string {
  const wishes = new URLSearchParams();
  if (thing.kind === 'site') wishes.set('decommission_devices', 'true');
  if (isTrial) wishes.set('dry_run', 'true');
  return `${pathOf(thing)}?${wishes.toString()}`;
}

function send(thing: ArchivedThing, isTrial: boolean): Promise<Archival> {
  const headers = { 'if-match': `"${thing.revision}"` };
  return ask(wishAt(thing, isTrial), archivalSchema, { method: 'DELETE', headers });
}

interface TrialProps {
  readonly thing: ArchivedThing;
  readonly leave: () => void;
}

function Trial({ thing, leave }: TrialProps) {
  const trial = useQuery({
    queryKey: ['archive-trial', thing.id, thing.revision],
    queryFn: () => send(thing, true),
    retry: false,
    gcTime: 0,
    // What a person reads and then agrees to does not change under his eyes.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  return (
    <Answer query={trial} skeleton={<Skeleton className="h-24" />}>
      {(found) => <Agreement thing={thing} trial={found} leave={leave} />}
    </Answer>
  );
}

function Agreement({ thing, trial, leave }: TrialProps & { readonly trial: Archival }) {
  const cache = useQueryClient();
  const [name, setName] = useState('');
  const end = useMutation({
    mutationFn: () => send(thing, false),
    onSuccess: () => forgetThing(cache, thing),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    end.mutate();
  };
  const isForGood = trial.devices_total > 0;
  return (
    <form onSubmit={submit} className="space-y-4">
      <div role="status">
        <ul className="list-disc space-y-1 pl-5 text-sm">
          {archivalText(trial).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </div>
      {isForGood ? (
        <TextField
          label={`Type “${thing.name}” to confirm`}
          value={name}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
      ) : null}
      <Refusal error={end.error} />
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          tone="danger"
          disabled={(isForGood && name !== thing.name) || end.isPending}
        >
          {end.isPending ? 'Putting away…' : 'Put it away'}
        </Button>
        <Button onClick={leave}>Keep it</Button>
      </div>
    </form>
  );
}
