import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { asJson, send } from '../api/http.ts';
import { Card } from '../elements/card.tsx';
import { Button, Refusal, TextField } from '../elements/form.tsx';

export function PasswordForm() {
  const cache = useQueryClient();
  const [present, setPresent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: () =>
      send(
        '/v1/account/password',
        asJson('PUT', { current_password: present, new_password: next }),
      ),
    onSuccess: async () => {
      setPresent('');
      setNext('');
      await cache.invalidateQueries({ queryKey: ['account'] });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Card className="p-5">
      <h3 className="font-semibold">Password</h3>
      <p className="mt-1 text-sm text-ink-soft">A new one logs out every other browser.</p>
      <form onSubmit={submit} className="mt-4 space-y-4">
        <TextField
          label="Present password"
          type="password"
          autoComplete="current-password"
          required
          value={present}
          onChange={(event) => setPresent(event.target.value)}
        />
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          minLength={10}
          required
          value={next}
          onChange={(event) => setNext(event.target.value)}
        />
        <Refusal error={change.error} />
        {change.isSuccess ? (
          <p role="status" className="text-sm text-good">
            The password is changed.
          </p>
        ) : null}
        <Button type="submit" tone="primary" disabled={change.isPending}>
          Change the password
        </Button>
      </form>
    </Card>
  );
}
