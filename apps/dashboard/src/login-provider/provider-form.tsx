import {
  loginProviderSchema,
  type LoginProviderSetting,
  type LoginProviderTest,
  loginProviderTestSchema,
} from '@eyrie/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleCheck, CircleHelp, CircleX, FlaskConical } from 'lucide-react';
import { useState } from 'react';
import { ApiProblem, asJson, ask } from '../api/http.ts';
import { Card } from '../elements/card.tsx';
import { Button, Choice, Form, Refusal, TextField } from '../elements/form.tsx';
import { wishOf } from './provider-wish.ts';

const newcomers = [
  { value: 'none', text: 'need an invitation' },
  { value: 'viewer', text: 'become viewers' },
  { value: 'operator', text: 'become operators' },
] as const;

export function ProviderForm({ setting: { provider } }: { setting: LoginProviderSetting }) {
  const cache = useQueryClient();
  const [name, setName] = useState(provider?.name ?? '');
  const [issuer, setIssuer] = useState(provider?.issuer ?? '');
  const [clientId, setClientId] = useState(provider?.client_id ?? '');
  const [secret, setSecret] = useState('');
  const [domains, setDomains] = useState(provider?.email_domains.join(', ') ?? '');
  const [newcomer, setNewcomer] = useState<(typeof newcomers)[number]['value']>(
    provider?.newcomer_role ?? 'none',
  );
  const wish = () =>
    wishOf({ name, issuer, clientId, secret, domains, newcomer, provider: provider ?? null });
  const save = useMutation({
    mutationFn: () => {
      const init = asJson('PUT', wish(), provider?.revision ?? 0);
      return ask('/v1/login-provider', loginProviderSchema, init);
    },
    onSuccess: () => cache.invalidateQueries({ queryKey: ['login-provider'] }),
  });
  const test = useMutation({
    mutationFn: () =>
      ask('/v1/login-provider/test', loginProviderTestSchema, asJson('POST', wish())),
  });
  const failure = save.error ?? test.error;
  return (
    <Card className="p-5">
      <Form onSubmit={() => save.mutate()}>
        <TextField
          label="Name on the button"
          placeholder="Acme"
          required
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextField
          label="Issuer"
          type="url"
          placeholder="https://login.example.org"
          required
          value={issuer}
          onChange={(event) => setIssuer(event.target.value)}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label="Client id"
            required
            value={clientId}
            onChange={(event) => setClientId(event.target.value)}
          />
          <TextField
            label="Client secret"
            type="password"
            autoComplete="off"
            placeholder={provider?.has_client_secret ? 'as it is' : 'none: a public client'}
            value={secret}
            onChange={(event) => setSecret(event.target.value)}
          />
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label="E-mail domains, with commas"
            placeholder="example.org"
            value={domains}
            onChange={(event) => setDomains(event.target.value)}
          />
          <Choice
            label="Newcomers of these domains"
            value={newcomer}
            options={newcomers}
            onChoose={setNewcomer}
          />
        </div>
        <Refusal error={failure} />
        {failure instanceof ApiProblem ? <FieldErrors problem={failure} /> : null}
        {test.data ? <Checks test={test.data} /> : null}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" tone="primary" disabled={save.isPending}>
            {save.isPending ? 'Saving…' : 'Save'}
          </Button>
          <Button
            disabled={test.isPending || save.isPending || issuer === ''}
            onClick={() => test.mutate()}
          >
            <FlaskConical aria-hidden className="size-4" />
            {test.isPending ? 'Asking the provider…' : 'Test'}
          </Button>
        </div>
      </Form>
    </Card>
  );
}

function FieldErrors({ problem: { problem } }: { problem: ApiProblem }) {
  return (
    <ul className="text-sm text-bad">
      {problem.errors?.map(({ pointer, message }) => (
        <li key={pointer}>
          <code>{pointer.slice(1)}</code> {message}
        </li>
      ))}
    </ul>
  );
}

const marks = {
  right: <CircleCheck aria-label="right" className="mt-0.5 size-4 shrink-0 text-good" />,
  wrong: <CircleX aria-label="wrong" className="mt-0.5 size-4 shrink-0 text-bad" />,
  unknown: (
    <CircleHelp aria-label="could not be told" className="mt-0.5 size-4 shrink-0 text-late" />
  ),
};

function Checks({ test }: { test: LoginProviderTest }) {
  return (
    <div role="status" className="rounded-xl border border-line p-4 text-sm">
      <p className="font-medium">
        {test.works ? 'The provider can be used.' : 'The provider cannot be used like this.'}
      </p>
      <ul className="mt-2 space-y-1.5">
        {test.checks.map(({ name, outcome, detail }) => (
          <li key={name} className="flex gap-2">
            {marks[outcome]}
            <span className="min-w-0 break-words text-ink-soft">{detail}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
