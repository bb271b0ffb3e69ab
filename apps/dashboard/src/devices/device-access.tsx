import {
  createdProvisioningTokenSchema,
  deviceSchema,
  type CreatedProvisioningToken,
  type Device,
} from '@eyrie/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { asJson, ask } from '../api/http.ts';
import { sessionQuery } from '../api/queries.ts';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Button, Pill, Refusal, TextField } from '../elements/form.tsx';
import { ShownOnce } from '../elements/shown-once.tsx';
import { isAdmin } from '../settings/settings-tabs.tsx';

type Ending = 'revoke' | 'decommission';
type Wish = Ending | 'replace' | null;

const claimDays = 7;

/** Whether the device is let in, and for admins how that ends or goes over to new hardware. */
export function DeviceAccess({ device }: { device: Device }) {
  const session = useQuery(sessionQuery);
  const [wish, setWish] = useState<Wish>(null);
  if (!session.data || !isAdmin(session.data)) return null;
  return (
    <section className="mt-8">
      <SectionTitle aside={<AccessPill device={device} />}>Access</SectionTitle>
      <Card className="space-y-4 p-5">
        <p className="text-sm text-ink-soft">
          Its certificate is good until{' '}
          {new Date(device.certificate_expires_at).toLocaleDateString()}; the device renews it by
          itself.
        </p>
        {device.suspected_at && device.access === 'granted' ? <Suspicion device={device} /> : null}
        {wish === null && device.decommissioned_at === null ? (
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => setWish('replace')}>Replace the hardware</Button>
            {device.access === 'revoked' ? null : (
              <Button tone="danger" onClick={() => setWish('revoke')}>
                Revoke
              </Button>
            )}
            <Button tone="danger" onClick={() => setWish('decommission')}>
              Decommission
            </Button>
          </div>
        ) : null}
        {wish === 'replace' ? <Replacement device={device} done={() => setWish(null)} /> : null}
        {wish === 'revoke' || wish === 'decommission' ? (
          <EndForm key={wish} device={device} ending={wish} done={() => setWish(null)} />
        ) : null}
      </Card>
    </section>
  );
}

function AccessPill({ device }: { device: Device }) {
  if (device.decommissioned_at) return <Pill tone="late">Decommissioned</Pill>;
  if (device.access === 'revoked') return <Pill tone="late">Revoked</Pill>;
  if (device.access === 'quarantined') return <Pill tone="late">In quarantine</Pill>;
  if (device.suspected_at) return <Pill tone="late">Perhaps copied</Pill>;
  return <Pill tone="good">Granted</Pill>;
}

function Suspicion({ device }: { device: Device }) {
  const at = device.suspected_at ? new Date(device.suspected_at).toLocaleString() : '';
  return (
    <p className="rounded-xl bg-bad-ground px-4 py-3 text-sm text-bad">
      The count of starts on its card went back on {at}: the card was copied, or set back to an
      older state. If nobody of you did that, replace the hardware. The next time within thirty days
      the device is put in quarantine.
    </p>
  );
}

function EndForm({ device, ending, done }: { device: Device; ending: Ending; done: () => void }) {
  const cache = useQueryClient();
  const [name, setName] = useState('');
  const [reason, setReason] = useState('');
  const end = useMutation({
    mutationFn: () =>
      ask(
        `/v1/devices/${device.id}/${ending}`,
        deviceSchema,
        asJson('POST', { reason: reason.trim() === '' ? null : reason }),
      ),
    onSuccess: async (changed) => {
      cache.setQueryData(['device', device.id], changed);
      await cache.invalidateQueries({ queryKey: ['devices'] });
      done();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    end.mutate();
  };
  const says =
    ending === 'revoke'
      ? 'Cloud and site let the device in no more, within seconds and for good. Only new hardware can take its place.'
      : 'As revoking, and the device is in no list any more. What it has sent stays, under its name.';
  return (
    <form onSubmit={submit} className="space-y-4">
      <p className="text-sm">{says}</p>
      <div className="grid gap-4 md:grid-cols-2">
        <TextField
          label="Reason (the device will say it)"
          value={reason}
          maxLength={300}
          onChange={(event) => setReason(event.target.value)}
        />
        <TextField
          label={`Type “${device.name}” to confirm`}
          value={name}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
      </div>
      <Refusal error={end.error} />
      <div className="flex gap-2">
        <Button type="submit" tone="danger" disabled={name !== device.name || end.isPending}>
          {ending === 'revoke' ? 'Revoke' : 'Decommission'} {device.name}
        </Button>
        <Button onClick={done}>Keep it</Button>
      </div>
    </form>
  );
}

function Replacement({ device, done }: { device: Device; done: () => void }) {
  const [made, setMade] = useState<CreatedProvisioningToken | null>(null);
  const make = useMutation({
    mutationFn: () =>
      ask(
        '/v1/provisioning-tokens',
        createdProvisioningTokenSchema,
        asJson('POST', {
          site_id: device.site_id,
          role: device.role,
          device_name: device.name,
          expires_in_seconds: claimDays * 86_400,
          replaces_device_id: device.id,
        }),
      ),
    onSuccess: setMade,
  });
  if (made) {
    return (
      <ShownOnce
        title={`The claim of the new hardware of “${device.name}”. It is shown only now.`}
        text={`PROVISION_URL=${window.location.origin}\nPROVISION_TOKEN=${made.secret}`}
        done={done}
      />
    );
  }
  return (
    <div className="space-y-4">
      <p className="text-sm">
        A new card or Pi with this claim becomes {device.name}, with its cameras, configuration and
        past. At that moment the old hardware is let in no more. The claim is for one piece of
        hardware, within {claimDays} days.
      </p>
      <Refusal error={make.error} />
      <div className="flex gap-2">
        <Button tone="primary" disabled={make.isPending} onClick={() => make.mutate()}>
          Make a claim
        </Button>
        <Button onClick={done}>Not now</Button>
      </div>
    </div>
  );
}
