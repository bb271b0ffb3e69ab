import type { RaftMetrics, RaftStatus, TransportCounters } from '@eyrie/raft';
import type { Registry } from 'prom-client';
import { gauge, registerFamilies } from './family.ts';
import { raftFamilies } from './raft-families.ts';
import { siteFamilies, type SiteSources } from './site-families.ts';

export interface GaugeSources {
  readonly raft: () => RaftMetrics;
  readonly transport: () => TransportCounters;
  readonly confState: () => RaftStatus['confState'];
  readonly site: () => SiteSources;
  readonly uplinkBacklogRecords: () => number;
  readonly clients: () => number;
  readonly uploads: () => number;
}

/** What is read off the running coordinator when it is asked for. */
export function registerGauges(registry: Registry, sources: GaugeSources): void {
  registerFamilies(registry, () => [
    ...raftFamilies(sources.raft(), sources.transport(), sources.confState()),
    ...siteFamilies(sources.site()),
    gauge('eyrie_broker_clients', 'Devices connected to the broker.', sources.clients()),
    gauge(
      'eyrie_uplink_backlog_records',
      'Records waiting for the cloud.',
      sources.uplinkBacklogRecords(),
    ),
    gauge('eyrie_relay_uploads', 'Uploads running through the relay.', sources.uploads()),
  ]);
}
