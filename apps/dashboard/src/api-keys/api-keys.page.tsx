import {
  createdApiKeySchema,
  type ApiKey,
  type ApiKeyRole,
  type CreatedApiKey,
} from '@eyrie/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useState, type SubmitEvent } from 'react';
import { asJson, ask, send } from '../api/http.ts';
import { apiKeysQuery } from '../api/people-queries.ts';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Empty } from '../elements/empty.tsx';
import { Button, Choice, Pill, Refusal, TextField } from '../elements/form.tsx';
import { ShownOnce } from '../elements/shown-once.tsx';
import { AgeText } from '../freshness/age-text.tsx';
import { useNow } from '../freshness/use-now.ts';
import { roleTexts } from '../people/roles.ts';
import { SiteChoice, SitesText } from '../people/site-choice.tsx';
import { SettingsTabs } from '../settings/settings-tabs.tsx';

const lives = [
  { value: '7', text: 'for a week' },
  { value: '90', text: 'for 90 days' },
  { value: '366', text: 'for a year' },
  { value: 'none', text: 'until it is revoked' },
] as const;
const roles: readonly ApiKeyRole[] = ['viewer', 'operator', 'admin'];

/** Keys for programs: who they are, what they may do, when they were used. */
export function ApiKeysPage() {
  const keys = useQuery(apiKeysQuery);
  const [made, setMade] = useState<CreatedApiKey | null>(null);
  return (
    <>
      <SettingsTabs />
      <SectionTitle aside="Sent as Authorization: Bearer eyrie_…">API keys</SectionTitle>
      {made ? (
        <ShownOnce
          title={`The secret of “${made.name}”. It is shown only now.`}
          text={made.secret}
          done={() => setMade(null)}
        />
      ) : (
        <NewKeyForm onMade={setMade} />
      )}
      <div className="mt-6">
        <Answer query={keys} skeleton={<Skeleton className="h-40" />}>
          {(page) =>
            page.items.length === 0 ? (
              <Empty title="No key yet.">
                A key lets a program in, with a role and an end of its own.
              </Empty>
            ) : (
              <Card>
                <ul className="divide-y divide-line">
                  {page.items.toReversed().map((key) => (
                    <KeyRow key={key.id} apiKey={key} />
                  ))}
                </ul>
              </Card>
            )
          }
        </Answer>
      </div>
    </>
  );
}

function NewKeyForm({ onMade }: { onMade: (made: CreatedApiKey) => void }) {
  const cache = useQueryClient();
  const [name, setName] = useState('');
  const [role, setRole] = useState<ApiKeyRole>('viewer');
  const [life, setLife] = useState<(typeof lives)[number]['value']>('90');
  const [siteIds, setSiteIds] = useState<string[] | null>(null);
  const create = useMutation({
    mutationFn: () =>
      ask(
        '/v1/api-keys',
        createdApiKeySchema,
        asJson('POST', {
          name,
          role,
          site_ids: siteIds,
          expires_in_seconds: life === 'none' ? null : Number(life) * 86_400,
        }),
      ),
    onSuccess: async (made) => {
      onMade(made);
      await cache.invalidateQueries({ queryKey: ['api-keys'] });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Card className="p-5">
      <form onSubmit={submit} className="space-y-4">
        <div className="grid gap-4 md:grid-cols-3">
          <TextField
            label="Name"
            placeholder="Weather import"
            required
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Choice
            label="Role"
            value={role}
            options={roles.map((one) => ({ value: one, text: roleTexts[one] }))}
            onChoose={setRole}
          />
          <Choice label="Lives" value={life} options={lives} onChoose={setLife} />
        </div>
        <SiteChoice value={siteIds} onChange={setSiteIds} />
        <Refusal error={create.error} />
        <Button type="submit" tone="primary" disabled={create.isPending}>
          <KeyRound aria-hidden className="size-4" /> Make a key
        </Button>
      </form>
    </Card>
  );
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const now = useNow();
  const cache = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => send(`/v1/api-keys/${apiKey.id}`, { method: 'DELETE' }),
    onSettled: () => cache.invalidateQueries({ queryKey: ['api-keys'] }),
  });
  const hasExpired = apiKey.expires_at !== null && Date.parse(apiKey.expires_at) <= now;
  const hasEnded = apiKey.revoked_at !== null || hasExpired;
  const confirmRevocation = () => {
    if (window.confirm(`Revoke “${apiKey.name}”? Programs that use it are refused at once.`)) {
      revoke.mutate();
    }
  };
  return (
    <li
      className={`flex flex-wrap items-center justify-between gap-3 px-5 py-4 ${hasEnded ? 'text-ink-faint' : ''}`}
    >
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span className="truncate">{apiKey.name}</span>
          <Pill tone="plain">{apiKey.role}</Pill>
          {apiKey.revoked_at ? <Pill tone="late">Revoked</Pill> : null}
          {hasExpired && !apiKey.revoked_at ? <Pill tone="late">Expired</Pill> : null}
        </p>
        <p className="numbers text-sm text-ink-soft">
          <code>{apiKey.prefix}_…</code> · <SitesText siteIds={apiKey.site_ids} />
        </p>
        <p className="text-xs text-ink-faint">
          {apiKey.last_used_at ? (
            <>
              used <AgeText since={apiKey.last_used_at} />
            </>
          ) : (
            'never used'
          )}
          {apiKey.expires_at
            ? ` · ${hasExpired ? 'ended' : 'ends'} ${new Date(apiKey.expires_at).toLocaleDateString()}`
            : ' · does not expire'}
        </p>
      </div>
      {hasEnded ? null : (
        <Button tone="danger" disabled={revoke.isPending} onClick={confirmRevocation}>
          Revoke
        </Button>
      )}
      <Refusal error={revoke.error} />
    </li>
  );
}
