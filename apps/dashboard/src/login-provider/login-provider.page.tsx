import type { LoginProvider, LoginProviderSetting } from '@eyrie/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { send } from '../api/http.ts';
import { loginProviderQuery } from '../api/people-queries.ts';
import { Answer, Skeleton } from '../elements/answer.tsx';
import { Card, SectionTitle } from '../elements/card.tsx';
import { Button, Refusal } from '../elements/form.tsx';
import { SettingsTabs } from '../settings/settings-tabs.tsx';
import { ProviderForm } from './provider-form.tsx';

/** The organisation's own provider of OpenID Connect, for its owners. */
export function LoginProviderPage() {
  const setting = useQuery(loginProviderQuery);
  return (
    <>
      <SettingsTabs />
      <SectionTitle aside="OpenID Connect">Single sign-on</SectionTitle>
      <Answer query={setting} skeleton={<Skeleton className="h-96" />}>
        {(found) => (
          <div className="grid items-start gap-4 lg:grid-cols-[3fr_2fr]">
            <ProviderForm key={found.provider?.updated_at ?? 'new'} setting={found} />
            <Addresses setting={found} />
          </div>
        )}
      </Answer>
    </>
  );
}

function Addresses({ setting: { redirect_uri, provider } }: { setting: LoginProviderSetting }) {
  return (
    <div className="space-y-4">
      <Card className="space-y-4 p-5 text-sm">
        <Address
          title="Redirect address"
          note="Register it at the provider, for a web application."
          text={redirect_uri}
        />
        {provider ? (
          <Address
            title="Log-in link"
            note="Give it to your people once; their browsers remember it."
            text={provider.login_link}
          />
        ) : null}
      </Card>
      <Card className="p-5 text-sm text-ink-soft">
        <p>
          The provider vouches for a verified e-mail address. It brings newcomers into this
          organisation alone; people who have a password here connect it once on their Account page.
          A second factor is the provider’s business.
        </p>
      </Card>
      {provider ? <Removal provider={provider} /> : null}
    </div>
  );
}

function Address({ title, note, text }: { title: string; note: string; text: string }) {
  return (
    <div>
      <p className="font-medium">{title}</p>
      <p className="text-ink-soft">{note}</p>
      <code className="mt-2 block rounded-xl bg-sunken px-3.5 py-2.5 text-xs break-all select-all">
        {text}
      </code>
    </div>
  );
}

function Removal({ provider: { name, revision } }: { provider: LoginProvider }) {
  const cache = useQueryClient();
  const remove = useMutation({
    mutationFn: () =>
      send('/v1/login-provider', {
        method: 'DELETE',
        headers: { 'if-match': `"${revision}"` },
      }),
    onSettled: () => cache.invalidateQueries({ queryKey: ['login-provider'] }),
  });
  const confirmRemoval = () => {
    if (window.confirm(`Remove ${name}? Everybody who came in through it is logged out at once.`)) {
      remove.mutate();
    }
  };
  return (
    <div className="space-y-3">
      <Button tone="danger" disabled={remove.isPending} onClick={confirmRemoval}>
        <Trash2 aria-hidden className="size-4" /> Remove the provider
      </Button>
      <Refusal error={remove.error} />
    </div>
  );
}
