import { type CreatedInvitation, idFromUuid, type IssuedPasswordReset } from '@eyrie/contracts';
import type { Operation } from '../../authorisation/operations.ts';
import { newUuid } from '../../database/uuid.ts';
import type { TestPerson } from '../app.ts';
import { codeAt, newApiKey } from '../credentials.ts';
import { expectAnswer } from '../expect-answer.ts';
import { type FilledOrganisation, newColleague, newOperation } from '../filled-organisation.ts';
import {
  answerLogin,
  providerIdOf,
  providerSettings,
  setProvider,
} from '../organisation-provider.ts';
import type { OperationSample } from './operation-sample.ts';

const userId = (person: TestPerson) => idFromUuid('user', person.userId);

async function invite({ owner, site }: FilledOrganisation): Promise<CreatedInvitation> {
  const body = {
    email: `guest-${newUuid()}@example.org`,
    role: 'viewer',
    site_ids: [site.id],
  };
  return (await expectAnswer(owner, '/v1/invitations', {
    method: 'POST',
    body,
  })) as CreatedInvitation;
}

const tokenOf = ({ link }: CreatedInvitation) => link?.split('#')[1];

/** As an owner is shown it. */
async function newResetToken(owner: TestPerson, person: TestPerson): Promise<string> {
  const { link } = (await expectAnswer(owner, `/v1/people/${userId(person)}/password-reset`, {
    method: 'POST',
  })) as IssuedPasswordReset;
  return link?.split('#')[1] ?? '';
}

/** A person whose second factor waits for a code, or has got one. Answers with its secret. */
async function setUpSecondFactor(person: TestPerson, isConfirmed: boolean): Promise<string> {
  const { secret } = (await expectAnswer(person, '/v1/account/second-factor', {
    method: 'POST',
    body: { password: person.password },
  })) as { secret: string };
  if (isConfirmed) {
    const code = codeAt(secret, Date.now());
    const confirmation = { method: 'POST', body: { code } };
    await expectAnswer(person, '/v1/account/second-factor/confirm', confirmation);
  }
  return secret;
}

