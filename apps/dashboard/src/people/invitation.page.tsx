import { invitationOfferSchema, sessionSchema } from '@eyrie/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type SubmitEvent } from 'react';
import { ApiProblem, asJson, ask } from '../api/http.ts';
import { sessionQuery } from '../api/queries.ts';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { Button, Refusal, TextField } from '../elements/form.tsx';
import { Ridge } from '../session/ridge.tsx';

/** Where the link of an invitation leads. The token is behind the `#`, which no server sees. */
export function InvitationPage() {
  const [token] = useState(() => window.location.hash.slice(1));
  const offer = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => ask('/v1/invitations/look-up', invitationOfferSchema, asJson('POST', { token })),
    retry: false,
  });
  return (
    <main className="relative flex min-h-dvh items-center justify-center overflow-hidden px-4 py-16">
      <Ridge />
      <div className="relative w-full max-w-sm rounded-3xl border border-line bg-surface/95 p-8 shadow-card backdrop-blur">
        <img src="/favicon.svg" alt="" className="size-12" />
        <Answer query={offer} skeleton={<Skeleton className="mt-5 h-72" />}>
          {({ organisation_name, email, role }) => (
            <>
              <h1 className="mt-5 text-2xl font-semibold tracking-tight">
                Join {organisation_name}
              </h1>
              <p className="mt-1 text-sm text-ink-soft">
                You are invited as {role}, with the address {email}.
              </p>
              <AcceptForm token={token} />
            </>
          )}
        </Answer>
      </div>
    </main>
  );
}

function AcceptForm({ token }: { token: string }) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const cache = useQueryClient();
  const navigate = useNavigate();
  const accept = useMutation({
    mutationFn: () =>
      ask(
        '/v1/invitations/accept',
        sessionSchema,
        asJson('POST', { token, name, password, ...(code === '' ? {} : { code }) }),
      ),
    onSuccess: async (session) => {
      cache.clear();
      cache.setQueryData(sessionQuery.queryKey, session);
      await navigate({ to: '/' });
    },
  });
  const asksForCode =
    accept.error instanceof ApiProblem && /second_factor|code/.test(accept.error.problem.code);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    accept.mutate();
  };
  return (
    <form onSubmit={submit} className="mt-6 space-y-4">
      <TextField
        label="Your name"
        autoComplete="name"
        required
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label="Password"
        type="password"
        autoComplete="new-password"
        minLength={10}
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <p className="text-xs text-ink-faint">
        Ten characters or more. Have you an Eyrie account already? Then its password.
      </p>
      {asksForCode || code !== '' ? (
        <TextField
          label="Code"
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      ) : null}
      <Refusal error={accept.error} />
      <Button type="submit" tone="primary" className="w-full" disabled={accept.isPending}>
        {accept.isPending ? 'Joining…' : 'Join'}
      </Button>
    </form>
  );
}
