import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { CreatedInvitation } from '@eyrie/contracts';
import { Tenancy } from '../tenancy/index.ts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { newLogLines } from '../testing/log-lines.ts';
import { TestMailServer } from '../testing/mail-server.ts';
import { Mail } from './mail.ts';

const from = 'Eyrie of the ridge <eyrie@example.org>';

describe('mail', () => {
  const { logger, lines } = newLogLines();
  let mails: TestMailServer;
  let cloud: TestApp;
  let owner: TestPerson;
  beforeAll(async () => {
    mails = await TestMailServer.start();
    cloud = await startTestApp({ mail: { smtpUrl: mails.url, from, directory: null } }, { logger });
    owner = await cloud.newPerson();
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
    await mails.close();
  });

  const invite = async (email: string): Promise<CreatedInvitation> => {
    const body = { email, role: 'viewer' };
    const answer = await owner.fetch('/v1/invitations', { method: 'POST', body });
    expect(answer.status).toBe(201);
    return (await answer.json()) as CreatedInvitation;
  };
  const metric = async (kind: string, outcome: string): Promise<number> => {
    const text = await cloud.cloud.registry.metrics();
    const line = text.split('\n').find((one) => {
      return one.startsWith(`mails_total{kind="${kind}",outcome="${outcome}"}`);
    });
    return Number(line?.split(' ').at(-1) ?? 0);
  };
  const until = async (isSo: () => Promise<boolean> | boolean) => {
    const deadline = Date.now() + 60_000;
    while (!(await isSo())) {
      if (Date.now() > deadline) throw new Error('It did not come about.');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };

  it('brings an invitation to the one it is for, and shows its link to nobody else', async () => {
    const { link } = await invite('guest@example.org');
    expect(link).toBeNull();
    const mail = await mails.next('guest@example.org', 'You are invited');
    const token = mail.link.split('#')[1] ?? '';
    const accepted = await fetch(`${cloud.url}/v1/invitations/accept`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, name: 'Guest', password: 'a password of one’s own' }),
    });
    expect(accepted.status).toBe(201);
    expect(lines.filter((line) => line.includes(token))).toEqual([]);
  });

  it('waits for a server that is away, and comes once when it is back', async () => {
    await mails.close();
    const before = await metric('invitation', 'deferred');
    await invite('patient@example.org');
    await until(async () => (await metric('invitation', 'deferred')) > before);
    const rows = await cloud.database.query<{ text: string }>(
      `SELECT j::text AS text FROM eyrie_jobs.job j WHERE name = 'mail'`,
    );
    expect(rows.length).toBeGreaterThan(0);
    const told = rows.map(({ text }) => text).join('\n');
    expect(told).not.toContain('patient@example.org');
    expect(told).not.toContain('invitation#');
    await mails.open();
    await mails.next('patient@example.org', 'You are invited');
    const jobs = async (state: string) =>
      (
        await cloud.database.query(
          `SELECT 1 FROM eyrie_jobs.job WHERE name = 'mail' AND state = $1`,
          [state],
        )
      ).length;
    await until(async () => (await jobs('active')) + (await jobs('retry')) === 0);
    expect(mails.received.filter(({ to }) => to === 'patient@example.org')).toHaveLength(1);
  }, 120_000);

  it('that nobody takes is seen in the log, the metrics and the organisation’s stream', async () => {
    mails.unknownRecipients.add('nobody@example.org');
    const { id } = await invite('nobody@example.org');
    await until(async () => (await metric('invitation', 'failed')) === 1);
    const line = lines
      .map((one) => JSON.parse(one) as Record<string, unknown>)
      .find((one) => {
        return one['event'] === 'mail_failed';
      });
    expect(line).toMatchObject({ kind: 'invitation', about: id, reason: 'EENVELOPE 550' });
    expect(lines.filter((one) => one.includes('nobody@example.org'))).toEqual([]);
    await until(async () => {
      const events = await cloud.database.query<{ data: unknown }>(
        `SELECT data FROM stream_event WHERE type = 'mail.failed' AND organisation_id = $1`,
        [owner.organisationId],
      );
      return JSON.stringify(events[0]?.data ?? {}).includes(id);
    });
  });

  it('is asked for exactly with the commit', async () => {
    const { organisationId } = owner;
    const wanted = (to: string) => ({
      to,
      content: { kind: 'password-changed', at: new Date().toISOString() } as const,
      organisationId,
      about: 'user_x',
    });
    const tenancy = cloud.app.get(Tenancy);
    const mail = cloud.app.get(Mail);
    const undone = new Error('undone');
    await expect(
      tenancy.transaction(organisationId, async (tx) => {
        await mail.send(tx, wanted('undone@example.org'));
        throw undone;
      }),
    ).rejects.toBe(undone);
    await tenancy.transaction(organisationId, (tx) => mail.send(tx, wanted('done@example.org')));
    await mails.next('done@example.org', 'Your password was changed');
    expect(mails.received.map(({ to }) => to)).not.toContain('undone@example.org');
  });

  it('is not sent when what it offers has expired', async () => {
    const { organisationId } = owner;
    const expiresAt = new Date(Date.now() - 1).toISOString();
    const before = await metric('password-reset', 'failed');
    await cloud.app.get(Tenancy).transaction(organisationId, (tx) =>
      cloud.app.get(Mail).send(tx, {
        to: 'late@example.org',
        content: { kind: 'password-reset', link: 'http://eyrie.test/#x', expiresAt },
        expiresAt,
        organisationId,
        about: 'user_x',
      }),
    );
    await until(async () => (await metric('password-reset', 'failed')) > before);
    expect(mails.received.map(({ to }) => to)).not.toContain('late@example.org');
  });

  it('tells of a changed password', async () => {
    const person = await cloud.newPerson();
    const body = { current_password: person.password, new_password: 'quite another password' };
    await person.fetch('/v1/account/password', { method: 'PUT', body });
    await mails.next(person.email, 'Your password was changed');
  });
});

describe('without a mail server', () => {
  it('mails are files in a folder where one is named, for its owner’s eyes', async () => {
    const cloud = await startTestApp();
    try {
      const offer = await cloud.app.inject({ url: '/v1/password-reset' });
      expect(offer.json()).toEqual({ by: 'operator' });
      const owner = await cloud.newPerson();
      const body = { email: 'guest@example.org', role: 'viewer' };
      const answer = await owner.fetch('/v1/invitations', { method: 'POST', body });
      const { link } = (await answer.json()) as CreatedInvitation;
      expect(link).toContain('/invitation#');
      const folder = cloud.configuration.mail.directory ?? '';
      const deadline = Date.now() + 60_000;
      let file: string | undefined;
      while (file === undefined) {
        if (Date.now() > deadline) throw new Error('No mail was written.');
        await new Promise((resolve) => setTimeout(resolve, 50));
        file = (await readdir(folder).catch(() => [])).find((name) => name.endsWith('.txt'));
      }
      const mail = await readFile(path.join(folder, file), 'utf8');
      expect(mail).toContain('To: guest@example.org');
      expect(mail).toContain(link ?? 'no link');
      expect((await stat(path.join(folder, file))).mode & 0o077).toBe(0);
    } finally {
      await cloud.close();
    }
  });
});
