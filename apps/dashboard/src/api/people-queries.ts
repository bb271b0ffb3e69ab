import {
  accountSchema,
  apiKeyPageSchema,
  auditPageSchema,
  invitationPageSchema,
  loginProviderSettingSchema,
  openSessionsSchema,
  passwordResetOfferSchema,
  personPageSchema,
  providerConnectionSchema,
} from '@eyrie/contracts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ask } from './http.ts';

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: () => ask('/v1/people?page_size=200', personPageSchema),
});

export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: () => ask('/v1/invitations?page_size=200', invitationPageSchema),
});

/** Whether mail is sent, and so whom somebody without a password asks. */
export const passwordResetQuery = queryOptions({
  queryKey: ['password-reset-offer'],
  queryFn: () => ask('/v1/password-reset', passwordResetOfferSchema),
  staleTime: Infinity,
});

export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: () => ask('/v1/api-keys?page_size=200', apiKeyPageSchema),
});

export const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: () => ask('/v1/account', accountSchema),
});

export const openSessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: () => ask('/v1/account/sessions', openSessionsSchema),
});

export const providerConnectionQuery = queryOptions({
  queryKey: ['account', 'provider'],
  queryFn: () => ask('/v1/account/provider', providerConnectionSchema),
});

export const loginProviderQuery = queryOptions({
  queryKey: ['login-provider'],
  queryFn: () => ask('/v1/login-provider', loginProviderSettingSchema),
});

/** `wish`: what of it, as the query of the API. */
export const auditQuery = (wish: string) =>
  infiniteQueryOptions({
    queryKey: ['audit', wish],
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams(wish);
      query.set('page_size', '50');
      if (pageParam !== null) query.set('page_token', pageParam);
      return ask(`/v1/audit?${query.toString()}`, auditPageSchema);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_page_token,
  });
