import { loginOfferSchema, providerLoginSchema } from '@eyrie/contracts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Building2 } from 'lucide-react';
import { asJson, ask } from '../api/http.ts';
import { Refusal } from '../elements/form.tsx';
import { rememberedProvider, rememberProvider } from './remembered-provider.ts';

/** The way in through the organisation's own provider, where the page knows of one. */
export function ProviderLogIn() {
  const providerId = rememberedProvider();
  const offer = useQuery({
    queryKey: ['login-offer', providerId],
    queryFn: () =>
      ask(
        `/v1/session/provider${providerId === null ? '' : `?provider_id=${providerId}`}`,
        loginOfferSchema,
      ),
    retry: false,
    staleTime: Infinity,
  });
  const provider = offer.data?.provider ?? null;
  const begin = useMutation({
    mutationFn: (id: string) =>
      ask('/v1/session/provider/begin', providerLoginSchema, asJson('POST', { provider_id: id })),
    onSuccess: ({ authorization_url }, id) => {
      rememberProvider(id);
      window.location.assign(authorization_url);
    },
  });
  if (!provider) return null;
  return (
    <div className="mt-6 space-y-3">
      <button
        type="button"
        disabled={begin.isPending || begin.isSuccess}
        onClick={() => begin.mutate(provider.id)}
        className="flex min-h-12 w-full items-center justify-center gap-2 rounded-xl border border-line bg-surface font-semibold transition hover:bg-sunken disabled:opacity-60"
      >
        <Building2 aria-hidden className="size-4" />
        <span className="truncate">Continue with {provider.name}</span>
      </button>
      <Refusal error={begin.error} />
      <p className="flex items-center gap-3 text-xs text-ink-faint">
        <span className="h-px flex-1 bg-line" /> or with a password{' '}
        <span className="h-px flex-1 bg-line" />
      </p>
    </div>
  );
}
