import { AccessTokens, DeviceIdentity } from '@eyrie/identity';
import { createLogger } from '@eyrie/platform';
import { Registry } from 'prom-client';
import { CloudClient } from '../cloud/cloud-client.ts';
import { LeaderDuties } from '../leadership/leader-duties.ts';
import { BrokerCounters, UplinkCounters } from '../metrics/counters.ts';
import { RareLog } from '../metrics/rare-log.ts';
import type { FoundedManifest } from '../site-state/manifest.ts';
import { SiteMembers } from '../site-state/site-members.ts';
import { SiteStateMachine } from '../site-state/site-state-machine.ts';
import type { FakeCloud } from './fake-cloud.ts';
import { LoneConsensus } from './lone-consensus.ts';

export interface LeadingCoordinator {
  readonly duties: LeaderDuties;
  readonly identity: DeviceIdentity;
  readonly members: SiteMembers;
  readonly lines: string[];
  readonly fenced: number[];
  end(): Promise<void>;
}

/**
 * The duties of a leader, enrolled at the fake cloud, without a Raft group: what it proposes is
 * applied at once, as in a cluster of one.
 */
export async function startLeading(
  cloud: FakeCloud,
  founding: FoundedManifest,
  { directory, term = 1 }: { directory: string; term?: number },
): Promise<LeadingCoordinator> {
  const voter = founding.foundingVoters[0];
  if (!voter) throw new RangeError('The manifest has no voter.');
  const token = `provisioning-token-of-${voter.deviceId}`;
  cloud.identities.addToken(token, { ...voter, role: 'coordinator' });
  const identity = await DeviceIdentity.open({
    directory,
    provisionUrl: cloud.url,
    provisionToken: token,
    hardware: { serial: '1', model: 'test', os: 'test' },
  });
  const client = new CloudClient(cloud.url, new AccessTokens(identity));
  const machine = new SiteStateMachine(identity.siteId);
  const members = new SiteMembers(founding, machine);
  const registry = new Registry();
  const lines: string[] = [];
  const log = createLogger({ name: 'test', level: 'info' }, { write: (line) => lines.push(line) });
  const fenced: number[] = [];
  const consensus = new LoneConsensus(machine, { nodeId: voter.nodeId, term });
  const duties = await LeaderDuties.start(
    {
      siteId: identity.siteId,
      deviceId: identity.deviceId,
      tls: identity.tlsOptions(),
      listenHost: '127.0.0.1',
      mqttPort: 0,
      relayPort: 0,
      cloud: client,
      consensus,
      members,
      siteMembers: () => [],
      coordinatorClones: () => [],
      brokerCounters: new BrokerCounters(registry),
      uplinkCounters: new UplinkCounters(registry),
      log,
      rareLog: new RareLog(log),
    },
    term,
    () => fenced.push(term),
  );
  return {
    duties,
    identity,
    members,
    lines,
    fenced,
    async end() {
      await duties.stop();
      await client.close();
    },
  };
}
