import type { Api, MediaOptions } from './api.ts';
import type { BodyOf } from './api-operation.ts';
import * as op from './generated/operations.gen.ts';
import type { AuditEntry, OrganisationExport } from './generated/types.gen.ts';
import type { ListQuery } from './pages.ts';
import type { CallOptions } from './transport.ts';

/** How devices come in. */
export const provisioningOf = (api: Api) => ({
  /** A single-use claim for each of many cards; a secret is shown this one time. */
  createClaims: async (
    body: BodyOf<typeof op.provisioningTokensCreateClaims>,
    options?: CallOptions,
  ) => (await api.call(op.provisioningTokensCreateClaims, { body }, options)).items,
  createToken: (body: BodyOf<typeof op.provisioningTokensCreate>, options?: CallOptions) =>
    api.call(op.provisioningTokensCreate, { body }, options),
  tokens: (query: ListQuery<typeof op.provisioningTokensList> = {}, options?: CallOptions) =>
    api.pages(op.provisioningTokensList, { query }, options),
  deleteToken: (id: string, options?: CallOptions) =>
    api.call(op.provisioningTokensDelete, { path: { id } }, options),
  /** Devices that wait for a person, or did. */
  requests: (query: ListQuery<typeof op.enrolmentRequestsList> = {}, options?: CallOptions) =>
    api.pages(op.enrolmentRequestsList, { query }, options),
  approve: (
    id: string,
    body: BodyOf<typeof op.enrolmentRequestsApprove> = {},
    options?: CallOptions,
  ) => api.call(op.enrolmentRequestsApprove, { path: { id }, body }, options),
  reject: (
    id: string,
    body: BodyOf<typeof op.enrolmentRequestsReject> = {},
    options?: CallOptions,
  ) => api.call(op.enrolmentRequestsReject, { path: { id }, body }, options),
});

export const apiKeysOf = (api: Api) => ({
  list: (query: ListQuery<typeof op.apiKeysList> = {}, options?: CallOptions) =>
    api.pages(op.apiKeysList, { query }, options),
  /** The secret is shown this one time. */
  create: (body: BodyOf<typeof op.apiKeysCreate>, options?: CallOptions) =>
    api.call(op.apiKeysCreate, { body }, options),
  delete: (id: string, options?: CallOptions) =>
    api.call(op.apiKeysDelete, { path: { id } }, options),
});

export const peopleOf = (api: Api) => ({
  list: (query: ListQuery<typeof op.peopleList> = {}, options?: CallOptions) =>
    api.pages(op.peopleList, { query }, options),
  invite: (body: BodyOf<typeof op.invitationsCreate>, options?: CallOptions) =>
    api.call(op.invitationsCreate, { body }, options),
  invitations: (query: ListQuery<typeof op.invitationsList> = {}, options?: CallOptions) =>
    api.pages(op.invitationsList, { query }, options),
  /** Ends an invitation. */
  withdraw: (id: string, options?: CallOptions) =>
    api.call(op.invitationsDelete, { path: { id } }, options),
  remove: (id: string, options?: CallOptions) =>
    api.call(op.peopleRemove, { path: { id } }, options),
});

const stretch = 1_000;

export const auditOf = (api: Api) => ({
  /** Newest first. */
  list: (query: ListQuery<typeof op.auditList> = {}, options?: CallOptions) =>
    api.pages(op.auditList, { query }, options),
  /** The whole chain, oldest first, after the entry with that sequence. */
  async *export(after = 0, options?: CallOptions): AsyncGenerator<AuditEntry, void, undefined> {
    for (let last = after; ;) {
      const query = { after: last, limit: stretch };
      const text = await api.call(op.auditExport, { query }, options);
      // No further entries is an empty answer.
      const rows = ((text as string | undefined) ?? '').split('\n').filter((row) => row !== '');
      for (const row of rows) {
        const entry = JSON.parse(row) as AuditEntry;
        yield entry;
        last = Math.max(last + 1, entry.sequence);
      }
      if (rows.length < stretch) return;
    }
  },
});

/** All that is kept of the organisation, as an archive. */
export const exportsOf = (api: Api) => ({
  /** Newest first. */
  list: (query: ListQuery<typeof op.organisationExportsList> = {}, options?: CallOptions) =>
    api.pages(op.organisationExportsList, { query }, options),
  /** Answers with the operation to wait for. */
  begin: (body: BodyOf<typeof op.organisationExportsCreate>, options?: CallOptions) =>
    api.call(op.organisationExportsCreate, { body }, options),
  /** The archive (tar), by the link that its listing has. */
  file: ({ id, download_url: link }: OrganisationExport, options?: MediaOptions) => {
    if (link === null) throw new Error(`The export ${id} is not made yet; wait for its operation.`);
    const place = new URLSearchParams(link.slice(link.indexOf('?')));
    const query = {
      expires: Number(place.get('expires')),
      signature: place.get('signature') ?? '',
    };
    return api.media(op.organisationExportsFile, { path: { id }, query }, options);
  },
});
