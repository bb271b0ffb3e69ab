import type { OrganisationExport } from '@eyrie/contracts';
import type { Operation } from '../../authorisation/operations.ts';
import type { TestApp } from '../app.ts';
import { expectAnswer } from '../expect-answer.ts';
import type { FilledOrganisation } from '../filled-organisation.ts';
import type { OperationSample } from './operation-sample.ts';

async function forgetErasure(cloud: TestApp, { organisationId }: FilledOrganisation) {
  await cloud.database.query('DELETE FROM organisation_erasure WHERE organisation_id = $1', [
    organisationId,
  ]);
}

/** What becomes of an organisation's data: archives, erasure. */
export const dataSamples = {
  'organisation.exports.create': () => ({ body: { with_media: false } }),
  'organisation.exports.list': () => ({}),
  'organisation.exports.file': async ({ owner, exportId }) => {
    const { items } = (await expectAnswer(owner, '/v1/organisation/exports?page_size=200')) as {
      items: OrganisationExport[];
    };
    const link = items.find(({ id }) => id === exportId)?.download_url ?? '';
    const { searchParams } = new URL(link, 'http://eyrie.test');
    return { path: { id: exportId }, query: Object.fromEntries(searchParams) };
  },
  'analytics.read': () => ({ query: { days: '7', by: 'device' } }),
  'analytics.captures': () => ({ query: { days: '2' } }),
  'retention.preview': () => ({
    body: { frame_days: 1, telemetry_days: 1, event_days: 1, media_bytes_max: null },
  }),
  'organisation.erasure.read': () => ({}),
  'organisation.erasure.request': async (organisation, cloud) => {
    await forgetErasure(cloud, organisation);
    const reason = 'The project is over.';
    return { body: { organisation_name: `${organisation.word} Observatory`, reason } };
  },
  'organisation.erasure.cancel': async (organisation, cloud) => {
    await forgetErasure(cloud, organisation);
    await cloud.database.query(
      `INSERT INTO organisation_erasure (organisation_id, requested_by, reason, due_at)
       VALUES ($1, 'somebody', 'a reason', now() + interval '1 day')`,
      [organisation.organisationId],
    );
    return {};
  },
} satisfies Partial<Record<Operation, OperationSample>>;
