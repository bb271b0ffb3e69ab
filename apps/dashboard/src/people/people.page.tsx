import type { Person, Role, Session } from '@eyrie/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { peopleQuery } from '../api/people-queries.ts';
import { asJson, send } from '../api/http.ts';
import { sessionQuery } from '../api/queries.ts';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Button, Choice, Pill, Refusal } from '../elements/form.tsx';
import { AgeText } from '../freshness/age-text.tsx';
import { isAdmin, SettingsTabs } from '../settings/settings-tabs.tsx';
import { Invitations } from './invitations.tsx';
import { PersonReset } from './person-reset.tsx';
import { roleNames, rolesUpTo } from './roles.ts';
import { SiteChoice, SitesText } from './site-choice.tsx';

/** Who belongs to the organisation, as what and at which sites. */
export function PeoplePage() {
  const people = useQuery(peopleQuery);
  const session = useQuery(sessionQuery).data;
  if (!session) return null;
  return (
    <>
      <SettingsTabs />
      <SectionTitle aside={session.organisation.name}>People</SectionTitle>
      <Answer query={people} skeleton={<Skeleton className="h-64" />}>
        {(page) => (
          <Card>
            <ul className="divide-y divide-line">
              {page.items.map((person) => (
                <PersonRow key={person.id} person={person} session={session} />
              ))}
            </ul>
          </Card>
        )}
      </Answer>
      {isAdmin(session) ? <Invitations session={session} /> : null}
    </>
  );
}

function PersonRow({ person, session }: { person: Person; session: Session }) {
  const cache = useQueryClient();
  const refresh = () => cache.invalidateQueries({ queryKey: ['people'] });
  const path = `/v1/people/${person.id}`;
  const change = useMutation({
    mutationFn: (wanted: { role?: Role; site_ids?: string[] | null }) =>
      send(path, asJson('PATCH', wanted, person.revision)),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: () => send(path, { method: 'DELETE' }),
    onSettled: refresh,
  });
  const roles = rolesUpTo(session.role);
  const mayChange = isAdmin(session) && roles.includes(person.role);
  const isMe = person.id === session.user.id;
  const confirmRemoval = () => {
    if (window.confirm(`Take ${person.email} out of ${session.organisation.name}?`))
      remove.mutate();
  };
  return (
    <li className="grid gap-3 px-5 py-4 md:grid-cols-[1fr_auto] md:items-center">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span className="truncate">{person.name}</span>
          {isMe ? <Pill tone="good">You</Pill> : null}
          {mayChange ? null : <Pill tone="plain">{roleNames[person.role]}</Pill>}
        </p>
        <p className="truncate text-sm text-ink-soft">{person.email}</p>
        <p className="text-xs text-ink-faint">
          <SitesText siteIds={person.site_ids} /> ·{' '}
          {person.last_seen_at ? (
            <>
              seen <AgeText since={person.last_seen_at} />
            </>
          ) : (
            'not logged in'
          )}
        </p>
      </div>
      {mayChange ? (
        <div className="flex items-center gap-2">
          <div className="min-w-0 flex-1 md:w-40">
            <Choice
              label={`Role of ${person.email}`}
              isLabelHidden
              value={person.role}
              disabled={change.isPending}
              options={roles.map((role) => ({ value: role, text: roleNames[role] }))}
              onChoose={(role) => change.mutate({ role })}
            />
          </div>
          <Button tone="danger" disabled={remove.isPending} onClick={confirmRemoval}>
            {isMe ? 'Leave' : 'Remove'}
          </Button>
        </div>
      ) : null}
      {session.role === 'owner' && !isMe ? (
        <details className="text-sm md:col-span-2">
          <summary className="w-fit cursor-pointer py-1 text-ink-soft hover:text-ink">
            Password
          </summary>
          <div className="pt-2">
            <PersonReset person={person} />
          </div>
        </details>
      ) : null}
      {mayChange && person.role !== 'owner' ? (
        <details className="text-sm md:col-span-2">
          <summary className="w-fit cursor-pointer py-1 text-ink-soft hover:text-ink">
            At which sites
          </summary>
          <div className="pt-2">
            <SiteChoice
              value={person.site_ids}
              onChange={(site_ids) => change.mutate({ site_ids })}
            />
          </div>
        </details>
      ) : null}
      <div className="md:col-span-2 empty:hidden">
        <Refusal error={change.error ?? remove.error} />
      </div>
    </li>
  );
}
