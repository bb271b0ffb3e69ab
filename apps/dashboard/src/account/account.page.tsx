import { sessionSchema } from '@eyrie/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { accountQuery } from '../api/people-queries.ts';
import { asJson, ask } from '../api/http.ts';
import { sessionQuery } from '../api/queries.ts';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Button, Pill, Refusal } from '../elements/form.tsx';
import { SettingsTabs } from '../settings/settings-tabs.tsx';
import { OpenSessions } from './open-sessions.tsx';
import { PasswordForm } from './password-form.tsx';
import { ProviderConnection } from './provider-connection.tsx';
import { SecondFactor } from './second-factor.tsx';

/** A person's own affairs: how to log in, and where one is logged in. */
export function AccountPage() {
  const account = useQuery(accountQuery);
  return (
    <>
      <SettingsTabs />
      <Answer query={account} skeleton={<Skeleton className="h-96" />}>
        {(found) => (
          <>
            <SectionTitle aside={found.email}>Account</SectionTitle>
            <div className="grid items-start gap-4 lg:grid-cols-2">
              {found.has_password && !found.through_provider ? (
                <>
                  <PasswordForm />
                  <SecondFactor account={found} />
                </>
              ) : null}
              <ProviderConnection hasPassword={found.has_password && !found.through_provider} />
            </div>
            {found.organisations.length > 1 ? (
              <section className="mt-8">
                <SectionTitle>Organisations</SectionTitle>
                <Card>
                  <ul className="divide-y divide-line">
                    {found.organisations.map((organisation) => (
                      <OrganisationRow key={organisation.id} organisation={organisation} />
                    ))}
                  </ul>
                </Card>
              </section>
            ) : null}
            <OpenSessions />
          </>
        )}
      </Answer>
    </>
  );
}

function OrganisationRow({
  organisation: { id, name, role },
}: {
  organisation: { id: string; name: string; role: string };
}) {
  const cache = useQueryClient();
  const current = useQuery(sessionQuery).data?.organisation.id === id;
  const go = useMutation({
    mutationFn: () =>
      ask('/v1/session/organisation', sessionSchema, asJson('POST', { organisation_id: id })),
    onSuccess: () => {
      // Everything that is shown, the event stream included, belongs to the other organisation.
      cache.clear();
      window.location.assign('/');
    },
  });
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 px-5 py-3">
      <span className="flex items-center gap-2 text-sm font-medium">
        {name} <Pill tone={current ? 'good' : 'plain'}>{current ? `${role}, here` : role}</Pill>
      </span>
      {current ? null : (
        <Button disabled={go.isPending} onClick={() => go.mutate()}>
          Go there
        </Button>
      )}
      <Refusal error={go.error} />
    </li>
  );
}
