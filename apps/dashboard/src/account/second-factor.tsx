import {
  recoveryCodesSchema,
  secondFactorSetupSchema,
  type Account,
  type SecondFactorSetup,
} from '@eyrie/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { asJson, ask, send } from '../api/http.ts';
import { Card } from '../elements/card.tsx';
import { CodeField, PasswordField } from '../elements/credential-fields.tsx';
import { Button, Form, Pill, Refusal } from '../elements/form.tsx';
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
  return (
    <Form onSubmit={() => begin.mutate()}>
      <PasswordField value={password} onType={setPassword} />
      <Refusal error={begin.error} />
      <Button type="submit" tone="primary" disabled={begin.isPending}>
        <ShieldCheck aria-hidden className="size-4" /> Set it up
      </Button>
    </Form>
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
  return (
    <Form onSubmit={() => confirm.mutate()}>
      <div className="flex flex-wrap items-center gap-5">
        <QrCode text={setup.uri} label="For the authenticator app" />
        <div className="min-w-0 flex-1 basis-48 text-sm text-ink-soft">
          <p>Scan it with the app, or type:</p>
          <code className="mt-1 block break-all text-ink select-all">{setup.secret}</code>
        </div>
      </div>
      <CodeField label="Six digits that the app shows" value={code} onType={setCode} />
      <Refusal error={confirm.error} />
      <Button type="submit" tone="primary" disabled={confirm.isPending}>
        Switch it on
      </Button>
    </Form>
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
  return (
    <Form onSubmit={() => remove.mutate()}>
      <div className="grid gap-4 sm:grid-cols-2">
        <PasswordField value={password} onType={setPassword} />
        <CodeField value={code} onType={setCode} />
      </div>
      <Refusal error={remove.error} />
      <Button type="submit" tone="danger" disabled={remove.isPending}>
        Switch it off
      </Button>
    </Form>
  );
}
