import {
  Injectable,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Advertisement } from '../consensus/advertisement.ts';
import { ConsensusModule } from '../consensus/consensus.module.ts';
import { Consensus } from '../consensus/consensus.ts';
import { MembersModule, MembersService } from '../members/members.module.ts';
import { BrokerCounters, UplinkCounters } from '../metrics/counters.ts';
import { SiteContext } from '../site-context.ts';
import { SiteMembers } from '../site-state/site-members.ts';
import { LeaderDuties } from './leader-duties.ts';
import { Leadership } from './leadership.ts';

/** Ties Raft's word on who leads to the duties of the leader and to what the network is told. */
@Injectable()
export class LeadershipService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #leadership: Leadership<LeaderDuties>;
  readonly #unsubscribe: (() => void)[] = [];

  constructor(
    private readonly context: SiteContext,
    private readonly consensus: Consensus,
    private readonly advertisement: Advertisement,
    members: SiteMembers,
    peers: MembersService,
  ) {
    const { configuration, identity, registry, cloud, log, rareLog, listenHost } = context;
    const around = {
      siteId: identity.siteId,
      deviceId: identity.deviceId,
      tls: identity.liveTls(),
      listenHost,
      mqttPort: configuration.EYRIE_MQTT_PORT,
      relayPort: configuration.EYRIE_RELAY_PORT,
      cloud,
      consensus,
      members,
      siteMembers: () => peers.siteStatus().members,
      coordinatorClones: () => peers.clones(),
      brokerCounters: new BrokerCounters(registry),
      uplinkCounters: new UplinkCounters(registry),
      log,
      rareLog,
    };
    this.#leadership = new Leadership<LeaderDuties>({
      start: (term, onFenced) => LeaderDuties.start(around, term, onFenced),
      onDuties: (duties) => advertisement.dutiesChanged(duties?.ports ?? null),
      log,
    });
  }

  onApplicationBootstrap(): void {
    this.#unsubscribe.push(
      this.consensus.onFailed((failure) => this.context.onFailed(failure)),
      this.consensus.onChange((state) => {
        this.context.log.info(
          { event: 'raft_changed', role: state.role, term: state.term, leaderId: state.leaderId },
          'The Raft role, term or leader changed.',
        );
        this.#follow();
      }),
      this.context.identity.onRenewed(() => {
        this.consensus.useCertificate();
        this.duties?.useCertificate();
      }),
      this.context.identity.onAuthorityDropped(() => {
        this.consensus.reconnect();
        this.duties?.reconnect();
      }),
    );
    this.#follow();
    this.advertisement.publish();
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    await this.#leadership.close();
  }

  /** What runs because this node leads; null on followers. */
  get duties(): LeaderDuties | null {
    return this.#leadership.duties;
  }

  get fenced(): boolean {
    return this.#leadership.fenced;
  }

  #follow(): void {
    const { role, term } = this.consensus.status();
    this.#leadership.lead(role === 'leader' ? term : null);
    this.advertisement.raftChanged({ role, term });
  }
}

@Module({
  imports: [ConsensusModule, MembersModule],
  providers: [LeadershipService],
  exports: [LeadershipService],
})
export class LeadershipModule {}
