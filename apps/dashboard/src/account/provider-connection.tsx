import { providerLoginSchema } from '@eyrie/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Building2 } from 'lucide-react';
import { ask, send } from '../api/http.ts';
import { providerConnectionQuery } from '../api/people-queries.ts';
import { Card } from '../elements/card.tsx';
import { Button, Pill, Refusal } from '../elements/form.tsx';
import { AgeText } from '../freshness/age-text.tsx';
import { beginConnecting } from '../session/remembered-provider.ts';

/** Whether the organisation's provider may open this account's membership, and its switch. */
export function ProviderConnection({ hasPassword }: { hasPassword: boolean }) {
  const cache = useQueryClient();
  const connection = useQuery(providerConnectionQuery).data;
  const connect = useMutation({
    mutationFn: () => ask('/v1/account/provider/begin', providerLoginSchema, { method: 'POST' }),
    onSuccess: ({ authorization_url }) => {
      beginConnecting();
      window.location.assign(authorization_url);
    },
  });
  const disconnect = useMutation({
    mutationFn: () => send('/v1/account/provider', { method: 'DELETE' }),
    onSettled: () => cache.invalidateQueries({ queryKey: ['account'] }),
  });
  if (!connection?.provider) return null;
  const { provider, connected_at, last_used_at } = connection;
  return (
    <Card className="p-5">
      <h3 className="flex items-center gap-2 font-medium">
        <Building2 aria-hidden className="size-4" /> {provider.name}
        {connected_at === null ? null : <Pill tone="good">Connected</Pill>}
      </h3>
      <p className="mt-1 text-sm text-ink-soft">
        {connected_at === null ? (
          'Log in through it from now on. It opens this organisation, and none of your others.'
        ) : (
          <>
            It logs you in to this organisation
            {last_used_at === null ? null : (
              <>
                ; used <AgeText since={last_used_at} />
              </>
            )}
            .
          </>
        )}
      </p>
      {hasPassword ? (
        <div className="mt-4 space-y-3">
          {connected_at === null ? (
            <Button tone="primary" disabled={connect.isPending} onClick={() => connect.mutate()}>
              Connect
            </Button>
          ) : (
            <Button disabled={disconnect.isPending} onClick={() => disconnect.mutate()}>
              Disconnect
            </Button>
          )}
          <Refusal error={connect.error ?? disconnect.error} />
        </div>
      ) : null}
    </Card>
  );
}
