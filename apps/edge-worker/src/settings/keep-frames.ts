/** How long frames stay here at least; for ever until a configuration says otherwise. */
export class KeepFrames {
  seconds = Infinity;
}
