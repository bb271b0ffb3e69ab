import { passwordResetOfferSchema } from '@eyrie/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { MailCheck } from 'lucide-react';
import { useState } from 'react';
import { asJson, ask } from '../api/http.ts';
import { passwordResetQuery } from '../api/people-queries.ts';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { Doorstep, DoorstepTitle } from '../elements/doorstep.tsx';
import { Button, Form, Refusal, TextField } from '../elements/form.tsx';

/** How somebody who forgot his password gets a link to a new one. */
export function ForgottenPasswordPage() {
  const offer = useQuery(passwordResetQuery);
  return (
    <Doorstep>
      <DoorstepTitle>A new password</DoorstepTitle>
      <Answer query={offer} skeleton={<Skeleton className="mt-5 h-40" />}>
        {({ by }) =>
          by !== 'owner' ? (
            <AskForm isMailed={by === 'mail'} />
          ) : (
            <p className="mt-1 text-sm text-ink-soft">
              No mail is sent from here. Ask an owner of your organisation: on the page “People” he
              can make a link for you, by which you set a new password.
            </p>
          )
        }
      </Answer>
      <Link
        to="/login"
        className="mt-6 inline-flex min-h-11 items-center text-sm font-medium text-accent hover:underline"
      >
        Back to the log-in
      </Link>
    </Doorstep>
  );
}

function AskForm({ isMailed }: { isMailed: boolean }) {
  const [email, setEmail] = useState('');
  const asked = useMutation({
    mutationFn: () =>
      ask('/v1/password-reset', passwordResetOfferSchema, asJson('POST', { email })),
  });
  if (asked.isSuccess) {
    return (
      <p role="status" className="mt-4 flex gap-3 rounded-xl bg-good-ground p-4 text-sm text-good">
        <MailCheck aria-hidden className="mt-0.5 size-5 shrink-0" />
        <span className="min-w-0">
          If there is an account for <b className="break-words">{email}</b>,{' '}
          {isMailed
            ? 'a mail with a link is on its way.'
            : 'a link lies with whoever runs this cloud: no mail is sent from here.'}{' '}
          It works once, for an hour.
        </span>
      </p>
    );
  }
  return (
    <>
      <p className="mt-1 text-sm text-ink-soft">
        {isMailed
          ? 'You get a mail with a link.'
          : 'No mail is sent from here: the link is written to a file, for whoever runs this cloud.'}{' '}
        Your second factor, if you have one, stays as it is.
      </p>
      <Form onSubmit={() => asked.mutate()} className="mt-6">
        <TextField
          label="E-mail"
          type="email"
          name="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <Refusal error={asked.error} />
        <Button type="submit" tone="primary" className="w-full" disabled={asked.isPending}>
          {asked.isPending ? 'Asking…' : 'Send me a link'}
        </Button>
      </Form>
    </>
  );
}