/** Log-in, the own account, people, invitations, keys, the audit log, long work. */
export const peopleSamples = {
  'session.create': async ({ owner }, cloud) => {
    const { email, password } = await newColleague(cloud, owner);
    return { body: { email, password } };
  },
  'session.read': () => ({}),
  'session.delete': async ({ owner }, cloud) => ({ person: await newColleague(cloud, owner) }),
  'session.switch': async ({ owner, organisationId }, cloud) => ({
    person: await newColleague(cloud, owner),
    body: { organisation_id: idFromUuid('organisation', organisationId) },
  }),
  'account.read': () => ({}),
  'account.sessions.list': () => ({}),
  'account.sessions.delete': async ({ owner }, cloud) => {
    const person = await newColleague(cloud, owner);
    const { items } = (await expectAnswer(person, '/v1/account/sessions')) as {
      items: { id: string }[];
    };
    return { person, path: { id: items[0]?.id ?? '' } };
  },
  'account.sessions.delete-others': async ({ owner }, cloud) => ({
    person: await newColleague(cloud, owner),
  }),
  'account.password': async ({ owner }, cloud) => {
    const person = await newColleague(cloud, owner);
    return {
      person,
      body: { current_password: person.password, new_password: 'quite another one' },
    };
  },
  'account.second-factor.set-up': async ({ owner }, cloud) => {
    const person = await newColleague(cloud, owner);
    return { person, body: { password: person.password } };
  },
  'account.second-factor.confirm': async ({ owner }, cloud) => {
    const person = await newColleague(cloud, owner);
    const secret = await setUpSecondFactor(person, false);
    return { person, body: { code: codeAt(secret, Date.now()) } };
  },
  'account.second-factor.remove': async ({ owner }, cloud) => {
    const person = await newColleague(cloud, owner);
    const secret = await setUpSecondFactor(person, true);
    // The present code was used for the confirmation.
    const code = codeAt(secret, Date.now() + 30_000);
    return { person, body: { password: person.password, code } };
  },
  'auth.token': () => ({}),
  'auth.jwks': () => ({}),

  'login-provider.read': () => ({}),
  'login-provider.change': async ({ owner }, cloud) => ({
    headers: { 'if-match': '*' },
    body: await providerSettings(cloud, owner),
  }),
  'login-provider.delete': async ({ owner }, cloud) => {
    await setProvider(cloud, owner);
    return { headers: { 'if-match': '*' } };
  },
  'login-provider.test': async ({ owner }, cloud) => ({
    body: await providerSettings(cloud, owner),
  }),
  'session.provider.offer': ({ owner }) => ({ query: { provider_id: providerIdOf(owner) } }),
  'session.provider.begin': async ({ owner }, cloud) => {
    await setProvider(cloud, owner);
    return { body: { provider_id: providerIdOf(owner) } };
  },
  'session.provider.complete': async (organisation, cloud) => {
    const { email } = await invite(organisation);
    const { body, cookie } = await answerLogin(cloud, organisation.owner, email);
    return { body, headers: { cookie } };
  },
  'account.provider.read': () => ({}),
  'account.provider.begin': async ({ owner }, cloud) => {
    await setProvider(cloud, owner);
    return { person: await newColleague(cloud, owner) };
  },
  'account.provider.connect': async ({ owner }, cloud) => {
    const person = await newColleague(cloud, owner);
    const { body, cookie } = await answerLogin(cloud, owner, person.email, person);
    return { person: { ...person, cookie: `${person.cookie}; ${cookie}` }, body };
  },
  'account.provider.disconnect': async ({ owner }, cloud) => {
    const person = await newColleague(cloud, owner);
    const { body, cookie } = await answerLogin(cloud, owner, person.email, person);
    const init = { method: 'POST', body, headers: { cookie: `${person.cookie}; ${cookie}` } };
    await expectAnswer(person, '/v1/account/provider', init);
    return { person };
  },

  'people.list': () => ({ query: { page_size: '1' } }),
  'people.change': async ({ owner, site }, cloud) => ({
    path: { id: userId(await newColleague(cloud, owner)) },
    headers: { 'if-match': '*' },
    body: { role: 'viewer', site_ids: [site.id] },
  }),
  'people.remove': async ({ owner }, cloud) => ({
    path: { id: userId(await newColleague(cloud, owner)) },
  }),
  'people.password-reset': async ({ owner }, cloud) => ({
    path: { id: userId(await newColleague(cloud, owner)) },
  }),
  'password-reset.offer': () => ({}),
  'password-reset.ask': () => ({ body: { email: `guest-${newUuid()}@example.org` } }),
  'password-reset.look-up': async ({ owner }, cloud) => ({
    body: { token: await newResetToken(owner, await newColleague(cloud, owner)) },
  }),
  'password-reset.complete': async ({ owner }, cloud) => ({
    body: {
      token: await newResetToken(owner, await newColleague(cloud, owner)),
      new_password: 'another of one’s own',
    },
  }),
  'invitations.create': ({ site }) => ({
    body: { email: `guest-${newUuid()}@example.org`, role: 'viewer', site_ids: [site.id] },
  }),
  'invitations.list': () => ({ query: { page_size: '1' } }),
  'invitations.delete': async (organisation) => ({
    path: { id: (await invite(organisation)).id },
  }),
  'invitations.look-up': async (organisation) => ({
    body: { token: tokenOf(await invite(organisation)) },
  }),
  'invitations.accept': async (organisation) => ({
    body: {
      token: tokenOf(await invite(organisation)),
      name: 'Guest',
      password: 'a password of one’s own',
    },
  }),
  'api-keys.create': ({ site }) => ({
    body: { name: 'a program', role: 'viewer', site_ids: [site.id] },
  }),
  'api-keys.list': () => ({ query: { page_size: '1' } }),
  'api-keys.delete': async ({ owner }) => ({
    path: { id: (await newApiKey(owner, 'viewer')).id },
  }),
  'audit.list': ({ owner, site }) => ({
    query: { page_size: '1', actor_id: userId(owner), object_id: site.id },
  }),
  'audit.export': () => ({ query: { limit: '10' } }),
  'audit.checkpoints.list': () => ({ query: { page_size: '1' } }),
  'audit.checkpoints.create': () => ({}),
  'audit.keys': () => ({}),

  'operations.list': () => ({ query: { page_size: '1' } }),
  'operations.read': ({ operationId }) => ({ path: { id: operationId } }),
  'operations.cancel': async ({ organisationId }, cloud) => ({
    path: { id: await newOperation(cloud, organisationId, 'cancelled') },
  }),
} satisfies Partial<Record<Operation, OperationSample>>;
