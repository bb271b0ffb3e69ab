import type { Api, MediaOptions } from './api.ts';
import type { BodyOf, QueryOf } from './api-operation.ts';
import { edit, type Change } from './edit.ts';
import * as op from './generated/operations.gen.ts';
import type { Camera, Device, Site } from './generated/types.gen.ts';
import type { ListQuery } from './pages.ts';
import type { CallOptions } from './transport.ts';

const anyRevision = { 'if-match': '*' };

export const sitesOf = (api: Api) => ({
  list: (query: ListQuery<typeof op.sitesList> = {}, options?: CallOptions) =>
    api.pages(op.sitesList, { query }, options),
  read: (id: string, options?: CallOptions) => api.call(op.sitesRead, { path: { id } }, options),
  /** Puts a site away, whatever it is by now; `dry_run: 'true'` only says what would go with it. */
  archive: (id: string, query: QueryOf<typeof op.sitesArchive> = {}, options?: CallOptions) =>
    api.call(op.sitesArchive, { path: { id }, query, headers: anyRevision }, options),
  /** Takes it back, within thirty days and without its devices. */
  restore: (id: string, options?: CallOptions) =>
    api.call(op.sitesRestore, { path: { id }, headers: anyRevision }, options),
  create: (body: BodyOf<typeof op.sitesCreate>, options?: CallOptions) =>
    api.call(op.sitesCreate, { body }, options),
  /** Read, change, write; see `edit`. */
  edit: (id: string, change: Change<Site, BodyOf<typeof op.sitesChange>>, options?: CallOptions) =>
    edit(
      () => api.exchange(op.sitesRead, { path: { id } }, options),
      change,
      (body, ifMatch) =>
        api.exchange(
          op.sitesChange,
          { path: { id }, body, headers: { 'if-match': ifMatch } },
          options,
        ),
    ),
});

export const devicesOf = (api: Api) => ({
  /** How many there are of each presence, under the filter of a list. */
  counts: (query: QueryOf<typeof op.devicesCounts> = {}, options?: CallOptions) =>
    api.call(op.devicesCounts, { query }, options),
  list: (query: ListQuery<typeof op.devicesList> = {}, options?: CallOptions) =>
    api.pages(op.devicesList, { query }, options),
  read: (id: string, options?: CallOptions) => api.call(op.devicesRead, { path: { id } }, options),
  /** Read, change, write; see `edit`. */
  edit: (
    id: string,
    change: Change<Device, BodyOf<typeof op.devicesChange>>,
    options?: CallOptions,
  ) =>
    edit(
      () => api.exchange(op.devicesRead, { path: { id } }, options),
      change,
      (body, ifMatch) =>
        api.exchange(
          op.devicesChange,
          { path: { id }, body, headers: { 'if-match': ifMatch } },
          options,
        ),
    ),
  /** Ends what a device may do, for good. */
  revoke: (id: string, body: BodyOf<typeof op.devicesRevoke>, options?: CallOptions) =>
    api.call(op.devicesRevoke, { path: { id }, body }, options),
  /** Revokes a device and takes it out of the lists. */
  decommission: (id: string, body: BodyOf<typeof op.devicesDecommission>, options?: CallOptions) =>
    api.call(op.devicesDecommission, { path: { id }, body }, options),
});

export const camerasOf = (api: Api) => ({
  list: (query: ListQuery<typeof op.camerasList> = {}, options?: CallOptions) =>
    api.pages(op.camerasList, { query }, options),
  read: (id: string, options?: CallOptions) => api.call(op.camerasRead, { path: { id } }, options),
  /** Puts a camera away, whatever it is by now: its worker stops at once, its pictures stay. */
  archive: (id: string, query: QueryOf<typeof op.camerasArchive> = {}, options?: CallOptions) =>
    api.call(op.camerasArchive, { path: { id }, query, headers: anyRevision }, options),
  /** Takes it back, within thirty days. */
  restore: (id: string, options?: CallOptions) =>
    api.call(op.camerasRestore, { path: { id }, headers: anyRevision }, options),
  create: (body: BodyOf<typeof op.camerasCreate>, options?: CallOptions) =>
    api.call(op.camerasCreate, { body }, options),
  /** Read, change, write; see `edit`. */
  edit: (
    id: string,
    change: Change<Camera, BodyOf<typeof op.camerasChange>>,
    options?: CallOptions,
  ) =>
    edit(
      () => api.exchange(op.camerasRead, { path: { id } }, options),
      change,
      (body, ifMatch) =>
        api.exchange(
          op.camerasChange,
          { path: { id }, body, headers: { 'if-match': ifMatch } },
          options,
        ),
    ),
});

export const framesOf = (api: Api) => ({
  /** Of a camera, newest first. */
  list: (cameraId: string, query: ListQuery<typeof op.framesList> = {}, options?: CallOptions) =>
    api.pages(op.framesList, { path: { id: cameraId }, query }, options),
  read: (id: string, options?: CallOptions) => api.call(op.framesRead, { path: { id } }, options),
  /** The picture (JPEG). */
  image: (id: string, options?: MediaOptions) =>
    api.media(op.framesImage, { path: { id } }, options),
  /** A small picture (JPEG). */
  thumbnail: (id: string, options?: MediaOptions) =>
    api.media(op.framesThumbnail, { path: { id } }, options),
  /** Keeps a frame whatever the retention says. */
  pin: (id: string, options?: CallOptions) => api.call(op.framesPin, { path: { id } }, options),
  unpin: (id: string, options?: CallOptions) => api.call(op.framesUnpin, { path: { id } }, options),
});

export const timelapsesOf = (api: Api) => ({
  list: (query: ListQuery<typeof op.timelapsesList> = {}, options?: CallOptions) =>
    api.pages(op.timelapsesList, { query }, options),
  read: (id: string, options?: CallOptions) =>
    api.call(op.timelapsesRead, { path: { id } }, options),
  /** MP4. */
  video: (id: string, options?: MediaOptions) =>
    api.media(op.timelapsesVideo, { path: { id } }, options),
  /** JPEG. */
  poster: (id: string, options?: MediaOptions) =>
    api.media(op.timelapsesPoster, { path: { id } }, options),
});
