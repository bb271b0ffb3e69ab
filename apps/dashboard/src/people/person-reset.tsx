import { issuedPasswordResetSchema, type Person } from '@eyrie/contracts';
import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { ask } from '../api/http.ts';
import { Button, Refusal } from '../elements/form.tsx';
import { ShownOnce } from '../elements/shown-once.tsx';

/** A link to a new password for somebody who lost his: mailed, or shown for handing on. */
export function PersonReset({ person }: { person: Person }) {
  const issue = useMutation({
    mutationFn: () =>
      ask(`/v1/people/${person.id}/password-reset`, issuedPasswordResetSchema, { method: 'POST' }),
  });
  const link = issue.data?.link;
  if (typeof link === 'string') {
    return (
      <ShownOnce
        title={`A new password for ${person.email}: the link works once, for an hour, and is shown only now.`}
        text={link}
        done={() => issue.reset()}
      />
    );
  }
  return (
    <div className="space-y-2">
      {issue.isSuccess ? (
        <p role="status" className="text-sm text-good">
          A link was mailed to {person.email}.
        </p>
      ) : (
        <Button disabled={issue.isPending} onClick={() => issue.mutate()}>
          <KeyRound aria-hidden className="size-4" /> Link to a new password
        </Button>
      )}
      <Refusal error={issue.error} />
    </div>
  );
}
