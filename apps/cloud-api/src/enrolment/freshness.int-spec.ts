import { createHash, createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Enrolment, EnrolmentRequest, Problem, Site } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import {
  type DeviceKey,
  enrol,
  newDeviceKey,
  newEnrolmentProof,
  newProvisioningToken,
  newSite,
} from '../testing/edge.ts';
import { EnrolmentChallenges } from './enrolment-challenges.ts';

type Proof = NonNullable<EnrolmentRequest['proof']>;

describe('the proof that an enrolment is fresh', () => {
  let cloud: TestApp;
  let person: TestPerson;
  let site: Site;
  let key: DeviceKey;
  let other: DeviceKey;
  beforeAll(async () => {
    cloud = await startTestApp();
    person = await cloud.newPerson();
    site = await newSite(person);
    [key, other] = [await newDeviceKey(), await newDeviceKey()];
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
  });

  const newToken = async () => (await newProvisioningToken(person, site, 'worker')).secret;
  const enrolWith = (token: string, from: DeviceKey, proof: Proof | null, serial?: string) =>
    enrol(cloud, token, from, undefined, { proof, ...(serial === undefined ? {} : { serial }) });
  const said = (answer: { json: () => unknown; statusCode: number }) => [
    answer.statusCode,
    { ...(answer.json() as Problem), request_id: '', trace_id: '' },
  ];

  it('lets a device in that signs a nonce, and again for a lost answer', async () => {
    const token = await newToken();
    const proof = await newEnrolmentProof(cloud, token, key);
    const first = await enrolWith(token, key, proof);
    expect(first.statusCode).toBe(200);
    const again = await enrolWith(token, key, proof);
    expect(again.json()).toEqual(first.json());
    // ECDSA signs differently each time: it is what was signed that is the same.
    const anew = await newEnrolmentProof(cloud, token, key, { nonce: proof.nonce });
    expect(anew.signature).not.toBe(proof.signature);
    expect((await enrolWith(token, key, anew)).json()).toEqual(first.json());
    const later = await enrolWith(token, key, await newEnrolmentProof(cloud, token, key));
    expect(later.json<Enrolment>().deviceId).toBe(first.json<Enrolment>().deviceId);
  });

  const altered = (text: string, at: number) =>
    `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
  const proofOf = (token: string, nonce?: string) =>
    newEnrolmentProof(cloud, token, key, nonce === undefined ? {} : { nonce });
  const issued = (ageMs: number) =>
    cloud.app.get(EnrolmentChallenges).make(Date.now() - ageMs).nonce;
  const refusals: Record<string, (token: string) => Promise<Proof | null>> = {
    'no proof at all': () => Promise.resolve(null),
    'a nonce whose time was altered': async (token) =>
      proofOf(token, altered((await proofOf(token)).nonce, 5)),
    'a nonce whose chance was altered': async (token) =>
      proofOf(token, altered((await proofOf(token)).nonce, 20)),
    'a nonce whose MAC was altered': async (token) =>
      proofOf(token, altered((await proofOf(token)).nonce, 63)),
    'a nonce that is none of ours': (token) => proofOf(token, 'A'.repeat(64)),
    'a nonce in another length': async (token) =>
      proofOf(token, `${(await proofOf(token)).nonce}A`),
    'a nonce of six minutes before': (token) => proofOf(token, issued(360_000)),
    'a nonce that was altered after it was signed': async (token) => ({
      ...(await proofOf(token)),
      nonce: issued(0),
    }),
    'a signature by another key': (token) => newEnrolmentProof(cloud, token, other),
    'a signature by another key over this one': async (token) => {
      const { nonce } = await proofOf(token);
      const own = createPublicKey(key.privateKey).export({ format: 'der', type: 'spki' });
      return newEnrolmentProof(cloud, token, other, { nonce, publicKey: own });
    },
    'a signature for another token': (token) =>
      newEnrolmentProof(cloud, token, key, { token: `eyp_${'A'.repeat(43)}` }),
    'a signature for other hardware': (token) =>
      newEnrolmentProof(cloud, token, key, { serial: '10000000fedcba' }),
  };

  it.each(Object.entries(refusals))('is refused with %s, as any bad claim', async (_, proofFor) => {
    const token = await newToken();
    const unknown = await enrol(cloud, `eyp_${'A'.repeat(43)}`, key);
    const answer = await enrolWith(token, key, await proofFor(token));
    expect(answer.statusCode).toBe(401);
    expect(said(answer)).toEqual(said(unknown));
    // Nothing of the claim was used up by it.
    const good = await enrolWith(token, key, await newEnrolmentProof(cloud, token, key));
    expect(good.statusCode).toBe(200);
  });

  it('is of no use with the certificate request of another key', async () => {
    const token = await newToken();
    const proof = await newEnrolmentProof(cloud, token, key);
    expect((await enrolWith(token, other, proof)).statusCode).toBe(401);
    expect((await enrolWith(token, key, proof)).statusCode).toBe(200);
  });

  it('takes a nonce once: for another key, claim or hardware it is used', async () => {
    const [token, second] = [await newToken(), await newToken()];
    const proof = await newEnrolmentProof(cloud, token, key);
    expect((await enrolWith(token, key, proof)).statusCode).toBe(200);
    const { nonce } = proof;
    const [byOther, forSecond, renamed] = [
      await newEnrolmentProof(cloud, second, other, { nonce }),
      await newEnrolmentProof(cloud, second, key, { nonce }),
      await newEnrolmentProof(cloud, token, key, { nonce, serial: '2' }),
    ];
    expect((await enrolWith(second, other, byOther)).statusCode).toBe(401);
    expect((await enrolWith(second, key, forSecond)).statusCode).toBe(401);
    expect((await enrolWith(token, key, renamed, '2')).statusCode).toBe(401);
    const fresh = await newEnrolmentProof(cloud, second, other);
    expect((await enrolWith(second, other, fresh)).statusCode).toBe(200);
  });

  it('lets one of two simultaneous claims have a nonce', async () => {
    const [token, second] = [await newToken(), await newToken()];
    const proof = await newEnrolmentProof(cloud, token, key);
    const rival = await newEnrolmentProof(cloud, second, other, { nonce: proof.nonce });
    const answers = await Promise.all([
      enrolWith(token, key, proof),
      enrolWith(second, other, rival),
    ]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 401]);
  });

  it('leaves the hash of a nonce behind until it would have ended, and nothing that was signed', async () => {
    const token = await newToken();
    const proof = await newEnrolmentProof(cloud, token, key);
    await enrolWith(token, key, proof);
    const nonceHash = createHash('sha256').update(proof.nonce).digest('hex');
    const rows = await cloud.database.query<{ expires_at: Date }>(
      'SELECT * FROM used_enrolment_nonce WHERE nonce_hash = $1',
      [nonceHash],
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.expires_at.getTime()).toBe(
      Number(Buffer.from(proof.nonce, 'base64url').readBigUInt64BE()),
    );
    for (const secret of [proof.nonce, proof.signature, token]) {
      expect(JSON.stringify(rows)).not.toContain(secret);
    }
  });

  it('gives a rack behind one address all its nonces at once', async () => {
    const remoteAddress = '203.0.113.77';
    const ask = () =>
      cloud.app.inject({ method: 'POST', url: '/edge/v1/enrolment/challenge', remoteAddress });
    const answers = await Promise.all(Array.from({ length: 50 }, ask));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => 200));
    const nonces = answers.map((answer) => answer.json<{ nonce: string }>().nonce);
    expect(new Set(nonces).size).toBe(50);
  });
});
