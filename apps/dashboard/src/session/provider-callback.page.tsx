import { providerConnectionSchema, sessionSchema } from '@eyrie/contracts';
import { useQueryClient, useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { asJson, ask } from '../api/http.ts';
import { sessionQuery } from '../api/queries.ts';
import { Doorstep, DoorstepLink, DoorstepTitle } from '../elements/doorstep.tsx';
import { Refusal } from '../elements/form.tsx';
import { wasConnecting } from './remembered-provider.ts';

/** Where a login provider sends the browser back: hands its answer to the cloud, once. */
export function ProviderCallbackPage({ providerId }: { providerId: string }) {
  const cache = useQueryClient();
  const navigate = useNavigate();
  const complete = useMutation({
    mutationFn: async () => {
      const answer = asJson('POST', { provider_id: providerId, query: window.location.search });
      // The code is worth nothing after this; and yet it need not stay in the address.
      window.history.replaceState(null, '', window.location.pathname);
      if (wasConnecting()) {
        await ask('/v1/account/provider', providerConnectionSchema, answer);
        return { to: '/account' } as const;
      }
      const session = await ask('/v1/session/provider', sessionSchema, answer);
      cache.clear();
      cache.setQueryData(sessionQuery.queryKey, session);
      return { to: '/' } as const;
    },
    onSuccess: (where) => navigate(where),
  });
  const { mutate } = complete;
  const hasBegun = useRef(false);
  useEffect(() => {
    if (hasBegun.current) return;
    hasBegun.current = true;
    mutate();
  }, [mutate]);
  return (
    <Doorstep>
      <DoorstepTitle>{complete.isError ? 'You were not let in' : 'Logging in…'}</DoorstepTitle>
      {complete.isError ? (
        <div className="mt-4 space-y-4">
          <Refusal error={complete.error} />
          <DoorstepLink to="/login">Back to the log-in</DoorstepLink>
        </div>
      ) : (
        <p role="status" className="mt-1 text-sm text-ink-soft">
          One moment.
        </p>
      )}
    </Doorstep>
  );
}
