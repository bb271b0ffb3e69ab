import type { ConfChange } from '../core/membership.ts';
import type { ConfState, Incarnation, NodeId } from '../core/types.ts';
import type { MemberChangeOptions } from './options.ts';

/** A node that is to be taken in; `incarnation` as it shows it itself. */
export interface NewMember {
  readonly nodeId: NodeId;
  readonly incarnation?: Incarnation;
}

/** Changes of members by their everyday names. */
export abstract class MemberCommands {
  /**
   * Changes who takes part, in one step where that is safe and else by way of a joint configuration;
   * resolves with the configuration once it is in effect here. At the leader.
   * @throws NotLeader, ConfChangeRefused, ProposalDropped (all: surely not made),
   * ProposalOutcomeUnknown, NodeFailed.
   */
  abstract changeMembers(
    changes: readonly ConfChange[],
    options?: MemberChangeOptions,
  ): Promise<ConfState>;

  /** It becomes voter by itself when it has caught up, unless `isHeld`. */
  addLearner(
    member: NewMember & { readonly isHeld?: boolean },
    options?: MemberChangeOptions,
  ): Promise<ConfState> {
    return this.changeMembers([{ type: 'add-learner', ...member }], options);
  }

  /** Makes a learner a voter now. */
  promote(nodeId: NodeId, options?: MemberChangeOptions): Promise<ConfState> {
    return this.changeMembers([{ type: 'add-voter', nodeId }], options);
  }

  /** Makes a voter a learner, which it stays until it is promoted by hand. */
  demote(nodeId: NodeId, options?: MemberChangeOptions): Promise<ConfState> {
    return this.changeMembers([{ type: 'add-learner', nodeId, isHeld: true }], options);
  }

  remove(nodeId: NodeId, options?: MemberChangeOptions): Promise<ConfState> {
    return this.changeMembers([{ type: 'remove', nodeId }], options);
  }

  /**
   * One goes and another comes, in one change. Another card under the same id begins as learner, and
   * is promoted when it has caught up; the old card is retired at once.
   */
  replace(
    oldId: NodeId,
    member: Required<NewMember>,
    options?: MemberChangeOptions,
  ): Promise<ConfState> {
    if (member.nodeId === oldId) return this.addLearner(member, options);
    const changes: ConfChange[] = [
      { type: 'remove', nodeId: oldId },
      { type: 'add-voter', ...member },
    ];
    return this.changeMembers(changes, options);
  }
}
