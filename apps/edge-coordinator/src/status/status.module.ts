import { Injectable, Module } from '@nestjs/common';
import type { CoordinatorStatus } from '@eyrie/contracts';
import { version } from '@eyrie/platform';
import { Consensus } from '../consensus/consensus.ts';
import { ConsensusModule } from '../consensus/consensus.module.ts';
import { LeadershipModule, LeadershipService } from '../leadership/leadership.module.ts';
import { MembersModule, MembersService } from '../members/members.module.ts';
import { registerGauges } from '../metrics/gauges.ts';
import { SiteContext } from '../site-context.ts';
import { SiteMembers } from '../site-state/site-members.ts';
import { SiteStateMachine } from '../site-state/site-state-machine.ts';
import { coordinatorStatus } from './coordinator-status.ts';

/** The running coordinator's view of itself: the status page and the gauges. */
@Injectable()
export class StatusService {
  constructor(
    private readonly context: SiteContext,
    private readonly consensus: Consensus,
    private readonly leadership: LeadershipService,
    private readonly members: SiteMembers,
    private readonly peers: MembersService,
    machine: SiteStateMachine,
  ) {
    registerGauges(context.registry, {
      raft: () => consensus.metrics(),
      uplinkBacklogRecords: () => leadership.duties?.uplinkStatus().backlogRecords ?? 0,
      clients: () => leadership.duties?.clients().length ?? 0,
      uploads: () => leadership.duties?.uploads ?? 0,
      transport: () => consensus.transportCounters(),
      confState: () => consensus.status().confState,
      site: () => ({
        state: machine.state,
        logTimeMs: consensus.logTimeMs,
        sessions: consensus.sessions,
        ignoredCommands: machine.ignoredCommands,
        version: members.manifest.version,
        siteEpoch: members.manifest.siteEpoch,
      }),
    });
  }

  status(): CoordinatorStatus {
    const { duties, fenced } = this.leadership;
    return coordinatorStatus({
      version,
      state: 'running',
      reason: this.peers.whyOutside,
      identity: this.context.identity,
      raft: this.consensus.status(),
      siteVersion: this.members.manifest.version,
      duties: duties && {
        ports: duties.ports,
        clients: duties.clients(),
        uplink: duties.uplinkStatus(),
      },
      fenced,
    });
  }

  /** Null when the group has a leader, so that the site can do its work. */
  whyNotReady(): string | null {
    if (this.peers.whyOutside !== null) return this.peers.whyOutside;
    return this.consensus.status().leaderId === null
      ? 'The site\u2019s coordinators have no leader at the moment.'
      : null;
  }
}

@Module({
  imports: [ConsensusModule, LeadershipModule, MembersModule],
  providers: [StatusService],
})
export class StatusModule {}
