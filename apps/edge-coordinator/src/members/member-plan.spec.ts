import { describe, expect, it } from '@jest/globals';
import type { ConfState } from '@eyrie/raft';
import { planMembers, type KnownCard, type MemberView } from './member-plan.ts';

const card = (digit: string): string => digit.repeat(16);
const conf = (changes: Partial<ConfState> = {}): ConfState => ({
  voters: [1, 2, 3],
  votersOutgoing: [],
  learners: [],
  learnersNext: [],
  autoLeave: false,
  index: 7,
  heldLearners: [],
  identities: [1, 2, 3].map((nodeId) => ({ nodeId, incarnation: card(String(nodeId)) })),
  retired: [],
  ...changes,
});
const view = (changes: Partial<MemberView> = {}): MemberView => ({
  self: 1,
  siteEpoch: 1,
  conf: conf(),
  listed: new Map([1, 2, 3].map((nodeId) => [nodeId, `device-${nodeId}`])),
  admitted: new Set([1, 2, 3]),
  cards: new Map([2, 3].map((nodeId) => [nodeId, shown(card(String(nodeId)))])),
  isActive: () => true,
  ...changes,
});
const shown = (incarnation: string, siteEpoch = 1): KnownCard => ({ incarnation, siteEpoch });
const withCard = (nodeId: number, known: KnownCard): Pick<MemberView, 'cards'> => ({
  cards: new Map([...view().cards, [nodeId, known]]),
});
const withFour = { listed: new Map([...view().listed, [4, 'device-4'] as const]) };

describe('what a leader does about its members', () => {
  it('is nothing while all is as it should be, and while a joint change is under way', () => {
    expect(planMembers(view())).toBeNull();
    const joint = conf({ voters: [1, 2, 4], votersOutgoing: [1, 2, 3] });
    expect(planMembers(view({ conf: joint, admitted: new Set([1]) }))).toBeNull();
  });

  it('takes in who is listed and shows a card of this epoch', () => {
    expect(planMembers(view(withFour))).toBeNull();
    expect(planMembers(view({ ...withFour, ...withCard(4, shown(card('a'))) }))).toEqual({
      type: 'take-in',
      nodeId: 4,
      deviceId: 'device-4',
      incarnation: card('a'),
    });
    expect(planMembers(view({ ...withFour, ...withCard(4, shown(card('a'), 2)) }))).toBeNull();
  });

  it('does not take in who is not listed, nor a card that was taken out', () => {
    expect(planMembers(view(withCard(4, shown(card('a')))))).toBeNull();
    const retired = [{ nodeId: 4, incarnation: card('a') }];
    const known = { ...withFour, ...withCard(4, shown(card('a'))), conf: conf({ retired }) };
    expect(planMembers(view(known))).toBeNull();
    expect(planMembers(view({ ...known, ...withCard(4, shown(card('b'))) }))).toMatchObject({
      type: 'take-in',
    });
  });

  it('renews the card of a member whose old card is silent, and never of one that speaks', () => {
    const wiped = withCard(3, shown(card('f')));
    const silent = { ...wiped, isActive: (nodeId: number) => nodeId !== 3 };
    expect(planMembers(view(silent))).toEqual({
      type: 'renew-card',
      nodeId: 3,
      incarnation: card('f'),
    });
    expect(planMembers(view(wiped))).toBeNull();
    const retired = [{ nodeId: 3, incarnation: card('f') }];
    expect(planMembers(view({ ...silent, conf: conf({ retired }) }))).toBeNull();
  });

  it('leaves a founder whose card is not written down yet to Raft, unless it came later', () => {
    const identities = conf().identities.slice(0, 2);
    const unknown = { conf: conf({ identities }), isActive: (nodeId: number) => nodeId !== 3 };
    expect(planMembers(view({ ...unknown, ...withCard(3, shown(card('3'))) }))).toBeNull();
    expect(planMembers(view({ ...unknown, ...withCard(3, shown(card('c'))) }))).toMatchObject({
      type: 'renew-card',
      nodeId: 3,
    });
  });

  it('lets go whom an operator took out, and hands over where that is itself', () => {
    expect(planMembers(view({ admitted: new Set([1, 2]) }))).toEqual({
      type: 'remove',
      nodeId: 3,
      why: 'removed',
    });
    expect(planMembers(view({ admitted: new Set([2, 3]) }))).toEqual({ type: 'hand-over' });
    const alone = conf({ voters: [1], identities: [] });
    expect(planMembers(view({ conf: alone, admitted: new Set(), cards: new Map() }))).toBeNull();
  });

  it('lets go whom the cloud does not list any more, but not the quorum with it', () => {
    const listed = new Map([...view().listed].filter(([nodeId]) => nodeId !== 2));
    expect(planMembers(view({ listed }))).toEqual({ type: 'remove', nodeId: 2, why: 'unlisted' });
    const third = (nodeId: number) => nodeId !== 3;
    expect(planMembers(view({ listed, isActive: third }))).toBeNull();
    // A learner is no part of the quorum.
    const learning = conf({ voters: [1, 3], learners: [2] });
    expect(planMembers(view({ listed, isActive: third, conf: learning }))).toMatchObject({
      type: 'remove',
      nodeId: 2,
    });
  });

  it('takes out before it takes in', () => {
    const both = { ...withFour, ...withCard(4, shown(card('a'))), admitted: new Set([1, 2]) };
    expect(planMembers(view(both))).toMatchObject({ type: 'remove', nodeId: 3 });
  });
});
