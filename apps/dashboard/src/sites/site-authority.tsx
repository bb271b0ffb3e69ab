import { siteTrustViewSchema, type SiteTrustView } from '@eyrie/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asJson, ask } from '../api/http.ts';
import { sessionQuery, siteTrustQuery } from '../api/queries.ts';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Button, Pill, Refusal } from '../elements/form.tsx';
import { AgeText } from '../freshness/age-text.tsx';
import { isAdmin } from '../settings/settings-tabs.tsx';

type Rotation = NonNullable<SiteTrustView['rotation']>;
type Wish = 'rotate' | 'emergency' | 'proceed';

const warnings: Readonly<Record<Wish, string>> = {
  rotate:
    'A new authority is made, every device learns to trust it and gets a certificate of it, and then the old one goes. Nothing is interrupted; it takes some minutes.',
  emergency:
    'For a key that was stolen: the old authority is worth nothing from this moment on. Devices come over within a minute as they ask the cloud; pictures wait on them until then.',
  proceed:
    'Those that are missing are not waited for. They come back by themselves when they reach the cloud, and cannot talk to the site before.',
};
const titles: Readonly<Record<Wish, string>> = {
  rotate: 'Replace the authority',
  emergency: 'Emergency',
  proceed: 'Go on without them',
};

/** Who vouches for the site's devices, and for admins how another takes its place. */
export function SiteAuthority({ siteId }: { siteId: string }) {
  const session = useQuery(sessionQuery);
  const trust = useQuery(siteTrustQuery(siteId));
  if (!session.data || !isAdmin(session.data) || !trust.data) return null;
  const { authority, rotation } = trust.data;
  const isUnderWay = rotation !== null && rotation.phase !== 'done';
  const pill = isUnderWay ? (
    <Pill tone="late">{rotation.emergency ? 'Emergency' : 'Being replaced'}</Pill>
  ) : (
    <Pill tone="good">Good</Pill>
  );
  return (
    <section className="mt-8">
      <SectionTitle aside={pill}>Authority</SectionTitle>
      <Card className="space-y-4 p-5">
        <p className="text-sm text-ink-soft">
          Generation {authority.generation}, made <AgeText since={authority.created_at} />, good
          until {new Date(authority.expires_at).toLocaleDateString()}.{' '}
          <code className="text-xs">{authority.fingerprint.slice(0, 16)}…</code>
        </p>
        {isUnderWay ? <Steps rotation={rotation} /> : null}
        <Wishes key={String(isUnderWay)} siteId={siteId} rotation={isUnderWay ? rotation : null} />
      </Card>
    </section>
  );
}

function Steps({ rotation }: { rotation: Rotation }) {
  const steps = [
    ['Trust the new one', rotation.devices_trusting],
    ['Use a certificate of it', rotation.devices_renewed],
    ['Have forgotten the old one', rotation.devices_settled],
  ] as const;
  const { devices_total: total, waiting_for: missing } = rotation;
  return (
    <div className="space-y-3">
      {steps.map(([title, count]) => (
        <div key={title}>
          <p className="numbers flex justify-between text-sm">
            <span>{title}</span>
            <span className="text-ink-soft">
              {count} of {total}
            </span>
          </p>
          <div
            role="progressbar"
            aria-label={title}
            aria-valuenow={count}
            aria-valuemin={0}
            aria-valuemax={total}
            className="mt-1 h-1.5 overflow-hidden rounded-full bg-sunken"
          >
            <div
              className="h-full rounded-full bg-accent transition-all"
              style={{ width: `${total === 0 ? 100 : (count / total) * 100}%` }}
            />
          </div>
        </div>
      ))}
      {missing.length === 0 ? null : (
        <p className="text-sm text-ink-soft">
          Waits for {missing.map(({ name }) => name).join(', ')}.
        </p>
      )}
    </div>
  );
}

function Wishes({ siteId, rotation }: { siteId: string; rotation: Rotation | null }) {
  const cache = useQueryClient();
  const [asked, setAsked] = useState<Wish | null>(null);
  const carryOut = useMutation({
    mutationFn: (wish: Wish) =>
      ask(
        `/v1/sites/${siteId}/ca-rotation${wish === 'proceed' ? '/proceed' : ''}`,
        siteTrustViewSchema,
        asJson('POST', wish === 'proceed' ? {} : { emergency: wish === 'emergency' }),
      ),
    onSuccess: (view) => cache.setQueryData(['site-trust', siteId], view),
    onSettled: () => setAsked(null),
  });
  const offered: Wish[] = [
    ...(rotation === null ? (['rotate'] as const) : (['proceed'] as const)),
    ...(rotation?.emergency ? [] : (['emergency'] as const)),
  ];
  return (
    <div className="space-y-3">
      {asked === null ? (
        <div className="flex flex-wrap gap-2">
          {offered.map((wish) => (
            <Button
              key={wish}
              tone={wish === 'rotate' ? 'plain' : 'danger'}
              onClick={() => setAsked(wish)}
            >
              {titles[wish]}
            </Button>
          ))}
        </div>
      ) : (
        <div
          role="alertdialog"
          aria-label={titles[asked]}
          className="rounded-xl bg-late-ground p-4"
        >
          <p className="text-sm text-late">{warnings[asked]}</p>
          <div className="mt-3 flex flex-wrap gap-2">
            <Button
              tone="danger"
              autoFocus
              disabled={carryOut.isPending}
              onClick={() => carryOut.mutate(asked)}
            >
              {titles[asked]}
            </Button>
            <Button onClick={() => setAsked(null)}>Leave it</Button>
          </div>
        </div>
      )}
      <Refusal error={carryOut.error} />
    </div>
  );
}
