import { invitationOfferSchema, sessionSchema } from '@eyrie/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiProblem, asJson, ask } from '../api/http.ts';
import { sessionQuery } from '../api/queries.ts';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { CodeField, NewPasswordField } from '../elements/credential-fields.tsx';
import { Doorstep, DoorstepTitle } from '../elements/doorstep.tsx';
import { Button, Form, Refusal, TextField } from '../elements/form.tsx';

/** Where the link of an invitation leads. The token is behind the `#`, which no server sees. */
export function InvitationPage() {
  const [token] = useState(() => window.location.hash.slice(1));
  const offer = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => ask('/v1/invitations/look-up', invitationOfferSchema, asJson('POST', { token })),
    retry: false,
  });
  return (
    <Doorstep>
      <Answer query={offer} skeleton={<Skeleton className="mt-5 h-72" />}>
        {({ organisation_name, email, role }) => (
          <>
            <DoorstepTitle>Join {organisation_name}</DoorstepTitle>
            <p className="mt-1 text-sm text-ink-soft">
              You are invited as {role}, with the address {email}.
            </p>
            <AcceptForm token={token} />
          </>
        )}
      </Answer>
    </Doorstep>
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
  return (
    <Form onSubmit={() => accept.mutate()} className="mt-6">
      <TextField
        label="Your name"
        autoComplete="name"
        required
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <NewPasswordField label="Password" value={password} onType={setPassword} />
      <p className="text-xs text-ink-faint">
        Ten characters or more. Have you an Eyrie account already? Then its password.
      </p>
      {asksForCode || code !== '' ? <CodeField value={code} onType={setCode} /> : null}
      <Refusal error={accept.error} />
      <Button type="submit" tone="primary" className="w-full" disabled={accept.isPending}>
        {accept.isPending ? 'Joining…' : 'Join'}
      </Button>
    </Form>
  );
}
