import { passwordResetTargetSchema } from '@eyrie/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asJson, ask, send } from '../api/http.ts';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { NewPasswordField } from '../elements/credential-fields.tsx';
import { Doorstep, DoorstepLink, DoorstepTitle } from '../elements/doorstep.tsx';
import { Button, Form, Refusal } from '../elements/form.tsx';

/** Where the link to a new password leads. The token is behind the `#`, which no server sees. */
export function PasswordResetPage() {
  const [token] = useState(() => window.location.hash.slice(1));
  const [isSet, setIsSet] = useState(false);
  const target = useQuery({
    queryKey: ['password-reset', token],
    queryFn: () =>
      ask('/v1/password-reset/look-up', passwordResetTargetSchema, asJson('POST', { token })),
    retry: false,
    staleTime: Infinity,
  });
  return (
    <Doorstep>
      <DoorstepTitle>{isSet ? 'The password is set' : 'Set a new password'}</DoorstepTitle>
      {isSet ? (
        <>
          <p role="status" className="mt-1 text-sm text-ink-soft">
            You were logged out everywhere. Log in with the new one.
          </p>
          <div className="mt-6">
            <DoorstepLink to="/login">Log in</DoorstepLink>
          </div>
        </>
      ) : target.isError ? (
        <div className="mt-4 space-y-4">
          <Refusal error={target.error} />
          <DoorstepLink to="/forgotten-password">Ask for a new link</DoorstepLink>
        </div>
      ) : (
        <Answer query={target} skeleton={<Skeleton className="mt-5 h-48" />}>
          {({ email }) => <SetForm token={token} email={email} onSet={() => setIsSet(true)} />}
        </Answer>
      )}
    </Doorstep>
  );
}

function SetForm({ token, email, onSet }: { token: string; email: string; onSet: () => void }) {
  const [password, setPassword] = useState('');
  const cache = useQueryClient();
  const set = useMutation({
    mutationFn: () =>
      send('/v1/password-reset/complete', asJson('POST', { token, new_password: password })),
    onSuccess: () => {
      // The link is worth nothing any more, and neither is a session of this browser.
      window.history.replaceState(null, '', window.location.pathname);
      cache.clear();
      onSet();
    },
  });
  return (
    <>
      <p className="mt-1 text-sm break-words text-ink-soft">For {email}. Ten characters or more.</p>
      <Form onSubmit={() => set.mutate()} className="mt-6">
        {/* So that a password manager knows whose it is. */}
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <NewPasswordField value={password} onType={setPassword} />
        <Refusal error={set.error} />
        <Button type="submit" tone="primary" className="w-full" disabled={set.isPending}>
          {set.isPending ? 'Setting…' : 'Set the password'}
        </Button>
      </Form>
    </>
  );
}
