import type { OpenSession } from '@eyrie/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { send } from '../api/http.ts';
import { openSessionsQuery } from '../api/people-queries.ts';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Button, Pill, Refusal } from '../elements/form.tsx';
import { AgeText } from '../freshness/age-text.tsx';
import { browserName } from './browser-name.ts';

/** Where the person is logged in; each place can be logged out from here. */
export function OpenSessions() {
  const sessions = useQuery(openSessionsQuery);
  const end = useEnd('/v1/account/sessions');
  const others = (sessions.data?.items ?? []).filter((session) => !session.current).length;
  return (
    <section className="mt-8">
      <SectionTitle>Logged in</SectionTitle>
      <Answer query={sessions} skeleton={<Skeleton className="h-40" />}>
        {({ items }) => (
          <Card>
            <ul className="divide-y divide-line">
              {items.map((session) => (
                <SessionRow key={session.id} session={session} />
              ))}
            </ul>
          </Card>
        )}
      </Answer>
      {others > 0 ? (
        <div className="mt-4 space-y-3">
          <Button tone="danger" disabled={end.isPending} onClick={() => end.mutate()}>
            Log out everywhere else
          </Button>
          <Refusal error={end.error} />
        </div>
      ) : null}
    </section>
  );
}

function SessionRow({ session }: { session: OpenSession }) {
  const end = useEnd(`/v1/account/sessions/${session.id}`);
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 px-5 py-3">
      <div className="min-w-0">
        <p className="flex items-center gap-2 text-sm font-medium">
          <span className="truncate" title={session.user_agent}>
            {browserName(session.user_agent)}
          </span>
          {session.current ? <Pill tone="good">Here</Pill> : null}
        </p>
        <p className="numbers text-xs text-ink-faint">
          {session.address} · {session.organisation_name} · seen{' '}
          <AgeText since={session.last_seen_at} />
        </p>
      </div>
      {session.current ? null : (
        <Button disabled={end.isPending} onClick={() => end.mutate()}>
          Log out
        </Button>
      )}
      <Refusal error={end.error} />
    </li>
  );
}

function useEnd(path: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: () => send(path, { method: 'DELETE' }),
    onSettled: () => cache.invalidateQueries({ queryKey: ['account', 'sessions'] }),
  });
}
