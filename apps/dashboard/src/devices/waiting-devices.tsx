import { pendingEnrolmentSchema, type PendingEnrolment } from '@eyrie/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { asJson, ask } from '../api/http.ts';
import { sessionQuery, waitingDevicesQuery } from '../api/queries.ts';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Button, Refusal, TextField } from '../elements/form.tsx';
import { AgeText } from '../freshness/age-text.tsx';
import { isAdmin } from '../settings/settings-tabs.tsx';

/** Devices that came by a shared token, until somebody has said what they are. */
export function WaitingDevices({ nameOf }: { nameOf: (siteId: string) => string }) {
  const session = useQuery(sessionQuery);
  const mayLook = session.data !== undefined && session.data?.role !== 'viewer';
  const waiting = useQuery({ ...waitingDevicesQuery, enabled: mayLook });
  const items = waiting.data?.items ?? [];
  if (!mayLook || items.length === 0) return null;
  const mayDecide = session.data !== null && isAdmin(session.data);
  return (
    <section className="mb-8" aria-live="polite">
      <SectionTitle aside="compare the words with what the device logs">
        {items.length === 1 ? 'A device waits' : `${items.length} devices wait`} for approval
      </SectionTitle>
      <Card>
        <ul className="divide-y divide-line">
          {items.map((request) => (
            <WaitingDevice
              key={request.id}
              request={request}
              site={nameOf(request.site_id)}
              mayDecide={mayDecide}
            />
          ))}
        </ul>
      </Card>
    </section>
  );
}

interface WaitingDeviceProps {
  request: PendingEnrolment;
  site: string;
  mayDecide: boolean;
}

function WaitingDevice({ request, site, mayDecide }: WaitingDeviceProps) {
  const facts = [
    ['Serial', request.serial],
    ['Model', request.model],
    ['From', request.address ?? 'unknown'],
    ['Site', `${site}, as ${request.role}`],
  ] as const;
  return (
    <li className="space-y-4 p-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <code className="text-lg font-semibold tracking-wide break-words">{request.key_words}</code>
        <span className="text-sm text-ink-faint">
          asked <AgeText since={request.asked_at} />
        </span>
      </div>
      <dl className="grid gap-x-6 gap-y-2 text-sm sm:grid-cols-2 lg:grid-cols-4">
        {facts.map(([title, value]) => (
          <div key={title} className="min-w-0">
            <dt className="text-xs text-ink-faint">{title}</dt>
            <dd className="break-words">{value}</dd>
          </div>
        ))}
      </dl>
      {mayDecide ? <Decision request={request} /> : null}
    </li>
  );
}

function Decision({ request }: { request: PendingEnrolment }) {
  const cache = useQueryClient();
  const [name, setName] = useState(request.device_name);
  const decide = useMutation({
    mutationFn: (what: 'approve' | 'reject') =>
      ask(
        `/v1/enrolment-requests/${request.id}/${what}`,
        pendingEnrolmentSchema,
        asJson('POST', what === 'approve' ? { device_name: name } : {}),
      ),
    onSettled: async () => {
      await cache.invalidateQueries({ queryKey: ['enrolment-requests'] });
      await cache.invalidateQueries({ queryKey: ['devices'] });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    decide.mutate('approve');
  };
  const reject = () => {
    if (window.confirm(`Reject ${request.key_words}? It is told, and does not ask again.`)) {
      decide.mutate('reject');
    }
  };
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
      <div className="min-w-48 flex-1">
        <TextField
          label="Name"
          required
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      </div>
      <Button type="submit" tone="primary" disabled={decide.isPending || name.trim() === ''}>
        Approve
      </Button>
      <Button tone="danger" disabled={decide.isPending} onClick={reject}>
        Reject
      </Button>
      <Refusal error={decide.error} />
    </form>
  );
}
