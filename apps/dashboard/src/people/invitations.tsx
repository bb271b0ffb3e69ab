import {
  createdInvitationSchema,
  type CreatedInvitation,
  type Invitation,
  type Role,
  type Session,
} from '@eyrie/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { asJson, ask, send } from '../api/http.ts';
import { invitationsQuery } from '../api/people-queries.ts';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Button, Choice, Form, Refusal, TextField } from '../elements/form.tsx';
import { ShownOnce } from '../elements/shown-once.tsx';
import { useNow } from '../freshness/use-now.ts';
import { rolesUpTo, roleTexts } from './roles.ts';
import { SiteChoice, SitesText } from './site-choice.tsx';

/** Inviting somebody, and the invitations nobody has accepted yet. */
export function Invitations({ session }: { session: Session }) {
  const invitations = useQuery(invitationsQuery);
  const [made, setMade] = useState<CreatedInvitation | null>(null);
  const now = useNow();
  const open = (invitations.data?.items ?? []).filter(
    (one) =>
      one.accepted_at === null && one.revoked_at === null && Date.parse(one.expires_at) > now,
  );
  return (
    <section className="mt-8">
      <SectionTitle>Invite</SectionTitle>
      {made?.link ? (
        <ShownOnce
          title={`The link for ${made.email}: hand it on yourself. It works once, and is shown only now.`}
          text={made.link}
          done={() => setMade(null)}
        />
      ) : (
        <InviteForm session={session} onMade={setMade} />
      )}
      {made?.link === null ? (
        <p role="status" className="mt-3 text-sm text-good">
          The invitation was mailed to {made.email}.
        </p>
      ) : null}
      {open.length > 0 ? (
        <Card className="mt-4">
          <ul className="divide-y divide-line">
            {open.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} />
            ))}
          </ul>
        </Card>
      ) : null}
    </section>
  );
}

function InviteForm({
  session,
  onMade,
}: {
  session: Session;
  onMade: (made: CreatedInvitation) => void;
}) {
  const cache = useQueryClient();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [siteIds, setSiteIds] = useState<string[] | null>(null);
  const site_ids = role === 'owner' ? null : siteIds;
  const invite = useMutation({
    mutationFn: () =>
      ask('/v1/invitations', createdInvitationSchema, asJson('POST', { email, role, site_ids })),
    onSuccess: async (made) => {
      onMade(made);
      await cache.invalidateQueries({ queryKey: ['invitations'] });
    },
  });
  return (
    <Card className="p-5">
      <Form onSubmit={() => invite.mutate()}>
        <div className="grid gap-4 md:grid-cols-2">
          <TextField
            label="E-mail"
            type="email"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
          <Choice
            label="Role"
            value={role}
            options={rolesUpTo(session.role).map((one) => ({ value: one, text: roleTexts[one] }))}
            onChoose={setRole}
          />
        </div>
        {role === 'owner' ? null : <SiteChoice value={siteIds} onChange={setSiteIds} />}
        <Refusal error={invite.error} />
        <Button type="submit" tone="primary" disabled={invite.isPending}>
          <UserPlus aria-hidden className="size-4" /> Make an invitation
        </Button>
      </Form>
    </Card>
  );
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const cache = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => send(`/v1/invitations/${invitation.id}`, { method: 'DELETE' }),
    onSettled: () => cache.invalidateQueries({ queryKey: ['invitations'] }),
  });
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 px-5 py-3">
      <div className="min-w-0">
        <p className="truncate text-sm font-medium">{invitation.email}</p>
        <p className="text-xs text-ink-faint">
          {invitation.role} · <SitesText siteIds={invitation.site_ids} /> · until{' '}
          {new Date(invitation.expires_at).toLocaleDateString()}
        </p>
      </div>
      <Button tone="danger" disabled={revoke.isPending} onClick={() => revoke.mutate()}>
        Revoke
      </Button>
      <Refusal error={revoke.error} />
    </li>
  );
}
