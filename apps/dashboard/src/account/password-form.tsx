import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asJson, send } from '../api/http.ts';
import { Card } from '../elements/card.tsx';
import { NewPasswordField, PasswordField } from '../elements/credential-fields.tsx';
import { Button, Form, Refusal } from '../elements/form.tsx';

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
  return (
    <Card className="p-5">
      <h3 className="font-semibold">Password</h3>
      <p className="mt-1 text-sm text-ink-soft">A new one logs out every other browser.</p>
      <Form onSubmit={() => change.mutate()} className="mt-4">
        <PasswordField label="Present password" value={present} onType={setPresent} />
        <NewPasswordField value={next} onType={setNext} />
        <Refusal error={change.error} />
        {change.isSuccess ? (
          <p role="status" className="text-sm text-good">
            The password is changed.
          </p>
        ) : null}
        <Button type="submit" tone="primary" disabled={change.isPending}>
          Change the password
        </Button>
      </Form>
    </Card>
  );
}
