/** The steps of a render, in order. */
export type RenderStep = 'checking' | 'encoding' | 'verifying';

export interface RenderProgress {
  step: RenderStep;
  /** Frames done in this step; never decreases within it. */
  done: number;
  /** Frames of this step; after `checking` only the usable ones. */
  total: number;
  /** Of the whole render, 0 to 100; never decreases. The last report has 100. */
  percent: number;
  /** Estimated seconds to the end, null until there is something to go by. */
  etaSeconds: number | null;
}
