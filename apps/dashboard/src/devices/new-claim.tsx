import {
  createdProvisioningTokenSchema,
  type CreatedProvisioningToken,
  type DeviceRole,
} from '@eyrie/contracts';
import { useMutation } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { asJson, ask } from '../api/http.ts';
import { Button, Choice, Refusal, TextField } from '../elements/form.tsx';
import { ShownOnce } from '../elements/shown-once.tsx';

const claimDays = 7;

/** A claim for one device: what is written on its card, and then it comes by itself. */
export function NewClaim({ siteId, role: first }: { siteId: string; role: DeviceRole }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState(first);
  const [made, setMade] = useState<CreatedProvisioningToken | null>(null);
  const make = useMutation({
    mutationFn: () =>
      ask(
        '/v1/provisioning-tokens',
        createdProvisioningTokenSchema,
        asJson('POST', {
          site_id: siteId,
          role,
          device_name: name,
          expires_in_seconds: claimDays * 86_400,
        }),
      ),
    onSuccess: (token) => {
      setMade(token);
      setName('');
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    make.mutate();
  };
  if (made) {
    return (
      <ShownOnce
        title={`The claim of “${made.device_name}”, for its card. It is shown only now, and good for ${claimDays} days.`}
        text={`PROVISION_URL=${window.location.origin}\nPROVISION_TOKEN=${made.secret}`}
        done={() => setMade(null)}
      />
    );
  }
  return (
    <form onSubmit={submit} className="space-y-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Name of the device"
          required
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Choice
          label="What it does"
          value={role}
          options={[
            { value: 'coordinator', text: 'Coordinates the site' },
            { value: 'worker', text: 'Works with cameras' },
          ]}
          onChoose={setRole}
        />
      </div>
      <Refusal error={make.error} />
      <Button type="submit" tone="primary" disabled={make.isPending}>
        {make.isPending ? 'Making it…' : 'Make a claim'}
      </Button>
    </form>
  );
}
