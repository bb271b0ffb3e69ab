import type { WeatherRule } from '@eyrie/contracts';

/** What becomes of a rule with a reading. */
export type AlertStep = 'raise' | 'clear' | null;

/** Where a rule stands, as far as time decides it. */
export interface RuleState {
  readonly isStanding: boolean;
  /** Since when the readings say that it should not be as it is; null where they do not. */
  readonly since: number | null;
}

/**
 * One reading further. A rule is raised once its threshold has been passed for the whole hold time, and
 * cleared once it has been back by the hysteresis for as long; what lies between changes nothing. Pure.
 */
export function stepRule(
  rule: Pick<WeatherRule, 'when' | 'threshold' | 'hysteresis' | 'holdSeconds'>,
  state: RuleState,
  value: number,
  atMs: number,
): { state: RuleState; step: AlertStep } {
  const { when, threshold, hysteresis, holdSeconds } = rule;
  const isBeyond = when === 'above' ? value > threshold : value < threshold;
  const isBack =
    when === 'above' ? value <= threshold - hysteresis : value >= threshold + hysteresis;
  const isOtherwise = state.isStanding ? isBack : isBeyond;
  if (!isOtherwise) return { state: { ...state, since: null }, step: null };
  // A clock that was set back begins anew.
  const since = state.since === null || state.since > atMs ? atMs : state.since;
  if (atMs - since < holdSeconds * 1_000) return { state: { ...state, since }, step: null };
  return {
    state: { isStanding: !state.isStanding, since: null },
    step: state.isStanding ? 'clear' : 'raise',
  };
}
