import type { Api, MediaOptions } from './api.ts';
import type { BodyOf } from './api-operation.ts';
import { awaitCommand, awaitOperation, type OnProgress } from './awaited.ts';
import { edit, versionOf, type Change } from './edit.ts';
import * as op from './generated/operations.gen.ts';
import type {
  BulkTrial,
  Command,
  ConfigurationChange,
  ConfigurationLayer,
  Operation,
} from './generated/types.gen.ts';
import type { ListQuery } from './pages.ts';
import type { CallOptions } from './transport.ts';

type NewCommand = BodyOf<typeof op.commandsCreate>;

export const commandsOf = (api: Api) => {
  const read = (id: string, options?: CallOptions) =>
    api.call(op.commandsRead, { path: { id } }, options);
  const give = (deviceId: string, body: NewCommand, options?: CallOptions) =>
    api.call(op.commandsCreate, { path: { id: deviceId }, body }, options);
  /** Until it is through, whatever came of it (`state`). */
  const wait = (id: string, onProgress?: OnProgress<Command>, options: CallOptions = {}) =>
    awaitCommand(() => read(id, options), onProgress, options);
  return {
    /** Of a device, newest first. */
    list: (
      deviceId: string,
      query: ListQuery<typeof op.commandsList> = {},
      options?: CallOptions,
    ) => api.pages(op.commandsList, { path: { id: deviceId }, query }, options),
    read,
    give,
    wait,
    /** Gives a command and waits for what comes of it. */
    run: async (
      deviceId: string,
      body: NewCommand,
      onProgress?: OnProgress<Command>,
      options?: CallOptions,
    ): Promise<Command> => wait((await give(deviceId, body, options)).id, onProgress, options),
    /** What it brought along: a log, a diagnostics bundle. */
    file: (id: string, options?: MediaOptions) =>
      api.media(op.commandsFile, { path: { id } }, options),
  };
};

export const operationsOf = (api: Api) => ({
  list: (query: ListQuery<typeof op.operationsList> = {}, options?: CallOptions) =>
    api.pages(op.operationsList, { query }, options),
  read: (id: string, options?: CallOptions) =>
    api.call(op.operationsRead, { path: { id } }, options),
  cancel: (id: string, options?: CallOptions) =>
    api.call(op.operationsCancel, { path: { id } }, options),
  /** Until it is done. Throws `EyrieOperationFailed` where it did not succeed. */
  wait: (id: string, onProgress?: OnProgress<Operation>, options?: CallOptions) =>
    awaitOperation(
      (seconds) =>
        api.call(op.operationsRead, { path: { id }, query: { wait_seconds: seconds } }, options),
      onProgress,
    ),
});

/** The same for many devices at once: as a trial, or as an operation to wait for. */
export const bulkOf = (api: Api) => ({
  commands: async (body: BodyOf<typeof op.bulkCommands>, options?: CallOptions) =>
    (await api.call(op.bulkCommands, { body }, options)) as Operation,
  tryCommands: async (body: BodyOf<typeof op.bulkCommands>, options?: CallOptions) =>
    (await api.call(op.bulkCommands, { body, query: { dry_run: 'true' } }, options)) as BulkTrial,
  revoke: async (body: BodyOf<typeof op.bulkRevoke>, options?: CallOptions) =>
    (await api.call(op.bulkRevoke, { body }, options)) as Operation,
  tryRevoke: async (body: BodyOf<typeof op.bulkRevoke>, options?: CallOptions) =>
    (await api.call(op.bulkRevoke, { body, query: { dry_run: 'true' } }, options)) as BulkTrial,
  decommission: async (body: BodyOf<typeof op.bulkDecommission>, options?: CallOptions) =>
    (await api.call(op.bulkDecommission, { body }, options)) as Operation,
  tryDecommission: async (body: BodyOf<typeof op.bulkDecommission>, options?: CallOptions) =>
    (await api.call(
      op.bulkDecommission,
      { body, query: { dry_run: 'true' } },
      options,
    )) as BulkTrial,
});

type NewConfiguration = BodyOf<typeof op.configurationsChange>;
type Rollback = BodyOf<typeof op.configurationsRollback>;

/** Settings of an organisation, a site or a device: `target` is its id. */
export const configurationsOf = (api: Api) => {
  const layer = (target: string, options?: CallOptions) =>
    api.exchange(op.configurationsRead, { path: { target } }, options);
  const write = async (
    target: string,
    body: NewConfiguration,
    ifMatch: string,
    options?: CallOptions,
  ): Promise<ConfigurationChange> => {
    const headers = { 'if-match': ifMatch };
    return api.call(op.configurationsChange, { path: { target }, headers, body }, options);
  };
  return {
    /** What the target says itself. */
    read: async (target: string, options?: CallOptions) => (await layer(target, options)).value,
    /** What holds there, and where each value comes from. */
    effective: (target: string, options?: CallOptions) =>
      api.call(op.configurationsEffective, { path: { target } }, options),
    /** How far the workers are with it. */
    rollout: (target: string, options?: CallOptions) =>
      api.call(op.configurationsRollout, { path: { target } }, options),
    /** Newest first. */
    versions: (
      target: string,
      query: ListQuery<typeof op.configurationsVersions> = {},
      options?: CallOptions,
    ) => api.pages(op.configurationsVersions, { path: { target }, query }, options),
    diff: (target: string, from: number, to: number, options?: CallOptions) =>
      api.call(op.configurationsDiff, { path: { target }, query: { from, to } }, options),
    /** What a change would do; nothing is changed. */
    try: (target: string, body: NewConfiguration, options?: CallOptions) =>
      api.call(
        op.configurationsChange,
        { path: { target }, query: { dry_run: 'true' }, body },
        options,
      ),
    /** Replaces the layer with what `change` makes of it; null: as it is. Answers with what that did. */
    edit: async (
      target: string,
      change: Change<ConfigurationLayer, NewConfiguration>,
      options?: CallOptions,
    ): Promise<ConfigurationChange | null> => {
      const seen = await layer(target, options);
      const body = await change(seen.value);
      return body === null ? null : write(target, body, versionOf(seen), options);
    },
    /** Makes an earlier version the newest one, unless somebody changes the layer meanwhile. */
    rollBack: async (target: string, body: Rollback, options?: CallOptions) => {
      const headers = { 'if-match': versionOf(await layer(target, options)) };
      return api.call(op.configurationsRollback, { path: { target }, headers, body }, options);
    },
  };
};

export const retentionOf = (api: Api) => {
  const read = (options?: CallOptions) => api.exchange(op.retentionRead, {}, options);
  return {
    read: async (options?: CallOptions) => (await read(options)).value,
    /** What a policy would remove; nothing changes. */
    preview: (body: BodyOf<typeof op.retentionPreview>, options?: CallOptions) =>
      api.call(op.retentionPreview, { body }, options),
    /** Read, change, write; see `edit`. */
    edit: (
      change: Change<Awaited<ReturnType<typeof read>>['value'], BodyOf<typeof op.retentionChange>>,
      options?: CallOptions,
    ) =>
      edit(
        () => read(options),
        change,
        (body, ifMatch) =>
          api.exchange(op.retentionChange, { body, headers: { 'if-match': ifMatch } }, options),
      ),
  };
};
