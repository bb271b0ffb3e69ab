import {
  recoveryCodesSchema,
  secondFactorSetupSchema,
  type Account,
  type SecondFactorSetup,
} from '@eyrie/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useState, type SubmitEvent } from 'react';
import { asJson, ask, send } from '../api/http.ts';
import { Card } from '../elements/card.tsx';
import { Button, Pill, Refusal, TextField } from '../elements/form.tsx';
import { ShownOnce } from '../elements/shown-once.tsx';
import { QrCode } from './qr-code.tsx';

/** Codes from an authenticator app, beside the password. */
export function SecondFactor({ account }: { account: Account }) {
  const { enabled, recovery_codes_left } = account.second_factor;
  const [setup, setSetup] = useState<SecondFactorSetup | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  return (
    <Card className="p-5">
      <h3 className="flex items-center gap-2 font-semibold">
        Second factor <Pill tone={enabled ? 'good' : 'late'}>{enabled ? 'On' : 'Off'}</Pill>
      </h3>
      <p className="mt-1 mb-4 text-sm text-ink-soft">
        {enabled
          ? `A code is asked for at each log-in. ${recovery_codes_left} recovery codes are left.`
          : 'Ask for six digits from an authenticator app at each log-in.'}
      </p>
      {codes ? (
        <ShownOnce
          title="Recovery codes, for when the phone is gone. Each works once."
          text={codes.join('\n')}
          done={() => setCodes(null)}
        />
      ) : enabled ? (
        <RemoveForm />
      ) : setup ? (
        <ConfirmForm
          setup={setup}
          onConfirmed={(made) => {
            setSetup(null);
            setCodes(made);
          }}
        />
      ) : (
        <BeginForm onBegun={setSetup} />
      )}
    </Card>
  );
}

function BeginForm({ onBegun }: { onBegun: (setup: SecondFactorSetup) => void }) {
  const [password, setPassword] = useState('');
  const begin = useMutation({
    mutationFn: () =>
      ask('/v1/account/second-factor', secondFactorSetupSchema, asJson('POST', { password })),
    onSuccess: onBegun,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    begin.mutate();
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <TextField
        label="Your password"
        type="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Refusal error={begin.error} />
      <Button type="submit" tone="primary" disabled={begin.isPending}>
        <ShieldCheck aria-hidden className="size-4" /> Set it up
      </Button>
    </form>
  );
}

function ConfirmForm({
  setup,
  onConfirmed,
}: {
  setup: SecondFactorSetup;
  onConfirmed: (codes: string[]) => void;
}) {
  const cache = useQueryClient();
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: () =>
      ask(
        '/v1/account/second-factor/confirm',
        recoveryCodesSchema,
        asJson('POST', { code: code.replace(/\s/g, '') }),
      ),
    onSuccess: async ({ recovery_codes }) => {
      onConfirmed(recovery_codes);
      await cache.invalidateQueries({ queryKey: ['account'] });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    confirm.mutate();
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <div className="flex flex-wrap items-center gap-5">
        <QrCode text={setup.uri} label="For the authenticator app" />
        <div className="min-w-0 flex-1 basis-48 text-sm text-ink-soft">
          <p>Scan it with the app, or type:</p>
          <code className="mt-1 block break-all text-ink select-all">{setup.secret}</code>
        </div>
      </div>
      <TextField
        label="Six digits that the app shows"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
        value={code}
        onChange={(event) => setCode(event.target.value)}
      />
      <Refusal error={confirm.error} />
      <Button type="submit" tone="primary" disabled={confirm.isPending}>
        Switch it on
      </Button>
    </form>
  );
}

function RemoveForm() {
  const cache = useQueryClient();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const remove = useMutation({
    mutationFn: () => send('/v1/account/second-factor/remove', asJson('POST', { password, code })),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['account'] }),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    remove.mutate();
  };
  return (
    <form onSubmit={submit} className="space-y-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Your password"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <TextField
          label="Code"
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      </div>
      <Refusal error={remove.error} />
      <Button type="submit" tone="danger" disabled={remove.isPending}>
        Switch it off
      </Button>
    </form>
  );
}
